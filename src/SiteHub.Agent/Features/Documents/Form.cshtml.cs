using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using SiteHub.Agent.Actions;
using SiteHub.Agent.Conversation;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.Bodies;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Listing;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Agent.Files;
using SiteHub.Agent.People;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using Forbidden = SiteHub.Agent.Documents.Refusals.Forbid;

namespace SiteHub.Agent.Features.Documents;

/// <summary>One document, or a new one. Who may what is decided where the REST API decides it; here it only chooses the buttons.</summary>
internal sealed class FormModel(DocTypeCatalogue docTypes, DocumentSaving saving, SiteConversation conversation, LinkSearch links, Database database, SiteOptions site, TimeProvider time, IStringLocalizer<Texts> text) : PageModel
{
    private const int EmptyRows = 3;

    private JsonElement? _body;
    private string? _more;
    private Caller _caller = Caller.Guest;

    [BindProperty(SupportsGet = true)]
    public string DocType { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? Name { get; set; }

    /// <summary>Null: there is nothing to show.</summary>
    public DocType? Type { get; private set; }

    public StoredDocument? Stored { get; private set; }

    public IReadOnlyList<string> Messages { get; private set; } = [];

    /// <summary>What members said of it by their actions.</summary>
    public IReadOnlyList<DocumentComment> Comments => Stored is null ? [] : database.Read(session => DocumentComment.Of(session, DocType, Stored.State.Name));

    /// <summary>Those of a mirrored document are where it lives.</summary>
    public bool HasFiles => site.Site.Source?.Frappe is null;

    internal IReadOnlyList<HeldFile> Files => database.Read(session => FileRows.Of(session, DocType, Stored!.State.Name));

    public bool MayAttach => May(DocRights.Write);

    public int DocStatus => Stored?.State.DocStatus ?? 0;

    public string State => ShownState.Of(DocStatus);

    /// <summary>The version that the form was made of: after a refusal it stays that one.</summary>
    public string Modified => Request.HasFormContentType ? Request.Form["modified"].ToString() : Stored?.State.Modified ?? "";

    public bool AsksName => Stored is null && Type!.Entry.Naming.Kind == NamingKind.Prompt;

    public bool MaySave => DocStatus switch
    {
        0 => May(Stored is null ? DocRights.Create : DocRights.Write),
        1 => May(DocRights.Write | DocRights.Submit) && Type!.Fields.Any(static one => one.Entry.AllowOnSubmit),
        _ => false,
    };

    public bool MaySubmit => Type!.Submittable && DocStatus == 0 && May(DocRights.Submit | (Stored is null ? DocRights.Create : DocRights.Write));

    public bool MayCancel => DocStatus == 1 && May(DocRights.Write | DocRights.Cancel);

    public void OnGet() => Find();

    /// <summary>Documents that somebody may mean in a link.</summary>
    public IActionResult OnGetLinked(string target, string? text) =>
        docTypes.Find(target) is { Child: false } type && Caller.Of(User).May(DocRights.Read, type)
            ? new JsonResult(links.Find(type, text ?? "").Found!.Select(static one => new { name = one.Name, title = one.Title }))
            : NotFound();

    /// <summary>The form as it was typed, with more rows in one of its tables.</summary>
    public IActionResult OnPostMore(string? more)
    {
        _more = more;
        Find();
        return Page();
    }

    public Task<IActionResult> OnPostSaveAsync(CancellationToken cancellationToken) => Save(null, cancellationToken);

    public Task<IActionResult> OnPostSubmitAsync(CancellationToken cancellationToken) => Save(1, cancellationToken);

    public async Task<IActionResult> OnPostCancelAsync(CancellationToken cancellationToken) =>
        Find() && Name is not null ? After(await saving.Update(Type!, Name, default, 2, _caller, cancellationToken)) : Page();

    public FormInput Input(Field field) => new(FormNames.Of(field.Name), field, Shown(FormNames.Of(field.Name)), IsOpen(field));

    public FormInput Input(Field table, int row, Field column)
    {
        var name = FormNames.Of(table.Name, row, column.Name);
        return new FormInput(name, column, Shown(name), IsOpen(table) && !column.Entry.ReadOnly && column.Entry.Formula is null);
    }

    public bool IsOpen(Field field) => MaySave && !field.Entry.ReadOnly && field.Entry.Formula is null && (DocStatus == 0 || field.Entry.AllowOnSubmit);

    public int RowsOf(Field table)
    {
        if (!Request.HasFormContentType)
        {
            return Rows(table).Count + (IsOpen(table) ? EmptyRows : 0);
        }

        var rows = 0;
        while (Request.Form.ContainsKey(FormNames.RowName(table.Name, rows)))
        {
            rows++;
        }

        return rows + (_more == table.Name ? EmptyRows : 0);
    }

    /// <summary>What an input holds: after a refusal what was sent, so that nobody types it twice.</summary>
    public string Shown(string input)
    {
        if (Request.HasFormContentType && Request.Form.TryGetValue(input, out var sent))
        {
            return sent.ToString();
        }

        var path = input.Split('.');
        if (input == FormNames.Given)
        {
            return "";
        }

        if (path is ["f", var field])
        {
            return _body is { } body ? body.TryGetProperty(field, out var value) ? ShownValue.Of(value) : "" : Default(Type!.Find(field));
        }

        var rows = Type!.Find(path[1]) is { } table ? Rows(table) : [];
        var row = int.Parse(path[2], System.Globalization.CultureInfo.InvariantCulture);
        var member = path[3] == "#name" ? "name" : path[3];
        return row < rows.Count && rows[row].TryGetProperty(member, out var cell) ? ShownValue.Of(cell) : "";
    }

    /// <summary>What a new document has unless somebody says otherwise.</summary>
    private string Default(Field? field) => field?.Entry.Default is not { } value ? ""
        : value.ValueKind == JsonValueKind.String ? Defaults.Of(field.Type, value.GetString()!, time.GetUtcNow(), _caller.User) ?? value.GetString()!
        : value.GetRawText();

    private async Task<IActionResult> Save(int? docStatus, CancellationToken cancellationToken)
    {
        if (!Find())
        {
            return Page();
        }

        var form = await Request.ReadFormAsync(cancellationToken);
        var given = new FormDocument(form, Type!, _body).Write(Name is null ? null : form["modified"].ToString());
        if (Name is not null)
        {
            return After(await saving.Update(Type!, Name, given, docStatus, _caller, cancellationToken));
        }

        return After(await saving.Insert(Type!, docStatus is { } wanted ? WithStatus(given, wanted) : given, _caller, null, cancellationToken));
    }

    /// <summary>What was said on it; null: there is no document, or nothing is said on such ones.</summary>
    public ShownConversation? Conversation => Stored is null ? null : conversation.Of(DocType, Stored.State.Name, May(DocRights.Write)) with { Typed = Typed, Fault = SayFault };

    public string? Typed { get; private set; }

    /// <summary>Why what was typed was not taken.</summary>
    public string? SayFault { get; private set; }

    public async Task<IActionResult> OnPostSayAsync([FromForm(Name = "text")] string? said, string? to, string? key, CancellationToken cancellationToken)
    {
        if (!Find() || Stored is null)
        {
            return Page();
        }

        if (!May(DocRights.Write))
        {
            Show(Forbidden.Change(_caller.User, DocType, Stored.State.Name, "write"));
            return Page();
        }

        (Typed, SayFault) = (said, await conversation.Say(Stored, User, said, forCustomer: to == ShownConversation.Customer, key, cancellationToken));
        if (SayFault is null)
        {
            return Redirect(Url.Page("/Documents/Form", new { docType = DocType, name = Name }) + "#conversation");
        }

        Response.StatusCode = 422;
        return Page();
    }

    public async Task<IActionResult> OnPostUnsayAsync(string? message, CancellationToken cancellationToken)
    {
        if (!Find() || Stored is null || !May(DocRights.Write))
        {
            return NotFound();
        }

        await conversation.Unsay(Stored, message ?? "", cancellationToken);
        return Redirect(Url.Page("/Documents/Form", new { docType = DocType, name = Name }) + "#conversation");
    }

    private bool Find()
    {
        _caller = Caller.Of(User);
        if (docTypes.Find(DocType) is not { Child: false } type)
        {
            return Show(Refuse.NoDocType(DocType));
        }

        if (Name is null ? !_caller.May(DocRights.Create, type) : !_caller.May(DocRights.Read, type))
        {
            return Show(Name is null ? Forbidden.Create(_caller.User, DocType) : Forbidden.Read(_caller.User, DocType));
        }

        if (Name is not null)
        {
            Stored = database.Read(session => StoredDocument.Find(session, DocType, Name));
            if (Stored is not { State.Deleted: false })
            {
                Stored = null;
                return Show(Refuse.NoDocument(DocType, Name));
            }

            _body = JsonSerializer.Deserialize<JsonElement>(Stored.State.Body.Span);
        }

        Type = type;
        return true;
    }

    private IActionResult After(SaveOutcome outcome)
    {
        if (outcome is SaveOutcome.Saved saved)
        {
            TempData["Done"] = text[saved.Document.DocStatus switch { 0 => "Saved.", 1 => "Saved and submitted.", _ => "Cancelled." }].Value;
            return RedirectToPage(new { docType = DocType, name = saved.Document.Name });
        }

        Show(((SaveOutcome.Refused)outcome).Why);
        return Page();
    }

    private bool Show(Refusal refusal)
    {
        Response.StatusCode = refusal.Status;
        Messages = ShownRefusal.Of(refusal);
        return false;
    }

    private bool May(DocRights rights) => _caller.May(rights, Type!);

    private List<JsonElement> Rows(Field table) =>
        _body is { } body && body.TryGetProperty(table.Name, out var rows) && rows.ValueKind == JsonValueKind.Array ? [.. rows.EnumerateArray()] : [];

    private static ReadOnlyMemory<byte> WithStatus(ReadOnlyMemory<byte> given, int docStatus)
    {
        var document = System.Text.Json.Nodes.JsonNode.Parse(given.Span)!.AsObject();
        document["docstatus"] = docStatus;
        return JsonSerializer.SerializeToUtf8Bytes(document);
    }
}
