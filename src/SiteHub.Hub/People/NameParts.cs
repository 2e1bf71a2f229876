namespace SiteHub.Hub.People;

/// <summary>A name in the two parts by which other programs keep it.</summary>
/// <param name="Family">null: the name has but one word</param>
internal sealed record NameParts(string Given, string? Family)
{
    /// <returns>null: the person has given no name</returns>
    public static NameParts? Of(Person person) => person.Name is { Length: > 0 } name ? (person.FamilyName is { } family ? With(name, family) : null) ?? Usual(name) : null;

    /// <returns>null: it neither begins nor ends the name, so it is not this name's</returns>
    public static NameParts? With(string name, string family) =>
        name.EndsWith(" " + family, StringComparison.Ordinal) ? new NameParts(name[..^family.Length].TrimEnd(), family)
        : name.StartsWith(family + " ", StringComparison.Ordinal) ? new NameParts(name[family.Length..].TrimStart(), family)
        : null;

    /// <summary>The last word, with those in small letters before it: van Beethoven, de la Cruz. Whoever is named otherwise says so in their account.</summary>
    private static NameParts Usual(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var first = words.Length - 1;
        while (first > 1 && char.IsLower(words[first - 1][0]))
        {
            first--;
        }

        return first < 1 ? new NameParts(name, null) : new NameParts(string.Join(' ', words[..first]), string.Join(' ', words[first..]));
    }
}
