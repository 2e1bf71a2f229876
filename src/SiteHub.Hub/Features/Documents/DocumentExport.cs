using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SiteHub.Delivery.Storage;
using SiteHub.Hub.Customers;
using SiteHub.Operations.Csv;
using SiteHub.Operations.Problems;
using SiteHub.Operations.Streams;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Features.Documents;

/// <summary>The list of documents as a spreadsheet reads it (RFC 4180). Read in pages: a slow reader holds up no one.</summary>
internal static class DocumentExport
{
    private const int PageSize = 200;
    private const int MostRows = 100_000;

    private static readonly string[] Columns = ["company", "kind", "number", "account", "title", "status", "date", "due", "amount", "currency", "changed", "class", "outstanding", "docType"];

    public static IEndpointRouteBuilder MapDocumentExport(this IEndpointRouteBuilder app)
    {
        app.MapGet("/documents/export", Export).RequireAuthorization().ExcludeFromDescription();
        return app;
    }

    private static IResult Export(HttpContext http, Database database, Operations.Look.Brand brand, OpenStreams streams)
    {
        var (query, faults) = DocumentQuery.Read(http.Request.Query);
        if (query is null)
        {
            return Problem.Invalid(faults);
        }

        var chosen = http.Request.Cookies[brand.Cookie("customer")];
        var reader = new Reader(http.User.FindFirst(Claims.Subject)!.Value, string.IsNullOrEmpty(chosen) ? null : chosen);
        var ended = streams.Open(http);
        return Results.Stream(output => Write(output, database, reader, query with { Limit = PageSize, Cursor = null }, ended), "text/csv; charset=utf-8", "documents.csv");
    }

    private static async Task Write(Stream output, Database database, Reader reader, DocumentQuery query, CancellationToken cancellationToken)
    {
        await using var csv = new CsvOutput(output);
        await csv.Line(Columns, cancellationToken);
        var rows = 0;
        while (rows < MostRows && !cancellationToken.IsCancellationRequested)
        {
            var page = database.Read(session => DocumentList.Read(session, reader, query));
            foreach (var item in page.Documents)
            {
                await csv.Line([item.Site, item.Kind, item.Name, item.Account, item.Title, item.Status, item.Date, item.Due, item.Amount, item.Currency, item.Changed.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), item.Class, item.Outstanding, item.DocType], cancellationToken);
            }

            await csv.FlushAsync(cancellationToken);
            rows += page.Documents.Count;
            if (page.Next is null)
            {
                return;
            }

            query = query with { Cursor = DocumentCursor.TryParse(page.Next) };
        }
    }
}
