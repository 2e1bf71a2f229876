using System.Buffers;
using CsvHelper;

namespace SiteHub.Operations.Csv;

/// <summary>Writes CSV (RFC 4180, UTF-8) that a spreadsheet reads as texts and numbers, and never as a formula.</summary>
/// <param name="output">stays open</param>
/// <param name="isMarked">begins with the byte order mark, by which alone spreadsheets take a file for UTF-8</param>
public sealed class CsvOutput(Stream output, bool isMarked = true) : IAsyncDisposable
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(";\t");

    private readonly CsvWriter _csv = CsvWriter.Create(output, new CsvWriterOptions { WriteByteOrderMark = isMarked }, leaveOpen: true);

    public ValueTask Line(IEnumerable<string?> cells, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cells);
        foreach (var cell in cells)
        {
            var safe = CsvFormula.AsText(cell ?? "");

            // Whichever separator a spreadsheet expects where it stands.
            _csv.WriteField(safe, safe.AsSpan().ContainsAny(Quoted) ? CsvQuoting.Always : CsvQuoting.WhenNeededOrWhitespace);
        }

        return _csv.EndRecordAsync(cancellationToken);
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => _csv.FlushAsync(cancellationToken);

    public ValueTask DisposeAsync() => _csv.DisposeAsync();
}
