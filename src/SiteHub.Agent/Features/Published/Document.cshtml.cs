using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Agent.Conversation;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.People;
using SiteHub.Agent.Publications;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Features.Published;

/// <summary>One document, as it was told to the hub.</summary>
internal sealed class DocumentModel(PublicationSet publications, SiteConversation conversation, DocTypeCatalogue docTypes, Database database) : PageModel
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [BindProperty(SupportsGet = true)]
    public string DocType { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string Name { get; set; } = "";

    public string? Account { get; private set; }

    public string Published { get; private set; } = "";

    public IReadOnlyList<string> Actions { get; private set; } = [];

    /// <summary>What was said on it: written where the document lives.</summary>
    public ShownConversation Conversation => conversation.Of(DocType, Name, mayWrite: false);

    public IActionResult OnGet()
    {
        if (publications.Of(DocType) is not { } publication || docTypes.Find(DocType) is not { } type || !Caller.Of(User).May(DocRights.Read, type))
        {
            return NotFound();
        }

        var stored = database.Read(session => StoredDocument.Find(session, DocType, Name) is { State.Deleted: false } found && PublishedDocument.Find(session, found.Id) is not null ? found : null);
        if (stored is null)
        {
            return NotFound();
        }

        var projection = Projection.Of(stored.State.Body, publication.Fields);
        (Account, Published, Actions) = (projection.Account, JsonSerializer.Serialize(JsonElement.Parse(projection.Doc.Span), Readable), publication.Actions.Of(projection.Doc).Names);
        return Page();
    }
}
