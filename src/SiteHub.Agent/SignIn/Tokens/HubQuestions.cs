using System.Net;
using System.Net.Http.Headers;
using SiteHub.Agent.Links;

namespace SiteHub.Agent.SignIn.Tokens;

/// <summary>Asks the hub something in the name of somebody who is signed in.</summary>
public sealed class HubQuestions
{
    private const int MostBytes = 256 * 1024;

    private readonly SiteOptions _site;
    private readonly PersonTokens _tokens;
    private readonly IHttpClientFactory _http;

    internal HubQuestions(SiteOptions site, PersonTokens tokens, IHttpClientFactory http) => (_site, _tokens, _http) = (site, tokens, http);

    /// <param name="session">who asks</param>
    /// <param name="path">of the hub, without a slash before it</param>
    /// <param name="cancellationToken">ends it</param>
    public async Task<HubReply> Get(string session, string path, CancellationToken cancellationToken)
    {
        var outcome = await _tokens.Get(session, null, cancellationToken);
        var reply = await Ask(outcome, path, cancellationToken);
        if (reply is { Status: HttpStatusCode.Unauthorized } && outcome is TokenOutcome.Given refused)
        {
            // Revoked before its end, or the hub's keys were changed: a new one shows which.
            reply = await Ask(await _tokens.Get(session, refused.Token, cancellationToken), path, cancellationToken);
        }

        return reply;
    }

    private async Task<HubReply> Ask(TokenOutcome outcome, string path, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case TokenOutcome.Given given:
                return await Send(given.Token, path, cancellationToken);
            case TokenOutcome.None none:
                return new HubReply(null, none.Reason);
            case TokenOutcome.NeedsAuthorization needs:
                return new HubReply(null, needs.Reason) { NeedsAuthorization = true };
            case TokenOutcome.Later later:
                return new HubReply(null, later.Reason) { Later = true };
            default:
                throw new InvalidOperationException($"An outcome nobody knows: {outcome}");
        }
    }

    private async Task<HubReply> Send(string token, string path, CancellationToken cancellationToken)
    {
        using var client = _http.CreateClient(HubTokens.Client);
        client.MaxResponseContentBufferSize = MostBytes;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_site.HubUrl, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return new HubReply(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException e)
        {
            return new HubReply(null, $"The hub cannot be reached: {e.Message}") { Later = true };
        }
    }
}

/// <param name="Status">the hub's; null: it was not asked</param>
/// <param name="Text">its answer, or why it was not asked</param>
public sealed record HubReply(HttpStatusCode? Status, string Text)
{
    public bool NeedsAuthorization { get; init; }

    public bool Later { get; init; }
}
