namespace SiteHub.Hub.Features.Home;

/// <summary>The texts of the start page; see the other languages' resources of this name.</summary>
public sealed class HomeTexts;
