namespace SiteHub.Delivery.Webhooks;

/// <summary>Whether a webhook goes elsewhere than the one that it replaces: to another scheme, host or port. A path or another way to write the same is no move.</summary>
/// <param name="ToAnother">its messages go to another origin</param>
/// <param name="TokensFromAnother">its access tokens come from another one, to which the client's secret would go</param>
internal readonly record struct WebhookMove(bool ToAnother, bool TokensFromAnother)
{
    public bool TakesHeaders => !ToAnother;

    public static WebhookMove Of(WebhookDefinition webhook, WebhookDefinition? before) => before is null
        ? default
        : new WebhookMove(OriginOf(webhook.Url) is not { } there || there != OriginOf(before.Url), TokenOrigin(webhook) is { } tokens && tokens != TokenOrigin(before));

    /// <summary>A certificate is shown to the token endpoint as well.</summary>
    public bool TakesAlong(WebhookAuthentication one) => !ToAnother && !(TokensFromAnother && one is (WebhookAuthentication.OAuth2 or WebhookAuthentication.MutualTls));

    /// <returns>null if it is no address: then nothing is known of where it leads</returns>
    private static (string Scheme, string Host, int Port)? OriginOf(string url)
    {
        try
        {
            var origin = UrlTemplate.Parse(url, dynamic: false).Origin;
            return (origin.Scheme, origin.IdnHost, origin.Port);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static (string Scheme, string Host, int Port)? TokenOrigin(WebhookDefinition webhook) =>
        webhook.Authentication.OfType<WebhookAuthentication.OAuth2>().FirstOrDefault() is { } oauth ? OriginOf(oauth.Server) ?? ("", "", 0) : null;
}
