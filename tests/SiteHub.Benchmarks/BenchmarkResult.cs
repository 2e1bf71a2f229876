using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace SiteHub.Benchmarks;

/// <summary>What a scenario found, in the order in which it was noted.</summary>
internal sealed class BenchmarkResult(string scenario)
{
    private readonly List<(string Key, string Value, string Meaning)> _figures = [("scenario", scenario, "")];

    public void Note(string key, double value, string meaning, int digits = 2) =>
        _figures.Add((key, Math.Round(value, digits).ToString(CultureInfo.InvariantCulture), meaning));

    public void Show()
    {
        var table = new Table().AddColumns("figure", "value", "what it is");
        table.Columns[1].RightAligned();
        foreach (var (key, value, meaning) in _figures.Skip(1))
        {
            table.AddRow(Markup.Escape(key), value, Markup.Escape(meaning));
        }

        AnsiConsole.Write(table);
    }

    /// <summary>The last line, for programs.</summary>
    public override string ToString() => "RESULT " + string.Join(' ', _figures.Select(f => $"{f.Key}={f.Value}"));

    public void Save(string path) =>
        File.WriteAllText(path, JsonSerializer.Serialize(_figures.ToDictionary(f => f.Key, f => f.Value), JsonSerializerOptions.Web) + "\n");
}
