namespace SiteHub.Agent.Documents.Naming;

/// <summary>A number of a series that a save uses up.</summary>
internal readonly record struct SeriesNumber(string Prefix, long Number);
