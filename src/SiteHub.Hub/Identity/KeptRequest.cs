using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SiteHub.Hub.Sessions;

namespace SiteHub.Hub.Identity;

/// <param name="At">when it first came</param>
/// <param name="Parameters">as JSON</param>
/// <param name="Login"><c>prompt=login</c></param>
/// <param name="MaxAge">in seconds</param>
/// <param name="Chosen">the session whose person said that they go on as themselves; null: nobody was asked, or nobody has answered</param>
internal sealed record KeptRequest(string Id, DateTimeOffset At, string Parameters, bool Login, long? MaxAge, string? Chosen)
{
    /// <summary>For so long somebody may take to sign in. Later they are asked anew.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public string Address => $"{AuthorizeEndpoint.Path}?{KeptRequests.Parameter}={Id}";

    /// <summary>From when on a sign-in is fresh enough; null: any is.</summary>
    public DateTimeOffset? NotBefore => Login ? At : MaxAge is { } age ? Before(At, age) : null;

    /// <summary>Whoever signed in since it came has chosen as well.</summary>
    public bool IsChosen(BrowserSession session) => Chosen == session.Id || session.SignedIn >= At || session.Authenticated >= At;

    public QueryString Query(string? consent)
    {
        var query = QueryString.Create(JsonSerializer.Deserialize<Dictionary<string, string?>>(Parameters)!);
        return consent is null ? query : query.Add(ConsentTicket.Parameter, consent);
    }

    /// <summary>An age that reaches back before all time is no demand.</summary>
    public static DateTimeOffset Before(DateTimeOffset at, long age) => age > 0 && age < (at - DateTimeOffset.UnixEpoch).TotalSeconds ? at.AddSeconds(-age) : age <= 0 ? at : DateTimeOffset.MinValue;
}
