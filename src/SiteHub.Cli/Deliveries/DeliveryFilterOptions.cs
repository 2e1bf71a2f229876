using System.CommandLine;

namespace SiteHub.Cli.Deliveries;

/// <summary>Which deliveries, in the words of the API.</summary>
internal sealed class DeliveryFilterOptions
{
    private readonly List<(string Key, Option<string?> Option)> _options =
    [
        ("webhook", new("--webhook") { Description = "Of this webhook, by name or id." }),
        ("state", new("--state") { Description = "failed, or some of pending, delivered, waiting, behind, dead, unevaluated, with commas between." }),
        ("docType", new("--doctype") { Description = "Of this DocType." }),
        ("document", new("--document") { Description = "Of this document." }),
        ("since", new("--since") { Description = "Since this time, or so long ago: 2026-11-24T12:00Z, 6h." }),
        ("until", new("--until") { Description = "Until this time, or so long ago." }),
    ];

    public void AddTo(Command command) => _options.ForEach(option => command.Options.Add(option.Option));

    public Dictionary<string, string> Of(ParseResult parsed) =>
        _options.Where(option => parsed.GetValue(option.Option) is not null).ToDictionary(static option => option.Key, option => parsed.GetValue(option.Option)!);
}
