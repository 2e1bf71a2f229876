namespace SiteHub.Agent.Features;

/// <summary>Names the pages' texts: English is the key, other languages stand in <c>Texts.LANGUAGE.resx</c>.</summary>
public sealed class Texts;
