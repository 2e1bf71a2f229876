using System.CommandLine;
using System.Text.Json;
using SiteHub.Cli.Api;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Webhooks;

/// <summary>Sends one document now, and shows the answer.</summary>
internal static class TestCommand
{
    public static Command Create(Screen screen)
    {
        var name = WebhooksCommand.Name();
        var document = new Option<string?>("--document") { Description = "This one. Without it: the last changed that matches.", HelpName = "NAME" };
        return new Command("test", "Sends one document now, and shows the answer; nothing is stored or retried.") { name, document }.Asks(screen, async (parsed, api, cancellationToken) =>
        {
            using var answer = await api.Ask<JsonDocument>(
                HttpMethod.Post, $"{WebhooksCommand.At(parsed.GetValue(name)!)}/test", RoleApi.Admin, "a test", cancellationToken, new { name = parsed.GetValue(document) });
            var test = answer!.RootElement;
            var delivered = test.GetProperty("outcome").GetString() == "delivered";
            if (parsed.GetValue(RoleOptions.Json))
            {
                await RoleOptions.WriteJson(test);
                return delivered ? ExitCode.Ok : ExitCode.Failed;
            }

            RequestText.Write(screen, test.GetProperty("request"));
            screen.Say("");
            var got = test.GetProperty("answer");
            var line = $"{got.GetProperty("status")} {got.GetProperty("reason").GetString()} after {got.GetProperty("tookMs")} ms".Trim();
            if (delivered)
            {
                screen.Good(line);
            }
            else
            {
                screen.Wrong(line, got.GetProperty("body").GetString() is { Length: > 0 } body ? [body] : []);
            }

            return delivered ? ExitCode.Ok : ExitCode.Failed;
        });
    }
}
