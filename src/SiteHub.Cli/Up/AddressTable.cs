using SiteHub.Cli.Roles;
using SiteHub.Cli.Terminal;
using Spectre.Console;

namespace SiteHub.Cli.Up;

internal static class AddressTable
{
    public static void Show(IReadOnlyList<Role> roles, Screen screen)
    {
        var table = screen.Table("Role", "Address", "API", "Data");
        foreach (var role in roles)
        {
            var address = role.Url.GetLeftPart(UriPartial.Authority);
            table.AddRow(Screen.Cell(role.Name), Link(address), Link(address + "/scalar"), Screen.Cell(role.Folder));
        }

        screen.Output.Write(table);
    }

    private static Text Link(string address) => Screen.Cell(address, new Style(Color.Blue));
}
