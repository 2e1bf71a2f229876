namespace SiteHub.Delivery.Webhooks;

/// <summary>A piece of a template: literal text, or the path of a value.</summary>
/// <param name="Text">the literal; null for a value</param>
/// <param name="Path"><c>doc.items.0.rate</c> in its segments; empty for a literal</param>
internal readonly record struct Placeholder(string? Text, string[] Path);
