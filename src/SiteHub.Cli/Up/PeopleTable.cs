using SiteHub.Cli.Data;
using SiteHub.Cli.Terminal;
using Spectre.Console;

namespace SiteHub.Cli.Up;

/// <summary>Whom one can sign in as, on a hub of this machine's own.</summary>
internal static class PeopleTable
{
    public static void Show(SamplePeople people, Screen screen)
    {
        var passwords = people.Passwords();
        var table = screen.Table("Sign in as", "Password", "Who it is");
        foreach (var (email, about) in SamplePeople.All)
        {
            table.AddRow(Screen.Cell(email), Screen.Cell(passwords[email]), Screen.Cell(about));
        }

        screen.Output.Write(table);
    }
}
