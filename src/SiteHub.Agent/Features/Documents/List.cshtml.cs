using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Listing;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Agent.People;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using Forbidden = SiteHub.Agent.Documents.Refusals.Forbid;

namespace SiteHub.Agent.Features.Documents;

public sealed class ListModel(DocTypeCatalogue docTypes, Database database, TimeProvider time) : PageModel
{
    private const int PageSize = 20;

    [BindProperty(SupportsGet = true)]
    public string DocType { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public int At { get; set; } = 1;

    public IReadOnlyList<string> Messages { get; private set; } = [];

    public IReadOnlyList<ListedDocument>? Rows { get; private set; }

    public string? TitleLabel { get; private set; }

    /// <summary>What is never submitted is no draft.</summary>
    public bool HasStates { get; private set; }

    public bool MayCreate { get; private set; }

    public long Count { get; private set; }

    public long Pages => Math.Max(1, (Count + PageSize - 1) / PageSize);

    public void OnGet()
    {
        var caller = Caller.Of(User);
        if (docTypes.Find(DocType) is not { Child: false } type)
        {
            Show(Refuse.NoDocType(DocType));
        }
        else if (!caller.May(DocRights.Read, type))
        {
            Show(Forbidden.List(caller.User, DocType));
        }
        else
        {
            HasStates = type.Submittable;
            MayCreate = caller.May(DocRights.Create, type);
            TitleLabel = type.Entry.TitleField is { } title ? type.Find(title)?.Label : null;
            Read(type);
        }
    }

    private void Read(DocType type)
    {
        At = Math.Max(1, At);
        string[] fields = ["name", "docstatus", "modified", .. type.Entry.TitleField is { } title ? [title] : Array.Empty<string>()];
        var request = new ListRequest(JsonSerializer.SerializeToElement(fields), default, default, null, (At - 1L) * PageSize, PageSize, AsLists: true);
        var list = DocumentList.Of(type, request, time).List!;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            list.Write(json, database, list.Ids(database));
            json.WriteEndArray();
        }

        Count = list.Count(database);
        Rows = [.. JsonSerializer.Deserialize<JsonElement>(buffer.WrittenSpan).EnumerateArray().Select(ListedDocument.Of)];
    }

    private void Show(Refusal refusal)
    {
        Response.StatusCode = refusal.Status;
        Messages = ShownRefusal.Of(refusal);
    }
}

public sealed record ListedDocument(string Name, string State, string Modified, string? Title)
{
    internal static ListedDocument Of(JsonElement row) =>
        new(row[0].GetString()!, ShownState.Of(row[1].GetInt32()), row[2].GetString()![..19], row.GetArrayLength() > 3 ? ShownValue.Of(row[3]) : null);
}
