using SiteHub.Operations.Values;
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

    public void Say(string text) => output.WriteLine(Printable.Of(text));

    public void Good(string text) => Write(output, text, new Style(Color.Green));

    public void Quiet(string text) => Write(output, text, new Style(decoration: Decoration.Dim));

    /// <summary>Among what is said, and not beside it: a list of which some lines are bad.</summary>
    public void Bad(string text) => Write(output, text, new Style(Color.Yellow));

    public void Warn(string text) => Write(errors, text, new Style(Color.Yellow));

    /// <summary>A text for a table: what a role answers may hold names that others gave, and those must not write over the rest of the screen.</summary>
    public static Text Cell(string? text, Style? style = null) => Made(Printable.Of(text), style);

    /// <summary>Past the console's width: a body that is wrapped is another body. Its line breaks stay.</summary>
    public static void Body(string? text) => Plain.WriteLine(Printable.Lines(text));

    /// <summary>What went wrong, and below it, each on a line, what there is to know and to do.</summary>
    public void Wrong(string what, params IEnumerable<string> more)
    {
        Write(errors, what, new Style(Color.Red));
        foreach (var line in more)
        {
            errors.WriteLine("  " + Printable.Of(line));
        }
    }

    /// <summary>Asks, where somebody can answer.</summary>
    /// <param name="question">what will happen</param>
    /// <param name="nothing">what did not, if nobody is there</param>
    public bool Agrees(string question, string nothing)
    {
        if (!isTerminal || Console.IsInputRedirected)
        {
            Warn($"Nobody is here to ask, so {nothing}: run it again with --yes.");
            return false;
        }

        Say(question);
        return output.Confirm("Go on?", defaultValue: false);
    }

    public Table Table(params string[] columns)
    {
        var table = new Table { Border = isTerminal ? TableBorder.Rounded : TableBorder.None, UseSafeBorder = true };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(Made(column, new Style(decoration: Decoration.Bold))));
        }

        return table;
    }

    private static void Write(IAnsiConsole console, string text, Style style) => console.Write(Made(Printable.Of(text) + Environment.NewLine, style));

#pragma warning disable RS0030 // Here alone: what goes there was made printable.
    private static TextWriter Plain => Console.Out;

    private static Text Made(string text, Style? style) => new(text, style);
#pragma warning restore RS0030
}
