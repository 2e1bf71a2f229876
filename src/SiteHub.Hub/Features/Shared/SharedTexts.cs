namespace SiteHub.Hub.Features.Shared;

/// <summary>The texts of what all pages share; see the other languages' resources of this name.</summary>
public sealed class SharedTexts;
