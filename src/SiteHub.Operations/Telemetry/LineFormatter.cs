using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using SiteHub.Operations.Values;

namespace SiteHub.Operations.Telemetry;

/// <summary>
/// Writes the log for people, as the framework's own formatter does, but for what others sent: that formatter writes it as it came, and a line break and
/// an escape in an answer made a line that was never logged. Every entry begins a line here, and nothing else does.
/// </summary>
internal sealed class LineFormatter(IOptionsMonitor<SimpleConsoleFormatterOptions> options) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "lines";

    private const string Indented = "      ";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var now = options.CurrentValue;
        if (logEntry.Formatter?.Invoke(logEntry.State, logEntry.Exception) is not { } message)
        {
            return;
        }

        if (now.TimestampFormat is { } format)
        {
            textWriter.Write((now.UseUtcTimestamp ? TimeProvider.System.GetUtcNow() : TimeProvider.System.GetLocalNow()).ToString(format, System.Globalization.CultureInfo.InvariantCulture));
        }

        var (level, colour) = Level(logEntry.LogLevel);
        textWriter.Write(InColour(now.ColorBehavior) ? $"\u001b[{colour}m{level}\u001b[0m" : level);
        textWriter.Write($": {Printable.Of(logEntry.Category)}[{logEntry.EventId.Id}]");
        textWriter.Write(now.SingleLine ? " " : Environment.NewLine + Indented);
        textWriter.Write(Printable.Of(message));
        if (logEntry.Exception is { } exception)
        {
            foreach (var line in exception.ToString().Split('\n'))
            {
                textWriter.Write(now.SingleLine ? " " : Environment.NewLine + Indented);
                textWriter.Write(Printable.Of(line.TrimEnd('\r')));
            }
        }

        textWriter.Write(Environment.NewLine);
    }

    private static bool InColour(LoggerColorBehavior behavior) => behavior == LoggerColorBehavior.Enabled || (behavior == LoggerColorBehavior.Default && !Console.IsOutputRedirected);

    private static (string Level, string Colour) Level(LogLevel level) => level switch
    {
        LogLevel.Trace => ("trce", "37"),
        LogLevel.Debug => ("dbug", "37"),
        LogLevel.Information => ("info", "32"),
        LogLevel.Warning => ("warn", "33"),
        LogLevel.Error => ("fail", "30;41"),
        _ => ("crit", "37;41"),
    };
}
