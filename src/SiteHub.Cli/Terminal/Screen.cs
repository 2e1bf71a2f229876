using Spectre.Console;

namespace SiteHub.Cli.Terminal;

/// <summary>Where people read: colours and tables on a terminal, plain lines where output goes to a file or another program.</summary>
internal sealed class Screen(IAnsiConsole output, IAnsiConsole errors, bool isTerminal)
{
    private const int PlainWidth = 400;

    public IAnsiConsole Output => output;

    /// <summary>Somebody looks at it now: it may move.</summary>
    public bool IsTerminal => isTerminal;

    public static Screen OfThisProcess()
    {
        // What a pipe's other end has of a terminal's width, nobody knows; lines that wrap by themselves are no lines to grep.
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Console.Profile.Width = PlainWidth;
        }

        var errors = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected)
        {
            errors.Profile.Width = PlainWidth;
        }

        return new Screen(AnsiConsole.Console, errors, !Console.IsOutputRedirected);
    }

    public void Say(string text) => output.WriteLine(text);

    public void Good(string text) => output.Write(new Text(text + Environment.NewLine, new Style(Color.Green)));

    public void Quiet(string text) => output.Write(new Text(text + Environment.NewLine, new Style(decoration: Decoration.Dim)));

    public void Warn(string text) => errors.Write(new Text(text + Environment.NewLine, new Style(Color.Yellow)));

    /// <summary>What went wrong, and below it, each on a line, what there is to know and to do.</summary>
    public void Wrong(string what, params IEnumerable<string> more)
    {
        errors.Write(new Text(what + Environment.NewLine, new Style(Color.Red)));
        foreach (var line in more)
        {
            errors.WriteLine("  " + line);
        }
    }

    public Table Table(params string[] columns)
    {
        var table = new Table { Border = isTerminal ? TableBorder.Rounded : TableBorder.None, UseSafeBorder = true };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        }

        return table;
    }
}
