using System.CommandLine;
using System.Text.Json;
using SiteHub.Cli.Api;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Webhooks;

internal static class ExportCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(Screen screen) =>
        new Command("export", "Prints all of them as JSON, without their secrets, as `import` and the configuration file read them.").Asks(screen, async (_, api, cancellationToken) =>
        {
            using var answer = await api.Ask<JsonDocument>(HttpMethod.Get, "/api/v1/webhooks/export", RoleApi.Read, "its webhooks", cancellationToken);
            Screen.Body(JsonSerializer.Serialize(answer!.RootElement, Indented));
            return ExitCode.Ok;
        });
}
