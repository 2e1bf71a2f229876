using System.Globalization;
using System.Net;
using System.Text.Json;
using SiteHub.Delivery.Sending;
using SiteHub.Hub.Identity;

namespace SiteHub.Hub.Sessions.Logout;

/// <summary>One attempt to tell a client (OpenID Connect Back-Channel Logout 1.0, section 2.5). The token is minted for this attempt.</summary>
internal sealed class LogoutSender(LogoutTokens tokens, GuardedConnection connection) : IDisposable
{
    private const int MostOfAnAnswer = 200;

    private static readonly string[] Named = ["error", "error_description"];

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

            return $"{(int)response.StatusCode}{ReasonOf(await response.Content.ReadAsByteArrayAsync(stopping))}";
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return Shown(failure.Message);
        }
        catch (TaskCanceledException) when (!stopping.IsCancellationRequested)
        {
            return "No answer within 15 s.";
        }
    }

    /// <summary>
    /// What the client wrote is shown to people and stands in the log: only the two members that the standard names (OpenID Connect Back-Channel
    /// Logout 1.0, section 2.8), bounded, and with nothing in it that a terminal or a reader of lines would take for more than a text.
    /// </summary>
    private static string ReasonOf(byte[] body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            var parts = Named
                .Select(name => answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Shown(value.GetString()!) : "")
                .Where(static part => part.Length > 0);
            return string.Concat(parts.Select(static part => ": " + part));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    private static string Shown(string text) =>
        new([.. text.Where(static c => c is >= ' ' and not ('\u007f' or '"') && !char.IsControl(c) && !char.IsSurrogate(c) && char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)).Take(MostOfAnAnswer)]);

    public void Dispose() => _http.Dispose();
}
