using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SiteHub.Operations.Features.Admin.Overview;

/// <summary>What the console's charts are drawn from, column by column.</summary>
internal static class SeriesEndpoint
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/admin/series", static (Series series, HttpResponse response) =>
        {
            response.Headers.CacheControl = "no-store";
            var samples = series.Samples;
            return TypedResults.Ok(new Columns(
                [.. samples.Select(static s => s.At.ToUnixTimeSeconds())],
                [.. samples.Select(static s => s.Delivered)],
                [.. samples.Select(static s => s.Failed)],
                [.. samples.Select(static s => s.Sent)],
                [.. samples.Select(static s => s.Received)],
                [.. samples.Select(static s => s.Duration)],
                [.. samples.Select(static s => s.Delay)],
                [.. samples.Select(static s => s.Backlog)]));
        }).RequireAuthorization(OperationsAccess.SeePages).ExcludeFromDescription();

    internal sealed record Columns(
        IReadOnlyList<long> Time,
        IReadOnlyList<double> Delivered,
        IReadOnlyList<double> Failed,
        IReadOnlyList<double> Sent,
        IReadOnlyList<double> Received,
        IReadOnlyList<double?> Duration,
        IReadOnlyList<double?> Delay,
        IReadOnlyList<long?> Backlog);
}
