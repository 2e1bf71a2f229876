using System.Text.Json;

namespace SiteHub.Operations.Configuration;

/// <summary>Where a site's documents live: <c>embedded</c>, in the agent's own database, or in another system that the agent mirrors.</summary>
/// <param name="DocTypes">of another system: those that are mirrored, with the fields that are</param>
public sealed record SourceEntry(string Kind, IReadOnlyList<DocTypeEntry> DocTypes, SeedEntry Seed)
{
    public const string Embedded = "embedded";

    public const string OfFrappe = "frappe";

    /// <summary>Where the kind is <see cref="OfFrappe"/>.</summary>
    public FrappeEntry? Frappe { get; init; }
}

/// <summary>What an empty site is filled with.</summary>
/// <param name="Documents">
/// In the order of the file, so that what is linked to comes first. Each is stored as written: what it says of
/// <c>name</c>, <c>owner</c>, <c>creation</c>, <c>modified</c>, <c>modified_by</c>, <c>docstatus</c> and <c>idx</c>, in rows as well, is kept
/// to the letter; what it does not say is filled in as a save would.
/// </param>
/// <param name="Count">
/// How many documents of a DocType there shall be in all. Those beyond the written ones are made up, the same ones
/// for the same file at any time.
/// </param>
public sealed record SeedEntry(IReadOnlyList<SeedDocument> Documents, IReadOnlyDictionary<string, int> Count)
{
    public static SeedEntry Nothing { get; } = new([], new Dictionary<string, int>());
}

public sealed record SeedDocument(string DocType, JsonElement Document);
