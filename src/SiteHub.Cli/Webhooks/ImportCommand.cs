using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using SiteHub.Cli.Api;
using SiteHub.Cli.Terminal;
using Spectre.Console;

namespace SiteHub.Cli.Webhooks;

/// <summary>Webhooks in bulk. All or nothing, unless told otherwise; every row is reported.</summary>
internal static class ImportCommand
{
    public static Command Create(Screen screen)
    {
        var file = new Argument<string>("file") { Description = "CSV, JSON, or Frappe's export of Webhook documents; - for standard input." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would change." };
        var partial = new Option<bool>("--partial") { Description = "Apply the rows that are right, even if others are wrong." };
        return new Command("import", "Takes webhooks from a file, and reports row by row.") { file, dryRun, partial }.Asks(screen, async (parsed, api, cancellationToken) =>
        {
            using var content = new ByteArrayContent(await GivenFile.Bytes(parsed.GetValue(file)!, cancellationToken)) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
            var path = $"/api/v1/webhooks/import?dryRun={parsed.GetValue(dryRun)}&partial={parsed.GetValue(partial)}";
            using var answer = await api.Send(HttpMethod.Post, path, RoleApi.Admin, content, cancellationToken);
            if (answer.Body.ValueKind != JsonValueKind.Object || !answer.Body.TryGetProperty("rows", out var rows))
            {
                throw api.Refused(answer, "the import");
            }

            var faulty = rows.EnumerateArray().Count(static row => row.GetProperty("change").GetString() == "faulty");
            if (parsed.GetValue(RoleOptions.Json))
            {
                await RoleOptions.WriteJson(answer.Body);
                return faulty > 0 ? ExitCode.Failed : ExitCode.Ok;
            }

            Write(screen, rows);
            if (!answer.Succeeded)
            {
                screen.Wrong(answer.Title);
            }
            else if (parsed.GetValue(dryRun))
            {
                screen.Say("Nothing was applied: this was a dry run.");
            }
            else
            {
                screen.Good(faulty > 0 ? $"Applied, but for {faulty} rows that are wrong." : "Applied.");
            }

            return faulty > 0 ? ExitCode.Failed : ExitCode.Ok;
        });
    }

    private static void Write(Screen screen, JsonElement rows)
    {
        var table = screen.Table("Row", "Webhook", "Change", "What");
        foreach (var row in rows.EnumerateArray())
        {
            var change = row.GetProperty("change").GetString()!;
            var what = change == "faulty"
                ? row.GetProperty("faults").EnumerateArray().Select(static f => $"{f.GetProperty("member").GetString()}: expected {f.GetProperty("expected").GetString()}{(f.GetProperty("found").GetString() is { } found ? $", found {found}" : "")}")
                : row.GetProperty("members").EnumerateArray().Concat(row.GetProperty("notes").EnumerateArray()).Select(static m => m.GetString()!);
            table.AddRow(Screen.Cell(row.GetProperty("row").ToString()), Screen.Cell(row.GetProperty("name").GetString() ?? ""), ChangeText.Of(change), Screen.Cell(string.Join("; ", what)));
        }

        screen.Output.Write(table);
    }
}
