namespace SiteHub.Operations.Look;

/// <summary>The texts of the layout: English stands in the pages, other languages in the resources of this name.</summary>
public sealed class LookTexts;
