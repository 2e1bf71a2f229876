namespace SiteHub.Operations.Features.Admin;

/// <summary>The texts of the console: English stands in the pages, other languages in the resources of this name.</summary>
public sealed class ConsoleTexts;
