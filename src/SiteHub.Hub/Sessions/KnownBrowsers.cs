using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.Sessions;

/// <summary>
/// Tells the browsers in which somebody has signed in before from strange ones, by a cookie that lets nobody in: it only gives them tries of
/// their own, whatever strangers do with the same address elsewhere.
/// </summary>
internal sealed class KnownBrowsers(IDataProtectionProvider protection, Brand brand)
{
    private const int MostPeople = 5;

    private readonly IDataProtector _protector = protection.CreateProtector("known browsers");
    private readonly string _cookie = brand.Cookie("known");

    /// <returns>the browser's id; null: this person has not signed in here</returns>
    public string? IdFor(HttpContext http, string personId) => Read(http) is { } known && known.People.Contains(personId) ? known.Id : null;

    public void Remember(HttpContext http, string personId)
    {
        var known = Read(http) ?? new Known(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)), []);
        if (known.People is [var latest, ..] && latest == personId)
        {
            return;
        }

        var now = known with { People = [.. known.People.Where(id => id != personId).Prepend(personId).Take(MostPeople)] };
        http.Response.Cookies.Append(
            _cookie,
            _protector.Protect(JsonSerializer.Serialize(now)),
            brand.Kept());
    }

    private Known? Read(HttpContext http)
    {
        try
        {
            return http.Request.Cookies[_cookie] is { Length: > 0 } cookie ? JsonSerializer.Deserialize<Known>(_protector.Unprotect(cookie)) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private sealed record Known(string Id, IReadOnlyList<string> People);
}
