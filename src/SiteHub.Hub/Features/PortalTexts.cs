namespace SiteHub.Hub.Features;

/// <summary>The texts of members' pages; see the other languages' resources of this name.</summary>
public sealed class PortalTexts;

/// <summary>The usual words of ERP systems: states, fields and actions, as sites send them. One that is not known is shown as it came. What a document is called its kind says: see <see cref="Documents.DocumentWords"/>.</summary>
public sealed class DocumentTexts;
