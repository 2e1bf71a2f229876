using System.Net;
using System.Text.RegularExpressions;
using System.Web;

namespace SiteHub.Benchmarks.Portal;

/// <summary>The hub's two pages of signing in, filled in over plain HTTP.</summary>
internal static partial class SignInPages
{
    /// <param name="http">which does not follow redirects</param>
    /// <param name="first">the address that is answered with the first of them</param>
    /// <param name="email">who</param>
    /// <param name="password">the proof</param>
    /// <returns>where it goes on</returns>
    public static async Task<string> FillInAsync(HttpClient http, string first, string email, string password)
    {
        var page = await http.GetStringAsync(new Uri(first, UriKind.Relative));
        foreach (var (address, field, value) in new[] { ("/signin", "Email", email), ("/signin/password", "Password", password) })
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                [field] = value, ["ReturnUrl"] = Text(Wanted().Match(page)), ["__RequestVerificationToken"] = Text(Antiforgery().Match(page)),
            });
            using var answer = await http.PostAsync(new Uri(address, UriKind.Relative), form);
            page = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == HttpStatusCode.Redirect)
            {
                return answer.Headers.Location!.OriginalString;
            }
        }

        return Onward().Match(page) is { Success: true } onward ? Text(onward) : throw new InvalidOperationException($"{email} was not signed in");
    }

    private static string Text(Match match) => HttpUtility.HtmlDecode(match.Groups[1].Value);

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]*)")]
    private static partial Regex Antiforgery();

    [GeneratedRegex("name=\"ReturnUrl\" value=\"([^\"]*)")]
    private static partial Regex Wanted();

    [GeneratedRegex("<meta http-equiv=\"refresh\" content=\"0;url=([^\"]*)\">")]
    private static partial Regex Onward();
}
