using CsvHelper;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Values;

namespace SiteHub.Operations.Csv;

/// <summary>
/// CSV (RFC 4180) as people and spreadsheets send it: with commas, semicolons or tabs, with or without a byte order mark. Nothing of it is guessed: bytes that
/// are no UTF-8, a quote that is not closed and a cell too many are faults, for each of them would be somebody else's name in the wrong place.
/// </summary>
/// <param name="Columns">that the first line names</param>
/// <param name="Lines">that are not empty, after the first</param>
/// <param name="Fault">why none of it can be read</param>
public sealed record CsvFile(IReadOnlyList<string> Columns, IReadOnlyList<CsvLine> Lines, Fault? Fault)
{
    public static CsvFile Read(ReadOnlySpan<byte> bytes) =>
        Utf8Text.Read(bytes, out var line) is { } text ? Read(text) : new CsvFile([], [], new Fault($"line {line}", null, Utf8Text.Expected));

    /// <param name="text">without a byte order mark</param>
    public static CsvFile Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var malformed = new Dictionary<long, CsvMalformedReason>();
        using var reader = CsvReader.FromText(text, new CsvReaderOptions
        {
            Separator = Separator(text),
            HasHeader = false,
            TrackLineNumbers = true,
            OnMalformedRecord = wrong => malformed[wrong.LineNumber] = wrong.Reason,
        });
        List<string>? columns = null;
        var lines = new List<CsvLine>();
        while (reader.Read())
        {
            var number = (int)reader.LineNumber;
            var cells = Enumerable.Range(0, reader.FieldCount).Select(reader.GetString).ToList();
            var fault = malformed.TryGetValue(number, out var reason) ? Quotes(reason, number) : null;
            if (fault is null && cells.TrueForAll(string.IsNullOrWhiteSpace))
            {
                continue;
            }

            if (columns is not null)
            {
                lines.Add(Line(number, columns, cells, fault));
                continue;
            }

            columns = cells[..(cells.FindLastIndex(static name => !string.IsNullOrWhiteSpace(name)) + 1)].ConvertAll(static name => name.Trim());
            if ((fault ?? Twice(columns, number)) is { } wrong)
            {
                return new CsvFile(columns, [], wrong);
            }
        }

        return new CsvFile(columns ?? [], lines, null);
    }

    /// <summary>What spreadsheets fill up with empty cells is no cell too many.</summary>
    private static CsvLine Line(int number, List<string> columns, List<string> cells, Fault? fault)
    {
        var filled = cells.Count;
        while (filled > columns.Count && string.IsNullOrWhiteSpace(cells[filled - 1]))
        {
            filled--;
        }

        return new CsvLine(number, columns, cells, fault ?? (filled > columns.Count
            ? new Fault($"line {number}", $"{filled} cells", $"{columns.Count}, one for each column of the first line; a cell with a separator in it stands in quotes")
            : null));
    }

    /// <summary>The library takes the rest of the file into a cell whose quote is not closed.</summary>
    private static Fault Quotes(CsvMalformedReason reason, int number) => new($"line {number}", null, reason == CsvMalformedReason.UnterminatedQuote
        ? "a second quote for each; one that begins here is not closed"
        : "quotes around a whole cell only; a cell with a quote in it stands in quotes, and the quote in it twice");

    private static Fault? Twice(List<string> columns, int number) =>
        columns.Where(static name => name.Length > 0).GroupBy(static name => name).FirstOrDefault(static group => group.Count() > 1) is { } twice
            ? new Fault($"line {number}", twice.Key, "each column named once")
            : null;

    private static char Separator(string text)
    {
        var first = text.AsSpan().TrimStart("\r\n");
        first = first.IndexOfAny('\r', '\n') is >= 0 and var end ? first[..end] : first;
        var (separator, most) = (',', first.Count(','));
        foreach (var other in (ReadOnlySpan<char>)[';', '\t'])
        {
            if (first.Count(other) > most)
            {
                (separator, most) = (other, first.Count(other));
            }
        }

        return separator;
    }
}
