namespace SiteHub.Operations.Features.Admin.Webhooks;

/// <summary>What is said at one place of a form.</summary>
/// <param name="Place">see <see cref="FormPlace"/></param>
/// <param name="Says">nothing where nothing is wrong</param>
/// <param name="InPlace">it replaces what stands there, beside what else is answered</param>
public sealed record FieldFault(string Place, IReadOnlyList<string> Says, bool InPlace = false);
