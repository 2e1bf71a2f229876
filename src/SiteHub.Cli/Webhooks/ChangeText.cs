using SiteHub.Cli.Terminal;
using Spectre.Console;

namespace SiteHub.Cli.Webhooks;

internal static class ChangeText
{
    public static Text Of(string change) => Screen.Cell(change, new Style(change switch
    {
        "added" => Color.Green,
        "changed" => Color.Yellow,
        "removed" or "faulty" => Color.Red,
        _ => Color.Grey,
    }));
}
