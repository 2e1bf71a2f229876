using System.Text.Json;
using SiteHub.Operations.Values;

namespace SiteHub.Operations.Configuration.Reading;

/// <summary>What a source of the kind <c>frappe</c> says besides its DocTypes.</summary>
internal static class FrappeReader
{
    private const int MostAtOnce = 8;
    private const int LongestSweep = 24 * 60 * 60;

    public static FrappeEntry? Read(ObjectReader source)
    {
        var url = Url(source);
        var (key, client) = source.Object("auth", required: true) is { } auth ? Auth(auth) : (null, null);
        var members = source.Object("members") is { } own ? Client(own) : null;
        var zone = Zone(source);
        var field = source.Text("requestField");
        if (field is not null && !(char.IsAsciiLetterLower(field[0]) && field.Length <= 60 && field.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')))
        {
            source.Fault("requestField", "must be the name of a field: a-z, 0-9 and _, up to 60 characters", Found.Text(field));
        }

        var sweep = Whole(source, "sweepSeconds", 60, 10, LongestSweep);
        var budget = source.Object("budget") is { } bounds ? Budget(bounds) : FrappeBudget.Default;
        return url is null || (key is null && client is null)
            ? null
            : new FrappeEntry(url, key, budget) { OAuth = client, Members = members, TimeZone = zone, RequestField = field ?? "custom_sitehub_request", SweepEvery = TimeSpan.FromSeconds(sweep) };
    }

    private static Uri? Url(ObjectReader source)
    {
        if (source.Text("url", required: true) is not { } text)
        {
            return null;
        }

        if (WebAddress.Root(text) is { } url)
        {
            return url;
        }

        source.Fault("url", "must be http:// or https:// with a host, perhaps a port, and nothing behind it", text.Contains('@', StringComparison.Ordinal) ? null : Found.Text(text));
        return null;
    }

    /// <summary>An API key, or what the agent is a client of the site's OAuth provider by.</summary>
    private static (ApiKeyEntry? Key, FrappeOAuthEntry? Client) Auth(ObjectReader auth)
    {
        if (auth.Any("clientId") is null && auth.Any("clientSecret") is null)
        {
            return (Key(auth), null);
        }

        return (null, Client(auth));
    }

    private static FrappeOAuthEntry? Client(ObjectReader client)
    {
        var id = client.Text("clientId", required: true);
        var secret = client.Secret("clientSecret", required: true);
        var scopes = client.Texts("scopes");
        client.Close();
        return id is null || secret is null ? null : new FrappeOAuthEntry(id, secret, scopes.Count == 0 ? FrappeOAuthEntry.UsualScopes : string.Join(' ', scopes.Select(static scope => scope.Value)));
    }

    private static ApiKeyEntry? Key(ObjectReader auth)
    {
        var key = auth.Text("key", required: true);
        var secret = auth.Secret("secret", required: true);
        auth.Close();
        if (key is not null && !key.All(char.IsAsciiLetterOrDigit))
        {
            auth.Fault("key", "must be letters and digits: the API Key of a user of the Frappe site");
            key = null;
        }

        return key is null || secret is null ? null : new ApiKeyEntry(key, secret);
    }

    private static TimeZoneInfo? Zone(ObjectReader source)
    {
        if (source.Text("timeZone") is not { } name)
        {
            return null;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        source.Fault("timeZone", "must be the name of a time zone as in the site's System Settings, such as Europe/Berlin", Found.Text(name));
        return null;
    }

    private static FrappeBudget Budget(ObjectReader budget)
    {
        var atOnce = Whole(budget, "atOnce", FrappeBudget.Default.AtOnce, 1, MostAtOnce);
        var share = Whole(budget, "share", FrappeBudget.Default.Share, 1, 100);
        budget.Close();
        return new FrappeBudget(atOnce, share);
    }

    private static int Whole(ObjectReader owner, string name, int fallback, int least, int most)
    {
        if (owner.Any(name) is not { } value)
        {
            return fallback;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        owner.Fault(name, $"must be a whole number from {least} to {most}", Found.Value(value));
        return fallback;
    }
}
