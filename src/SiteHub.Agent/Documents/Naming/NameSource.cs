using SiteHub.Agent.Documents.Bodies;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Documents.Naming;

/// <summary>A name for a new document, and the number of the series that it used up.</summary>
internal readonly record struct NewName(string Name, string? Prefix, long Number, Refusal? Refusal)
{
    /// <summary>Whether another name could be drawn where this one turns out to be taken.</summary>
    public bool IsDrawn { get; init; }
}

/// <summary>Names new documents by the rule of their DocType.</summary>
internal sealed class NameSource(SeriesCounters counters)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<DocType, SeriesPattern> _patterns = new();

    /// <param name="type">the DocType</param>
    /// <param name="given">reads what the new document says</param>
    /// <param name="now">the time of the save</param>
    public NewName Next(DocType type, Composer given, DateTimeOffset now)
    {
        var rule = type.Entry.Naming;
        switch (rule.Kind)
        {
            case NamingKind.Series:
                var pattern = _patterns.GetOrAdd(type, static t => new SeriesPattern(t.Entry.Naming.Text));
                string? Field(string name) => type.Find(name) is { } field ? given.GivenText(field.Slot) : null;
                var prefix = pattern.Prefix(now, Field);
                var number = counters.Next(prefix);
                var name = pattern.Name(prefix, number, now, Field);
                var refusal = DocumentName.Check(type.Name, name);
                if (refusal is not null)
                {
                    counters.GiveBack(prefix, number);
                }

                return new NewName(name, prefix, number, refusal) { IsDrawn = true };
            case NamingKind.Field:
                return Given(type, given.GivenText(type.Find(rule.Text)!.Slot)?.Trim());
            case NamingKind.Prompt:
                var prompted = given.GivenText(BodySlots.Name)?.Trim();
                return string.IsNullOrEmpty(prompted)
                    ? new NewName("", null, 0, Refuse.Invalid("Please set the document name"))
                    : Given(type, prompted);
            default:
                return new NewName(RowName.Next(now), null, 0, null) { IsDrawn = true };
        }
    }

    public void GiveBack(in NewName name)
    {
        if (name.Prefix is not null)
        {
            counters.GiveBack(name.Prefix, name.Number);
        }
    }

    private static NewName Given(DocType type, string? name) => new(name ?? "", null, 0, DocumentName.Check(type.Name, name));
}
