using Spectre.Console;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SiteHub.Cli.Api;
using SiteHub.Cli.Data;
using SiteHub.Cli.Terminal;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Audit;

internal static class AuditCommand
{
    private static readonly string[] Filters = ["who", "what", "since", "until", "text", "limit"];
    private static readonly string[] Shown = ["seq", "at", "who", "address", "what", "about", "outcome"];

    public static Command Create(Screen screen) =>
        new("audit", "Who did what at the hub, and whether the record of it is whole.") { List(screen), Check(screen) };

    private static Command List(Screen screen)
    {
        var json = new Option<bool>("--json") { Description = "As JSON, for programs." };
        var filters = Filters.Select(name => new Option<string?>($"--{name}") { Description = Describe(name) }).ToList();
        var command = new Command("list", "Lists what was done, newest first.") { CommonOptions.Sites, json };
        filters.ForEach(command.Options.Add);
        command.SetAction((parsed, cancellationToken) => Guarded.Run(screen, async () =>
        {
            var query = filters.Where(filter => parsed.GetValue(filter) is not null).Select(filter => $"{filter.Name[2..]}={Uri.EscapeDataString(parsed.GetValue(filter)!)}");
            var page = await Ask(parsed, "/api/v1/audit?" + string.Join('&', query), cancellationToken);
            if (parsed.GetValue(json))
            {
                Screen.Body(page.GetRawText());
                return ExitCode.Ok;
            }

            var table = screen.Table("No.", "When", "Who", "From", "What", "About", "Outcome");
            foreach (var entry in page.GetProperty("entries").EnumerateArray())
            {
                table.AddRow([.. Shown.Select(member => Screen.Cell(Named(entry, member)))]);
            }

            screen.Output.Write(table);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Check(Screen screen)
    {
        var head = new Option<string?>("--head") { Description = "A number and a hash from the log, as 120:3f9c…: shows whether anything after it was cut off.", HelpName = "NUMBER:HASH" };
        var command = new Command("check", "Says whether anything was changed in the record, or taken out of it.") { CommonOptions.Sites, head };
        command.SetAction((parsed, cancellationToken) => Guarded.Run(screen, async () =>
        {
            var answer = await Ask(parsed, "/api/v1/audit/check" + Known(parsed.GetValue(head)), cancellationToken);
            if (answer.GetProperty("sound").GetBoolean())
            {
                screen.Good($"The audit is whole, up to entry {answer.GetProperty("seq")}.");
                screen.Say($"Keep this elsewhere, for a later check: --head {answer.GetProperty("seq")}:{Text(answer.GetProperty("hash"))}");
                return ExitCode.Ok;
            }

            screen.Wrong($"The audit is broken at entry {answer.GetProperty("broken")}.", Text(answer.GetProperty("reason")), "Compare it with a backup of the hub's database and with the hub's log.");
            return ExitCode.Failed;
        }));
        return command;
    }

    private static async Task<JsonElement> Ask(ParseResult parsed, string path, CancellationToken cancellationToken)
    {
        var file = SitesFileReader.Read(parsed.SitesFile(), SitesScope.Clients);
        using var hub = RoleApi.Of(file.Hub!);
        using var answer = await hub.Ask<JsonDocument>(HttpMethod.Get, path, RoleApi.Admin, "the audit", cancellationToken);
        return answer!.RootElement.Clone();
    }

    /// <summary>People by their name, where it is known; the number is what the audit itself holds.</summary>
    private static string Named(JsonElement entry, string member) =>
        entry.TryGetProperty(member + "Name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : Text(entry.GetProperty(member));

    private static string Known(string? head)
    {
        if (head is null)
        {
            return "";
        }

        var parts = head.Split(':');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? $"?seq={parts[0]}&hash={Uri.EscapeDataString(parts[1])}"
            : throw new StopException(ExitCode.Configuration, $"--head is \"{head}\"; expected NUMBER:HASH, as a line of the hub's log gives them.");
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Null ? "-" : value.ToString();

    private static string Describe(string filter) => filter switch
    {
        "who" => "Who did it, exactly: a number, an e-mail address or a program.",
        "what" => "The deed, such as client.disabled, or a group of them, such as client.",
        "since" => "Not before this time, such as 2026-11-24T12:00Z.",
        "until" => "Before this time.",
        "text" => "Found anywhere in an entry.",
        _ => "How many, up to 200.",
    };
}
