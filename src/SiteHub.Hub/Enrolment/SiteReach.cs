using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using System.Net.Http.Headers;

namespace SiteHub.Hub.Enrolment;

/// <summary>Calls a site at its address.</summary>
internal sealed class SiteReach(GuardedConnection connection, Database database, ILinkTokens tokens) : IDisposable
{
    private readonly HttpClient _http = new(connection.CreateHandler()) { Timeout = TimeSpan.FromSeconds(5) };

    public async Task<bool> Try(string site, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(UrlOf(site), "health/live"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>Tells it that it is trusted no more. It learns so anyway, at the latest when its tokens end.</summary>
    public async Task<bool> TellRevoked(string site, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(UrlOf(site), "sitehub/v1/revocation"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.Get(site, renew: false, cancellationToken));
            using var answer = await _http.SendAsync(request, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();

    private Uri UrlOf(string site) => new(database.Read(session => session.Text("SELECT url FROM site WHERE slug = $1", site))!);
}
