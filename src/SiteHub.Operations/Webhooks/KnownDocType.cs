namespace SiteHub.Operations.Webhooks;

/// <summary>A DocType that webhooks can be about, for whoever chooses.</summary>
/// <param name="Name">as its site calls it</param>
/// <param name="Fields">in the order of its form; none where nothing is told of them</param>
public sealed record KnownDocType(string Name, IReadOnlyList<KnownField> Fields);

/// <param name="Name">the key in a document</param>
/// <param name="Label">as its form calls it</param>
/// <param name="Columns">of a child table; null for any other field</param>
public sealed record KnownField(string Name, string Label, IReadOnlyList<KnownField>? Columns = null);
