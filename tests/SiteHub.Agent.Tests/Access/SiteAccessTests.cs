using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests.Access;

/// <summary>Every page, form and route of a site, asked for by every kind of caller.</summary>
public sealed partial class SiteAccessTests : IAsyncLifetime
{
    private static readonly string[] NotThere = ["POST /admin/inbound/new?handler=Preview", "POST /admin/inbound/new?handler=Remove", "POST /admin/inbound/new?handler=Rotate"];

    private readonly Dictionary<Who, Browser> _browsers = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private Joined _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await Joined.Started(static site => site.Publications.Add(new PublicationEntry("Note", null, [new PublishedField("title", "title", null)], null, CardEntry.Empty)));
        foreach (var (who, roles) in new (Who, string[])[] { (Who.ManagerInBrowser, ["System Manager"]), (Who.ReaderInBrowser, ["Reader"]), (Who.ContactInBrowser, []) })
        {
            _world.Hub.Person = new Person($"sub-{who}", $"{who}@example.com", roles);
            _browsers[who] = await _world.SignedIn();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var browser in _browsers.Values)
        {
            browser.Dispose();
        }

        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Everybody_gets_what_the_table_says_and_every_route_stands_in_it()
    {
        var rows = SiteAccessTable.Rows.SelectMany(static row => row.Routes).ToList();
        rows.GroupBy(static route => route).Where(static g => g.Count() > 1).Select(static g => g.Key).ShouldBeEmpty();
        var routes = await Routes();
        routes.Except(rows).ShouldBeEmpty("a route that is new: say in the table who may use it");
        rows.Except(routes).ShouldBeEmpty("no such route any more");

        var wrong = new List<string>();
        foreach (var who in Enum.GetValues<Who>())
        {
            var form = _browsers.TryGetValue(who, out var browser) ? AntiforgeryField().Match((await browser.Open("/")).Page).Groups[1].Value : null;
            foreach (var row in SiteAccessTable.Rows)
            {
                foreach (var route in row.Routes)
                {
                    var expected = row.Expected(who);
                    var (method, path) = (new HttpMethod(route[..route.IndexOf(' ')]), Filled(route[(route.IndexOf(' ') + 1)..]));
                    using var answer = await Send(who, method, path, row.IsOwn || row.IsOpen ? null : form);
                    if (!Fits(row, expected, answer))
                    {
                        wrong.Add($"{who} {method} {path} ({row.For}): {(int)answer.StatusCode} {answer.Headers.Location}, expected {expected}");
                    }
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    private static bool Fits(Row row, Outcome expected, HttpResponseMessage answer)
    {
        var found = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => Outcome.Unauthorized,
            HttpStatusCode.Forbidden => Outcome.Forbidden,
            HttpStatusCode.Redirect when Leads(answer.Headers.Location!.ToString()) => Outcome.SignIn,

            // After a form it is a page that goes on by itself.
            HttpStatusCode.OK when answer.Content.Headers.ContentType?.MediaType == "text/html" && Text(answer) is var page && page.Contains("http-equiv=\"refresh\"", StringComparison.Ordinal) && Leads(page) => Outcome.SignIn,

            // Whoever guesses is stopped altogether.
            HttpStatusCode.TooManyRequests when expected != Outcome.In => expected,
            _ => Outcome.In,
        };
        return (int)answer.StatusCode < 500 && (row.IsSigned ? (int)answer.StatusCode >= 400 : row.IsOpen ? found is not (Outcome.Unauthorized or Outcome.Forbidden)
            : row.IsOwn && expected == Outcome.In ? found is Outcome.In or Outcome.Forbidden : found == expected);
    }

    private static bool Leads(string to) => to.Contains("/signin", StringComparison.Ordinal) || to.Contains("/connect/authorize", StringComparison.Ordinal);

    private static string Text(HttpResponseMessage answer)
    {
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        return reader.ReadToEnd();
    }

    private static string Filled(string pattern) => Parameter().Replace(pattern, m => m.Value switch
    {
        "{id:long}" => "4711",
        "{status:int}" => "404",
        "{documentName}" => "v1",
        "{**path}" => "",
        "{docType}" => "Note",
        "{method}" => "frappe.client.get_list",
        _ => "none",
    }) + (pattern.Contains("{method}", StringComparison.Ordinal) ? "?doctype=Note" : "");

    /// <summary>Of an answer that does not end, its head.</summary>
    private async Task<HttpResponseMessage> Send(Who who, HttpMethod method, string path, string? form)
    {
        using var request = new HttpRequestMessage(method, new Uri(_world.Site.Http.BaseAddress!, path));
        request.Headers.Host = "localhost:5101";
        if (method != HttpMethod.Get)
        {
            request.Content = path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/sitehub/", StringComparison.Ordinal)
                ? new StringContent("{}", Encoding.UTF8, "application/json")
                : new FormUrlEncodedContent(form is null ? [] : [new("__RequestVerificationToken", form)]);
        }

        if (_browsers.TryGetValue(who, out var browser))
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", browser.Cookies.Select(static c => $"{c.Key}={c.Value}")));
        }

        if (who switch { Who.ManagerKey => SiteFixture.Admin, Who.ReaderKey => SiteFixture.Reader, Who.LimitedKey => SiteFixture.Limited, Who.WrongKey => "token readerkey:wrong", _ => null } is { } key)
        {
            request.Headers.TryAddWithoutValidation("Authorization", key);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task<List<string>> Routes()
    {
        var loader = _world.Site.Service<PageLoader>();
        var routes = new List<string>();
        foreach (var endpoint in _world.Site.Service<IEnumerable<EndpointDataSource>>().SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>())
        {
            var path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
            {
                var compiled = await loader.LoadAsync(page, EndpointMetadataCollection.Empty);
                routes.Add($"GET {path}");
                routes.AddRange(compiled.HandlerMethods.Where(static h => h.HttpMethod is "Post" or "Put" or "Patch" or "Delete").Select(h => $"{h.HttpMethod.ToUpperInvariant()} {path}{(h.Name is null ? "" : $"?handler={h.Name}")}"));
            }
            else
            {
                routes.AddRange((endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => $"{method} {path}"));
            }
        }

        return [.. routes.Distinct().Where(static route => !NotThere.Contains(route))];
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex AntiforgeryField();
}
