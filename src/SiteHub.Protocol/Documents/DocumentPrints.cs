namespace SiteHub.Protocol.Documents;

/// <summary>How a site prints a document for a member.</summary>
public static class DocumentPrints
{
    /// <summary>As a PDF.</summary>
    public const string Pdf = "pdf";

    /// <summary>As a page of HTML with styles in it and nothing else: no script, and nothing that is fetched.</summary>
    public const string Page = "page";
}
