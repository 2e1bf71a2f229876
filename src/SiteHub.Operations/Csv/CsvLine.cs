using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Csv;

/// <summary>One record of a file.</summary>
/// <param name="Number">of the line that it begins in, from 1: quoted cells may hold line breaks</param>
/// <param name="Columns">what the first line calls them</param>
/// <param name="Cells">as many as columns, or fewer</param>
/// <param name="Fault">why it cannot be read; the cells are not to be used then</param>
public sealed record CsvLine(int Number, IReadOnlyList<string> Columns, IReadOnlyList<string> Cells, Fault? Fault)
{
    /// <summary>A column's cell without the blanks around it; null: it is empty, or there is no such column.</summary>
    public string? this[string column]
    {
        get
        {
            for (var i = 0; i < Math.Min(Columns.Count, Cells.Count); i++)
            {
                if (Columns[i] == column)
                {
                    return string.IsNullOrWhiteSpace(Cells[i]) ? null : Cells[i].Trim();
                }
            }

            return null;
        }
    }
}
