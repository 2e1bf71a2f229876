using System.Text;

namespace SiteHub.Operations.Csv;

/// <summary>CSV (RFC 4180), or with semicolons as some spreadsheets write it.</summary>
public static class CsvLines
{
    /// <summary>Lines that are not empty, each with the number of the line that it begins in: quoted cells may hold line breaks.</summary>
    public static IReadOnlyList<(int Number, List<string> Cells)> Of(string text)
    {
        var separator = Separator(text);
        var lines = new List<(int, List<string>)>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (number, began, quoted) = (1, 1, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            number += c == '\n' ? 1 : 0;
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"' && (quoted || cell.Length == 0))
            {
                quoted = !quoted;
            }
            else if (!quoted && c == separator)
            {
                Next();
            }
            else if (!quoted && c == '\n')
            {
                End();
            }
            else if (quoted || c != '\r')
            {
                cell.Append(c);
            }
        }

        End();
        return lines;

        void Next()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }

        void End()
        {
            Next();
            if (cells.Exists(static c => c.Trim().Length > 0))
            {
                lines.Add((began, cells));
            }

            cells = [];
            began = number;
        }
    }

    private static char Separator(string text)
    {
        var first = text.AsSpan(0, text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end ? end : text.Length);
        return first.Count(';') > first.Count(',') ? ';' : ',';
    }
}
