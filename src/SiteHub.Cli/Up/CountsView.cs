using System.Globalization;
using SiteHub.Cli.Roles;
using SiteHub.Cli.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SiteHub.Cli.Up;

/// <summary>The table that moves: how many documents each role holds, and how much of its logs the other side has not confirmed.</summary>
internal sealed class CountsView(IReadOnlyList<Role> roles, RoleProcesses processes, Screen screen)
{
    public const int LinesShown = 8;

    public IRenderable Now(IReadOnlyList<string> recent)
    {
        var table = screen.Table("Role", "Documents", "Backlog", "Oldest", "State");
        foreach (var role in roles)
        {
            var process = processes.Of(role);
            var report = process?.Report;
            table.AddRow(
                Screen.Cell(role.Name),
                Number(report?.Documents),
                Number(report?.Waiting),
                Screen.Cell(report is { Waiting: > 0 } ? $"{report.OldestAge:0.0} s" : ""),
                State(process, report));
        }

        return recent.Count == 0 ? table : new Rows([table, .. recent.Select(Line)]);
    }

    /// <summary>Cut to the width: a live display whose height changes by wrapping leaves its old lines behind.</summary>
    private Text Line(string text)
    {
        var width = screen.Output.Profile.Width;
        return Screen.Cell(text.Length < width ? text : text[..(width - 1)], new Style(Color.Yellow));
    }

    private static Text Number(long? count) => Screen.Cell(count?.ToString("N0", CultureInfo.InvariantCulture) ?? "").RightJustified();

    private static Text State(RoleProcess? process, RoleReport? report) => (process, report) switch
    {
        (null, _) or ({ Ended.IsCompleted: true }, _) => Screen.Cell("ended", new Style(Color.Red)),
        (_, null) => Screen.Cell("starting", new Style(Color.Yellow)),
        (_, { Troubles: [var trouble, ..] }) => Screen.Cell(trouble, new Style(Color.Yellow)),
        (_, { Rejected: > 0 }) => Screen.Cell($"{report.Rejected} rejected", new Style(Color.Yellow)),
        _ => Screen.Cell("ok", new Style(Color.Green)),
    };
}
