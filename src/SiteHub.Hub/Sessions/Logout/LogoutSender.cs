using System.Net;
using System.Text;
using SiteHub.Delivery.Sending;
using SiteHub.Hub.Identity;

namespace SiteHub.Hub.Sessions.Logout;

/// <summary>One attempt to tell a client (OpenID Connect Back-Channel Logout 1.0, section 2.5). The token is minted for this attempt.</summary>
internal sealed class LogoutSender(LogoutTokens tokens, GuardedConnection connection) : IDisposable
{
    private const int MostOfAnAnswer = 1024;

    private readonly HttpClient _http = new(connection.CreateHandler()) { Timeout = TimeSpan.FromSeconds(15), MaxResponseContentBufferSize = 64 * 1024 };

    /// <returns>null: told; else what went wrong, for people</returns>
    public async Task<string?> Send(LogoutNotice notice, CancellationToken stopping)
    {
        using var form = new FormUrlEncodedContent([new("logout_token", tokens.Mint(notice))]);
        try
        {
            using var response = await _http.PostAsync(notice.Uri, form, stopping);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent)
            {
                return null;
            }

            var body = await response.Content.ReadAsByteArrayAsync(stopping);
            return $"{(int)response.StatusCode}: {Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MostOfAnAnswer)))}";
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return failure.Message;
        }
        catch (TaskCanceledException) when (!stopping.IsCancellationRequested)
        {
            return "No answer within 15 s.";
        }
    }

    public void Dispose() => _http.Dispose();
}
