using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Identity;

/// <summary>
/// Carries along, past the sign-in page, when a client's request first came and how fresh a sign-in it asks for. It stands in an address that
/// anybody can write: so it is sealed, and good for exactly that request.
/// </summary>
internal sealed class FirstRequest(IDataProtectionProvider protection, TimeProvider time)
{
    public const string Parameter = "since";

    /// <summary>For so long somebody may take to sign in.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly IDataProtector _seal = protection.CreateProtector("sitehub.authorize.first");

    public string Seal(IEnumerable<KeyValuePair<string, StringValues>> parameters, OpenIddictRequest request) =>
        _seal.Protect(JsonSerializer.Serialize(Open(parameters) ?? new Ticket(time.GetUtcNow(), HashOf(parameters), request.HasPromptValue(PromptValues.Login), request.MaxAge)));

    /// <returns>null: there is none, it is not of this request, or it is too old</returns>
    public Ticket? Open(IEnumerable<KeyValuePair<string, StringValues>> parameters)
    {
        try
        {
            return parameters.FirstOrDefault(static p => p.Key == Parameter).Value is [{ } text]
                && JsonSerializer.Deserialize<Ticket>(_seal.Unprotect(text)) is { } ticket
                && ticket.Request == HashOf(parameters)
                && ticket.At + Patience > time.GetUtcNow()
                    ? ticket
                    : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Of an address of ours to go on to after the sign-in.</summary>
    /// <returns>null: nobody asks for anything</returns>
    public Ticket? Open(string? returnUrl) =>
        returnUrl?.StartsWith(AuthorizeEndpoint.Path + "?", StringComparison.Ordinal) == true ? Open(QueryHelpers.ParseQuery(returnUrl[AuthorizeEndpoint.Path.Length..])) : null;

    private static string HashOf(IEnumerable<KeyValuePair<string, StringValues>> parameters) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
        parameters.Where(static p => p.Key is not (Parameter or ConsentTicket.Parameter)).OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => new[] { p.Key, p.Value.ToString() })))));

    /// <param name="At">when the request first came</param>
    /// <param name="Request">of which request it is</param>
    /// <param name="Login"><c>prompt=login</c></param>
    /// <param name="MaxAge">in seconds</param>
    public sealed record Ticket(DateTimeOffset At, string Request, bool Login, long? MaxAge)
    {
        /// <summary>From when on a sign-in is fresh enough; null: any is.</summary>
        public DateTimeOffset? NotBefore => Login ? At : MaxAge is { } age ? Before(At, age) : null;

        /// <summary>An age that reaches back before all time is no demand.</summary>
        public static DateTimeOffset Before(DateTimeOffset at, long age) => age > 0 && age < (at - DateTimeOffset.UnixEpoch).TotalSeconds ? at.AddSeconds(-age) : age <= 0 ? at : DateTimeOffset.MinValue;
    }
}
