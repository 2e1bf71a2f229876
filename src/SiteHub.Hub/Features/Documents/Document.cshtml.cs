using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Actions;
using SiteHub.Hub.Audit;
using SiteHub.Hub.Conversation;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Files;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Conversation;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Features.Documents;

/// <summary>One document: as it is, how it came there, and what the member may do with it.</summary>
[RequestSizeLimit(HeldFiles.MostOfForm)]
[RequestFormLimits(MultipartBodyLengthLimit = HeldFiles.MostOfForm)]
internal sealed class DocumentModel(Database database, ActionCatalogue catalogue, ActionRequests requests, MessageWriting writing, IStringLocalizer<PortalTexts> text) : MemberPage
{
    private const int MaxTimeline = 100;

    private JsonDocument? _body;

    public DocumentItem Item { get; private set; } = null!;

    public JsonElement Body => _body!.RootElement;

    public IReadOnlyList<CatalogueField> Fields { get; private set; } = [];

    /// <summary>What the site shows of such documents; null: nothing more.</summary>
    public CataloguePublication? Publication { get; private set; }

    public IReadOnlyList<TimelineStep> Timeline { get; private set; } = [];

    public IReadOnlyList<CatalogueAction> Actions { get; private set; } = [];

    public IReadOnlyList<ActionView> Requests { get; private set; } = [];

    /// <summary>The customer whose document it is, and what the member is there.</summary>
    public Membership? Membership { get; private set; }

    public FilledForm? Filled { get; private set; }

    /// <summary>What was said on it.</summary>
    public ShownConversation Conversation { get; private set; } = null!;

    public string Address { get; private set; } = "";

    /// <summary>Goes with each form, so that the company knows which version was acted on.</summary>
    public string Seen { get; private set; } = "";

    public string Topic => Uri.EscapeDataString($"document:{Item.Site}/{Item.DocType}/{Item.Name}");

    /// <summary>Where the member connects a user of their own, as whom it is done then; null: the company does not offer it.</summary>
    public Uri? OwnUser => Actions.Count > 0 && Sites.TryGetValue(Item.Site, out var site) && catalogue.Of(Item.Site).OwnUsers ? site.OwnUser : null;

    public IActionResult OnGet() => Load() ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string act, string? hash, string? key)
    {
        if (DocumentAddress.Of(HttpContext) is not { } address)
        {
            return NotFound();
        }

        var action = catalogue.Find(address.Site, address.DocType, act);
        var input = FilledForm.Read(Request.Form, action?.Input ?? []);
        var outcome = await requests.Request(new AskedAction(Reader, address.Site, address.DocType, address.Name, null, act, input.Json, hash, key) { Files = FilledForm.FilesOf(Request.Form) }, HttpContext.RequestAborted);
        switch (outcome)
        {
            case RequestOutcome.Taken taken:
                TempData["Done"] = text["Asked for. You see here what becomes of it."].Value;
                return Redirect(address.Page);
            case RequestOutcome.NotFound:
                return NotFound();
        }

        if (!Load())
        {
            return NotFound();
        }

        Filled = input with { Action = act, Faults = FaultsOf(outcome, action) };
        Response.StatusCode = outcome is RequestOutcome.ChangedMeanwhile or RequestOutcome.NotInThisState ? 409 : 422;
        return Page();
    }

    public async Task<IActionResult> OnPostSayAsync([FromForm(Name = "text")] string? said, string? key)
    {
        if (DocumentAddress.Of(HttpContext) is not { } address)
        {
            return NotFound();
        }

        var outcome = await writing.Write(new AskedMessage(Reader, address, said ?? "", key is { Length: > 0 and <= MessageWriting.LongestKey } && key.All(char.IsAsciiLetterOrDigit) ? key : null), Actor.Of(HttpContext), HttpContext.RequestAborted);
        if (outcome is WriteOutcome.Taken)
        {
            return Redirect(address.Page + "#conversation");
        }

        if (outcome is WriteOutcome.NotFound || !Load())
        {
            return NotFound();
        }

        Conversation = Conversation with { Typed = said, Fault = FaultOf(outcome) };
        Response.StatusCode = outcome is WriteOutcome.TooMany ? StatusCodes.Status429TooManyRequests : StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    public async Task<IActionResult> OnPostSayAgainAsync(string? message) =>
        await writing.Again(Reader, message ?? "", Actor.Of(HttpContext), HttpContext.RequestAborted) is { } document ? Redirect(document.Page + "#conversation") : NotFound();

    private string FaultOf(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.BadText { Length: 0 } => text["Write something first."].Value,
        WriteOutcome.BadText => text["This is too long: at most {0} characters.", MessageLimits.MaxText].Value,
        WriteOutcome.NotForRole role => text["To write here you need the role {0}.", text[role.Needs].Value].Value,
        WriteOutcome.TooMany => text["You have written very much within an hour. Try again later."].Value,
        WriteOutcome.NoLink => text["The company cannot be reached at the moment. Try again later."].Value,
        _ => text["Nothing can be written on this document."].Value,
    };

    private List<(string? Field, string What)> FaultsOf(RequestOutcome outcome, CatalogueAction? action) => outcome switch
    {
        RequestOutcome.BadInput bad => [.. bad.Faults.Select(fault => ((string?)fault.Field, $"{text["Expected"].Value}: {fault.Expected}"))],
        RequestOutcome.BadFiles bad => [(action?.Files is null ? null : FilledForm.FilesField, FilesFaults.Of(bad.Fault, action?.Files, text))],
        RequestOutcome.ChangedMeanwhile => [(null, text["The document has changed meanwhile. Look at it as it is now, and ask again."].Value)],
        RequestOutcome.NotInThisState => [(null, text["This is no longer possible in the document's present state."].Value)],
        RequestOutcome.NotForRole role => [(null, text["For this you need the role {0}.", text[role.Needs].Value].Value)],
        RequestOutcome.NoLink => [(null, text["The company cannot be asked at the moment. Try again later."].Value)],
        _ => [(null, text["This cannot be asked for."].Value)],
    };

    private bool Load()
    {
        if (DocumentAddress.Of(HttpContext) is not { } address)
        {
            return false;
        }

        Address = address.Page;
        var found = database.Read(session =>
        {
            if (DocumentList.Find(session, Reader, address) is not { } held)
            {
                return false;
            }

            Item = held.Item;
            _body = JsonDocument.Parse(held.Body);
            Seen = SeenHash.Of(held.Body);
            Membership = Membership.ForAccount(session, Reader, address.Site, Item.Account);
            Requests = ActionView.OfDocument(session, Reader, address.Site, address.DocType, address.Name);
            var before = Request.Query["before"].ToString() is { Length: > 0 } cursor ? cursor : null;
            var (messages, older) = MessageView.Page(session, Reader, address, before);
            Conversation = new ShownConversation(writing.RuleOf(address), messages, older, before is not null, Membership?.Role, address.Page, Topic, SiteName(address.Site), Person, Moment);
            Timeline = TimelineStep.Of(TimelineEntry.Read(session, Reader, address, 0, MaxTimeline), FieldsOf(address), Item.Currency);
            return true;
        });
        if (found)
        {
            Publication = PublicationOf(address);
            Fields = FieldsOf(address);

            // What waits may be contradicted by whatever is asked after it.
            Actions = Requests.Any(static request => request.IsOpen) ? [] : [.. catalogue.Open(address.Site, address.DocType, Item.Actions).Where(action => MemberRoles.Suffices(Membership?.Role, action.Role))];
            HttpContext.Response.RegisterForDispose(_body!);
        }

        return found;
    }

    private IReadOnlyList<CatalogueField> FieldsOf(DocumentAddress address) => PublicationOf(address)?.Fields ?? [];

    private CataloguePublication? PublicationOf(DocumentAddress address) => catalogue.Of(address.Site).Publications.FirstOrDefault(publication => publication.DocType == address.DocType);
}

/// <summary>One revision, newest first, with what it changed.</summary>
internal sealed record TimelineStep(TimelineEntry Entry, IReadOnlyList<DocumentDifference> Changes)
{
    /// <summary>What happened, in one word: of several events in one save the one that says the most.</summary>
    public string Happened => Entry switch
    {
        { Kind: "deleted" } => "Deleted",
        { Kind: "withdrawn" } => "Withdrawn from the portal",
        _ when Has(DocEvents.OnCancel) => "Cancelled",
        _ when Has(DocEvents.OnSubmit) => "Submitted",
        _ when Has(DocEvents.AfterInsert) => "Created",
        { Kind: "snapshot" } or { Events: [(byte)'[', (byte)']'] } => "Taken over as it was",
        _ => "Changed",
    };

    private bool Has(string name) => Entry.Events.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes($"\"{name}\"")) >= 0;

    public static List<TimelineStep> Of(List<TimelineEntry> entries, IReadOnlyList<CatalogueField> fields, string? currency)
    {
        var steps = new List<TimelineStep>();
        byte[]? before = null;
        foreach (var entry in entries)
        {
            steps.Add(new TimelineStep(entry, before is null || entry.Body is null ? [] : DocumentDifference.Between(before, entry.Body, fields, currency)));
            before = entry.Body ?? before;
        }

        steps.Reverse();
        return steps;
    }
}
