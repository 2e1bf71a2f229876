using SiteHub.Agent.Documents.Bodies;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Documents.Naming;

/// <summary>A name for a new document.</summary>
/// <param name="Number">the number of the series that it uses up</param>
/// <param name="IsDrawn">another name can be drawn where this one turns out to be taken</param>
internal readonly record struct NewName(string Name, SeriesNumber? Number, bool IsDrawn, Refusal? Refusal)
{
    public static NewName Refused(Refusal why) => new("", null, false, why);

    public static NewName Given(DocType type, string? name) => new(name ?? "", null, false, DocumentName.Check(type.Name, name));
}

/// <summary>Names new documents by the rule of their DocType.</summary>
internal sealed class NameSource(SeriesCounters counters)
{
    /// <param name="type">the DocType</param>
    /// <param name="given">reads what the new document says</param>
    /// <param name="now">the time of the save</param>
    public NewName Next(DocType type, Composer given, DateTimeOffset now)
    {
        var rule = type.Entry.Naming;
        switch (rule.Kind)
        {
            case NamingKind.Series:
                return Series(type, type.Series!, given, now);
            case NamingKind.Field:
                return NewName.Given(type, given.GivenText(type.Find(rule.Text)!.Slot)?.Trim());
            case NamingKind.Prompt:
                var prompted = given.GivenText(BodySlots.Name)?.Trim();
                return string.IsNullOrEmpty(prompted) ? NewName.Refused(Refuse.Invalid("Please set the document name")) : NewName.Given(type, prompted);
            default:
                return new NewName(RowName.Next(now), null, IsDrawn: true, null);
        }
    }

    /// <summary>A name that a seed gives to one document; where it is one of the series, the series goes on after it.</summary>
    public NewName Seeded(DocType type, string name, Composer given, DateTimeOffset now)
    {
        var named = NewName.Given(type, name);
        return type.Series is { } series && series.Prefix(now, FieldsOf(type, given)) is var prefix && series.NumberIn(name, prefix) is { } number
            ? named with { Number = counters.Raise(prefix, number) }
            : named;
    }

    private static Func<string, string?> FieldsOf(DocType type, Composer given) => name => type.Find(name) is { } field ? given.GivenText(field.Slot) : null;

    private NewName Series(DocType type, SeriesPattern pattern, Composer given, DateTimeOffset now)
    {
        var fields = FieldsOf(type, given);
        var number = counters.Next(pattern.Prefix(now, fields));
        var name = pattern.Name(number.Prefix, number.Number, now, fields);
        var refusal = DocumentName.Check(type.Name, name);
        if (refusal is not null)
        {
            counters.GiveBack(number);
        }

        return new NewName(name, number, IsDrawn: true, refusal);
    }
}
