using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Webhooks;
using Fault = SiteHub.Delivery.Webhooks.Fault;

namespace SiteHub.Operations.Features.Admin.Webhooks;

/// <summary>Makes or changes a webhook. Beside the form stands what is wrong with it and what it would send, anew with every pause in the typing.</summary>
[KeepsToSites]
internal sealed class EditModel(WebhookRegistry registry, IWebhookDocuments documents, TimeProvider time) : AdminPage
{
    [BindProperty]
    public WebhookForm Form { get; set; } = new();

    public WebhookDefinition? Before { get; private set; }

    public WebhookVerdict? Verdict { get; private set; }

    /// <summary>What there is to choose, as far as it is told.</summary>
    public IReadOnlyList<KnownDocType> DocTypes => field ??= documents.DocTypes;

    /// <summary>Of the DocTypes that are chosen.</summary>
    public IReadOnlyList<KnownField> Fields => field ??= [.. DocTypes.Where(d => Form.DocTypes.Contains(d.Name)).SelectMany(static d => d.Fields).DistinctBy(static f => f.Name)];

    public IReadOnlyCollection<string>? Sites => Scope.Sites;

    private WebhookScope Scope => documents.Scope is { Sites: { } sites } scope ? scope with { Sites = [.. sites.Where(Seen.Has)] } : documents.Scope;

    public IActionResult OnGet(string? id)
    {
        if (!MayChange)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!Found(id))
        {
            return NotFound();
        }

        if (Before is not null)
        {
            Form = WebhookForm.Of(Before);
            Verdict = Judge().Verdict;
        }

        return Page();
    }

    /// <summary>Adds, moves or removes a chosen field; nothing is stored.</summary>
    [KeepsToSites]
    public IActionResult OnPostPick(string? id, string? pick)
    {
        if (!Found(id))
        {
            return NotFound();
        }

        FieldRow.Apply(Form.Picked, pick);
        return Page();
    }

    /// <summary>What is said at one of the form's places.</summary>
    public IEnumerable<string> Says(string place) => Verdict?.At(place, Words, Refusals) ?? [];

    [KeepsToSites]
    public IActionResult OnPostCheck(string? id) => Found(id) ? Partial("_Verdict", Judge().Verdict) : NotFound();

    [KeepsToSites]
    public async Task<IActionResult> OnPostAsync(string? id)
    {
        if (!Found(id))
        {
            return NotFound();
        }

        if (Before?.Origin is WebhookOrigin.File)
        {
            return Told(WebhookApi.DeclaredInFile(Before), "");
        }

        var (webhook, verdict) = Judge();
        Verdict = verdict;
        if (webhook is null || verdict.Faults.Count > 0)
        {
            return Page();
        }

        var stored = webhook with { Origin = Before?.Origin ?? WebhookOrigin.Api };
        if (await registry.Put(stored, HttpContext.RequestAborted) is { Count: > 0 } taken)
        {
            Verdict = verdict with { Faults = taken };
            return Page();
        }

        if (WebhookView.Secret(stored) is { } secret && (Before is null || WebhookView.Secret(Before) != secret) && Form.Authentication.SigningSecret?.Trim() != secret)
        {
            TempData["Secret"] = secret;
        }

        TempData["Done"] = Words[Before is null ? "The webhook is made." : "Saved: what waits goes by the new definition at once."].Value;
        return Redirect($"/admin/webhooks/{stored.Id}");
    }

    private bool Found(string? id)
    {
        Before = id is not null && registry.Find(id)?.Definition is { } found && Seen.HasAll(found.Sites) ? found : null;
        return id is null || Before is not null;
    }

    private (WebhookDefinition? Webhook, WebhookVerdict Verdict) Judge()
    {
        var faults = new List<Fault>();
        using var json = JsonDocument.Parse(Form.Json(faults).ToJsonString());
        var given = GivenWebhook.Read(json.RootElement, Before, Scope, time.GetUtcNow());
        faults.AddRange(given.Faults.Where(f => faults.All(own => own.Path != f.Path)));
        if (given.Webhook is { Sites.Count: 0 } && !Seen.AreAll)
        {
            // Without a site it would be about every site's documents.
            faults.Add(new Fault("sites", null, $"at least one of {string.Join(", ", Sites!)}"));
        }

        if (given.Webhook is not { } webhook || faults.Count > 0)
        {
            return (given.Webhook, new WebhookVerdict(faults, null, null, Form.Authentication.Kinds));
        }

        var compiled = new CompiledWebhook(webhook);
        var (preview, first) = WebhookPreview.WithFirst(compiled, documents);
        return (webhook, new WebhookVerdict(faults, preview, first is null ? null : PreviewedRequest.Of(compiled, first), Form.Authentication.Kinds));
    }
}

/// <param name="Faults">what keeps it from being saved</param>
/// <param name="Preview">null where there are faults</param>
/// <param name="Sent">of the last document that matches, or the last at all</param>
/// <param name="Kinds">of the authentication, in their order</param>
internal sealed record WebhookVerdict(IReadOnlyList<Fault> Faults, WebhookPreview? Preview, PreviewedRequest? Sent, IReadOnlyList<string> Kinds)
{
    public FormPlace PlaceOf(Fault fault) => FormPlace.Of(fault, Kinds);

    public IEnumerable<string> At(string place, IStringLocalizer words, IStringLocalizer<RefusalTexts> refusals) => Faults.Where(fault => PlaceOf(fault).Id == place).Select(fault => Text(fault, words, refusals));

    public static string Text(Fault fault, IStringLocalizer words, IStringLocalizer<RefusalTexts> refusals) =>
        fault.Found is { Length: > 0 } found ? words["found “{0}”, expected {1}", found, RefusalTexts.In(refusals, fault.Expected)] : words["expected {0}", RefusalTexts.In(refusals, fault.Expected)];
}
