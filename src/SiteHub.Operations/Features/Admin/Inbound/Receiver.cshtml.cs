using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using SiteHub.Operations.Receiving;
using SiteHub.Operations.Webhooks;
using Fault = SiteHub.Operations.Problems.Fault;

namespace SiteHub.Operations.Features.Admin.Inbound;

/// <summary>Makes or changes a receiver.</summary>
[KeepsToSites]
internal sealed class ReceiverModel(ReceiverRows rows, IReceivedDocuments documents, IWebhookDocuments sites, TimeProvider time) : AdminPage
{
    [BindProperty]
    public ReceiverForm Form { get; set; } = new();

    public Receiver? Before { get; private set; }

    public IReadOnlyCollection<string>? Sites => sites.Scope.Sites?.Where(Seen.Has).ToList();

    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    /// <summary>What its address refused; null: nothing since the start.</summary>
    public Refusals? NotTaken => Before is null ? null : rows.RefusedBy(Before.Id);

    /// <summary>A body that was tried, and what it would become.</summary>
    public string? Tried { get; private set; }

    public string? Made { get; private set; }

    public IActionResult OnGet(string? id)
    {
        if (!Found(id))
        {
            return NotFound();
        }

        if (Before is { } before)
        {
            Form = new ReceiverForm
            {
                Name = before.Name, Enabled = before.Enabled, Scheme = SignaturePresets.NameOf(before.Scheme), Signature = SignatureForm.Of(before.Parts), Site = before.Site, User = before.User, DocType = before.DocType, Match = before.Match, Document = before.Document, Key = before.Key,
            };
        }

        return MayChange || Before is not null ? Page() : StatusCode(StatusCodes.Status403Forbidden);
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostAsync(string? id)
    {
        if (!Found(id))
        {
            return NotFound();
        }

        if (!Seen.Has(Empty(Form.Site)))
        {
            Faults = [new Fault("site", Form.Site, string.Join(", ", Seen.Sites!))];
            return Page();
        }

        var given = new GivenReceiver(Form.Name, Form.Enabled, Form.Scheme, Empty(Form.Secret), Empty(Form.Site), Empty(Form.User), Form.DocType, Empty(Form.Match), Form.Document, Empty(Form.Key), Form.Scheme == SignaturePresets.NameOf(ReceiverScheme.Custom) ? Form.Signature.Given() : null);
        var (receiver, faults) = await ReceiverApi.Keep(given, Before, rows, documents, time, HttpContext.RequestAborted);
        if (receiver is null)
        {
            Faults = faults;
            return Page();
        }

        return Kept(receiver, Form.Secret is null or "" && Before?.Secrets[0].Text != receiver.Secrets[0].Text);
    }

    /// <summary>What the given body would become; nothing is stored.</summary>
    [KeepsToSites]
    public IActionResult OnPostPreview(string id, string? body)
    {
        if (!Found(id))
        {
            return NotFound();
        }

        OnGet(id);
        Tried = body;
        try
        {
            var bytes = Encoding.UTF8.GetBytes(body ?? "");
            var document = Mapping.Document(Before!, "application/json", ShownHeaders.Of(Request.Headers, Before!), bytes);
            Made = document is null ? $"{Words["Nothing: its template says that it is of no concern."].Value} {Mapping.NothingOf(Before!, "application/json", bytes)}" : ShownJson.Of(Encoding.UTF8.GetString(document));
        }
        catch (FormatException e)
        {
            Made = e.Message;
        }

        return Page();
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostRotateAsync(string id)
    {
        if (!Found(id))
        {
            return NotFound();
        }

        if (Before!.Signature.SecretIsTheSenders)
        {
            return Told(ReceiverApi.NotOurs(Before), "");
        }

        var next = await ReceiverApi.Renew(Before!, rows, time, HttpContext.RequestAborted);
        return Kept(next, made: true);
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostRemoveAsync(string id)
    {
        if (!Found(id))
        {
            return NotFound();
        }

        var answer = await ReceiverApi.Remove(id, rows, HttpContext.RequestAborted);
        if (answer is Problems.Problem)
        {
            return Told(answer, "");
        }

        TempData["Done"] = Words["The receiver is removed; what it took stays to be looked at."].Value;
        return Redirect("/admin/inbound");
    }

    private RedirectResult Kept(Receiver receiver, bool made)
    {
        TempData["Done"] = Words["Saved."].Value;
        if (made)
        {
            TempData["Secret"] = receiver.Secrets[0].Text;
        }

        return Redirect($"/admin/inbound/receivers/{receiver.Id}");
    }

    private bool Found(string? id)
    {
        Before = id is not null && rows.Find(id) is { } found && Seen.Has(found.Site) ? found : null;
        return id is null || Before is not null;
    }

    private static string? Empty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>A receiver as a form holds it; empty is absent.</summary>
public sealed class ReceiverForm
{
    public string? Name { get; set; }

    public bool Enabled { get; set; } = true;

    public string Scheme { get; set; } = "standard";

    public string? Secret { get; set; }

    public string? Site { get; set; }

    public string? User { get; set; }

    public string? DocType { get; set; }

    public string? Match { get; set; }

    public string? Document { get; set; }

    public string? Key { get; set; }

    public SignatureForm Signature { get; set; } = new();
}
