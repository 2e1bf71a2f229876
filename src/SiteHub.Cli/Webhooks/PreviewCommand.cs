using System.CommandLine;
using System.Text.Json;
using SiteHub.Cli.Api;
using SiteHub.Cli.Terminal;
using Spectre.Console;

namespace SiteHub.Cli.Webhooks;

/// <summary>What a webhook would do, without doing it.</summary>
internal static class PreviewCommand
{
    public static Command Create(Screen screen)
    {
        var name = WebhooksCommand.Name();
        var document = new Option<string?>("--document") { Description = "The exact request for this document.", HelpName = "NAME" };
        return new Command("preview", "Which of the last hundred documents it would send; with --document, the exact request.") { name, document }.Asks(screen, async (parsed, api, cancellationToken) =>
        {
            var of = parsed.GetValue(document);
            var path = $"{WebhooksCommand.At(parsed.GetValue(name)!)}/preview{(of is null ? "" : $"?name={Uri.EscapeDataString(of)}")}";
            using var answer = await api.Ask<JsonDocument>(HttpMethod.Get, path, RoleApi.Read, "a preview", cancellationToken);
            var preview = answer!.RootElement;
            if (parsed.GetValue(RoleOptions.Json))
            {
                await RoleOptions.WriteJson(preview);
            }
            else if (of is not null)
            {
                RequestText.Write(screen, preview.GetProperty("request"));
            }
            else
            {
                Write(screen, preview);
            }

            return ExitCode.Ok;
        });
    }

    private static void Write(Screen screen, JsonElement preview)
    {
        screen.Say($"{preview.GetProperty("matched")} of the last {preview.GetProperty("examined")} documents would be sent.");
        var table = screen.Table("DocType", "Name", "Revision", "Sent", "Why not");
        foreach (var document in preview.GetProperty("documents").EnumerateArray())
        {
            table.AddRow(
                Screen.Cell(document.GetProperty("docType").GetString()!),
                Screen.Cell(document.GetProperty("name").GetString()!),
                Screen.Cell(document.GetProperty("revision").ToString()).RightJustified(),
                Screen.Cell(document.GetProperty("matches").GetBoolean() ? "yes" : "no"),
                Screen.Cell(document.GetProperty("fault").GetString() ?? ""));
        }

        screen.Output.Write(table);
    }
}
