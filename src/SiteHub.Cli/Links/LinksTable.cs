using System.Globalization;
using SiteHub.Cli.Terminal;
using SiteHub.Delivery.Links;
using Spectre.Console;

namespace SiteHub.Cli.Links;

/// <summary>Seen from the hub: what it has applied of each site's log, and what it has sent to it.</summary>
internal static class LinksTable
{
    public static Table Of(IReadOnlyList<LinkStatus> links, Screen screen)
    {
        var table = screen.Table("Link", "State", "Epoch in", "Checkpoint in", "Rejected", "Epoch out", "Checkpoint out", "Head out", "Backlog", "Oldest");
        foreach (var link in links)
        {
            table.AddRow(
                Screen.Cell(link.Link),
                State(link),
                Number(link.Receives.Epoch),
                Number(link.Receives.Checkpoint),
                Number(link.Receives.Rejected),
                Number(link.Sends.Epoch),
                Number(link.Sends.Acknowledged),
                Number(link.Sends.Head),
                Number(link.Sends.Depth),
                Screen.Cell(link.Sends.Depth > 0 ? string.Create(CultureInfo.InvariantCulture, $"{link.Sends.OldestAge:0.0} s") : "-").RightJustified());
        }

        return table;
    }

    private static Text State(LinkStatus link) => link switch
    {
        { State: not LinkStates.Active } => Screen.Cell(link.State, new Style(Color.Red)),
        { Circuit: "open" } => Screen.Cell("not reached", new Style(Color.Yellow)),
        _ => Screen.Cell(link.State, new Style(Color.Green)),
    };

    private static Text Number(long number) => Screen.Cell(number.ToString(CultureInfo.InvariantCulture)).RightJustified();
}
