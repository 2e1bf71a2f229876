namespace SiteHub.Hub.People;

/// <summary>The texts of mails; see the other languages' resources of this name.</summary>
public sealed class PersonMailTexts;
