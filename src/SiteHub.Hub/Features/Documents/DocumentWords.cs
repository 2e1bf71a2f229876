using Microsoft.Extensions.Localization;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Features.Documents;

/// <summary>What documents are called to a customer: by their kind, whichever company's they are; one of no kind by its site's own name.</summary>
internal sealed class DocumentWords(IStringLocalizer<PortalTexts> text, IStringLocalizer<DocumentTexts> words)
{
    /// <summary>One of them: "Invoice".</summary>
    public string One(string? kind, string? docType) => kind is null or DocumentKinds.Other ? words[docType ?? ""].Value : text["kind: " + kind].Value;

    /// <summary>All of a kind: "Invoices".</summary>
    public string Many(string kind) => text["kinds: " + kind].Value;

    /// <summary>Those that are open: "Open invoices".</summary>
    public string Open(string kind, string? docType) => kind == DocumentKinds.Other ? words[docType ?? ""].Value : text["open: " + kind].Value;

    /// <summary>Which statuses are what: "Open: To Bill, To Deliver; Done: Completed".</summary>
    public string Classes(StatusClasses classes) =>
        string.Join("; ", classes.All.Where(static known => known.Statuses.Count > 0).Select(known => $"{Class(known.Class)}: {string.Join(", ", known.Statuses)}"));

    public string Class(string statusClass) => text["class: " + statusClass].Value;
}
