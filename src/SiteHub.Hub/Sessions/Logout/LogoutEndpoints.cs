using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SiteHub.Operations;

namespace SiteHub.Hub.Sessions.Logout;

internal static class LogoutEndpoints
{
    private const int PageSize = 100;

    public static IEndpointRouteBuilder MapLogouts(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/logouts", List).RequireAuthorization(OperationsAccess.See).WithTags("People")
            .WithSummary("Which clients were told, or are yet to be told, that a session has ended; newest first");
        return app;
    }

    private static Ok<LogoutsAnswer> List(LogoutNotices notices, bool open = false, long before = long.MaxValue)
    {
        var page = notices.List(open, before, PageSize + 1);
        var items = page.Take(PageSize).Select(static n => new LogoutItem(n.Id, n.ClientId, n.SessionId, n.Created, n.Attempts, n.Delivered, n.Due, n.Delivered is null ? n.Error : null));
        return TypedResults.Ok(new LogoutsAnswer([.. items], page.Count > PageSize ? page[PageSize - 1].Id : null));
    }

    internal sealed record LogoutsAnswer(IReadOnlyList<LogoutItem> Logouts, long? Next);

    /// <param name="Next">when it is tried again; null: told, or the session would have ended by now</param>
    internal sealed record LogoutItem(long Id, string Client, string Session, DateTimeOffset Ended, long Attempts, DateTimeOffset? Delivered, DateTimeOffset? Next, string? Error);
}
