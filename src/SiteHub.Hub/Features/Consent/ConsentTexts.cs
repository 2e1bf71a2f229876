namespace SiteHub.Hub.Features.Consent;

/// <summary>The texts of asking for consent; see the other languages' resources of this name.</summary>
public sealed class ConsentTexts;
