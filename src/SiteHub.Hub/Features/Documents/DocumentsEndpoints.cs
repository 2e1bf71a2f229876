using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Identity;
using SiteHub.Hub.Replica;
using SiteHub.Operations.Problems;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Features.Documents;

/// <summary>The sites' documents as the hub holds them.</summary>
internal static class DocumentsEndpoints
{
    private const int MaxTimeline = 200;
    private const int DefaultTimeline = 50;

    public static IEndpointRouteBuilder MapDocuments(this IEndpointRouteBuilder app)
    {
        var documents = app.MapGroup("/api/v1/documents").RequireScope(HubScopes.Read, or: HubScopes.MemberRead).WithTags("Documents");
        documents.MapGet("", List).WithSummary("The living documents of all sites, for a member those of their customers: filtered, sorted, in pages");
        documents.MapGet("/{site}/{docType}/{name}", Show).WithSummary("One document with its body; a / in a name is sent as %2F");
        documents.MapGet("/{site}/{docType}/{name}/timeline", Timeline).WithSummary("Its revisions in order, with bodies; also after its deletion");
        return app;
    }

    /// <summary>The parameters stand here for the API's description; they are read, and their faults told, together.</summary>
    private static IResult List(HttpContext http, Database database, string? site, string? docType, string? account, string? status, string? docStatus, string? text, string? from, string? to, string? least, string? most, string? currency, string? kind, [FromQuery(Name = "class")] string? statusClass, string? customer, string? sort, string? order, string? limit, string? cursor)
    {
        var (query, faults) = DocumentQuery.Read(http.Request.Query);
        if (query is null)
        {
            return Problem.Invalid(faults);
        }

        var page = database.Read(session => DocumentList.Read(session, ReaderOf(http), query));
        return new JsonAnswer(json =>
        {
            json.WriteStartArray("documents"u8);
            foreach (var document in page.Documents)
            {
                json.WriteStartObject();
                document.WriteMembers(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("next"u8, page.Next);
            json.WriteString("previous"u8, page.Previous);
        });
    }

    private static IResult Show(HttpContext http, Database database, string site, string docType, string name)
    {
        if (DocumentAddress.Of(http) is not { } address)
        {
            return NotFound();
        }

        if (database.Read(session => Find(session, ReaderOf(http), address)) is not { } found)
        {
            return NotFound(address);
        }

        if (found.Item.State != DocumentState.Live)
        {
            return Gone(address, found.Item);
        }

        return new JsonAnswer(json =>
        {
            found.Item.WriteMembers(json);
            json.WritePropertyName("body"u8);
            json.WriteRawValue(found.Body, skipInputValidation: true);
        });
    }

    private static IResult Timeline(HttpContext http, Database database, string site, string docType, string name, string? limit, string? cursor)
    {
        if (DocumentAddress.Of(http) is not { } address)
        {
            return NotFound();
        }

        var size = limit is null ? DefaultTimeline : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked is > 0 and <= MaxTimeline ? asked : 0;
        var after = cursor is null ? 0 : long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : -1;
        if (size == 0 || after < 0)
        {
            return Problem.Invalid(
                [
                    .. size == 0 ? [new Fault("limit", limit, $"a number from 1 to {MaxTimeline}")] : Array.Empty<Fault>(),
                    .. after < 0 ? [new Fault("cursor", cursor, "the value of next in the page before")] : Array.Empty<Fault>(),
                ]);
        }

        var entries = database.Read(session => TimelineEntry.Read(session, ReaderOf(http), address, after, size + 1));
        if (entries.Count == 0 && after == 0)
        {
            return NotFound(address);
        }

        return new JsonAnswer(json =>
        {
            json.WriteStartArray("timeline"u8);
            foreach (var entry in entries.Take(size))
            {
                entry.Write(json);
            }

            json.WriteEndArray();
            json.WriteString("next"u8, entries.Count > size ? entries[size - 1].Id.ToString(CultureInfo.InvariantCulture) : null);
        });
    }

    /// <summary>A member's token reads for the member, and one that was given to a site for that site; one of the hub for everybody.</summary>
    internal static Reader ReaderOf(HttpContext http) => http.User.HasClaim(Claims.Scope, HubScopes.Read)
        ? Reader.OfTheHub
        : new Reader(http.User.FindFirst(Claims.Subject)!.Value, http.Request.Query["customer"].ToString() is { Length: > 0 } customer ? customer : null)
        {
            Site = HubScopes.SiteOf(http.User.FindFirst(Claims.ClientId)!.Value),
        };

    /// <summary>What went is spoken of to those of the hub alone.</summary>
    private static (DocumentItem Item, byte[]? Body)? Find(Session session, Reader reader, DocumentAddress address) =>
        reader.Person is null ? DocumentList.FindAnyhow(session, address) : DocumentList.Find(session, reader, address) is { } found ? (found.Item, found.Body) : null;

    private static Problem NotFound(DocumentAddress? address = null) =>
        new(StatusCodes.Status404NotFound, "document-not-found", "The hub has no such document, and never had; check the site, the DocType and the name, with / written as %2F.", address?.Path);

    private static Problem Gone(DocumentAddress address, DocumentItem item) =>
        new(
            StatusCodes.Status410Gone,
            "document-gone",
            item.State == DocumentState.Deleted ? "The document was deleted at its site; its timeline is still here." : "The site shows this document to the hub no more; its timeline is still here.",
            null,
            new KeyValuePair<string, object?>("state", item.State == DocumentState.Deleted ? "deleted" : "withdrawn"),
            new KeyValuePair<string, object?>("revision", item.Revision),
            new KeyValuePair<string, object?>("timeline", address.Path + "/timeline"));
}
