using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using SiteHub.Hub.Tests.SignIn;

namespace SiteHub.Hub.Tests.Access;

/// <summary>Every page, form and route of the hub, asked for by every kind of caller.</summary>
public sealed partial class AccessTableTests(TwoSites sites) : IClassFixture<TwoSites>
{
    [Fact]
    public async Task Every_route_stands_in_one_row_and_every_row_is_a_route()
    {
        var rows = AccessTable.Rows.SelectMany(static row => row.Routes).ToList();
        rows.GroupBy(static route => route).Where(static g => g.Count() > 1).Select(static g => g.Key).ShouldBeEmpty();
        var routes = await Routes();

        routes.Except(rows).ShouldBeEmpty("a route that is new: say in the table who may use it");
        rows.Except(routes).ShouldBeEmpty("no such route any more");
    }

    [Fact]
    public async Task Everybody_gets_what_the_table_says()
    {
        await Routes();
        var wrong = new List<string>();
        foreach (var who in Enum.GetValues<Who>())
        {
            var token = who is > Who.Anonymous and <= Who.Administrator ? Browser.Token(await sites.Browser(who).Page("/account")) : null;
            foreach (var row in AccessTable.Rows)
            {
                foreach (var route in row.Routes)
                {
                    var expected = row.Expected(who);
                    var (method, pattern) = (new HttpMethod(route[..route.IndexOf(' ')]), route[(route.IndexOf(' ') + 1)..]);
                    var changes = method != HttpMethod.Get;

                    // Whoever may change it is let at what is not there, so that everything stands for the next.
                    var path = Path(pattern, changes && expected == Outcome.In ? null : sites.Here);
                    using var answer = await sites.Send(who, method, path, changes && !row.IsOwn && !row.IsOpen ? token : null, _fields.GetValueOrDefault(route));
                    if (!Fits(row, expected, answer, isThere: !changes))
                    {
                        wrong.Add($"{who} {method} {path} ({row.For}): {(int)answer.StatusCode} {answer.Headers.Location}, expected {expected}");
                    }
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    /// <summary>What each form must have, or it is refused before anybody looks whose it is.</summary>
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _fields = [];

    private static string Field(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(bool) => "true",
        { IsPrimitive: true } => "1",
        _ => "none",
    };

    /// <summary>Of routes their methods and patterns; of pages their forms too, by their handlers.</summary>
    private async Task<List<string>> Routes()
    {
        var loader = sites.Hub.Service<PageLoader>();
        var routes = new List<string>();
        foreach (var endpoint in sites.Hub.Service<IEnumerable<EndpointDataSource>>().SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>())
        {
            var path = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
            {
                var compiled = await loader.LoadAsync(page, EndpointMetadataCollection.Empty);
                routes.Add($"GET {path}");
                foreach (var handler in compiled.HandlerMethods.Where(static h => h.HttpMethod is "Post" or "Put" or "Patch" or "Delete"))
                {
                    routes.Add($"{handler.HttpMethod.ToUpperInvariant()} {path}{(handler.Name is null ? "" : $"?handler={handler.Name}")}");
                    _fields[routes[^1]] = handler.Parameters.Where(p => p.ParameterInfo.ParameterType != typeof(CancellationToken) && !path.Contains($"{{{p.Name}", StringComparison.Ordinal)).ToDictionary(static p => p.Name, static p => Field(p.ParameterInfo.ParameterType));
                }
            }
            else
            {
                routes.AddRange((endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => $"{method} {path}"));
            }
        }

        // "new" is the page of one that there is not yet.
        return [.. routes.Distinct().Where(static route => !NotThere.Contains(route))];
    }

    /// <summary>The page for what there is has these; that for a new one has the same model, and no use for them.</summary>
    private static readonly string[] NotThere = ["POST /admin/inbound/new?handler=Preview", "POST /admin/inbound/new?handler=Remove", "POST /admin/inbound/new?handler=Rotate"];

    private static bool Fits(Row row, Outcome expected, HttpResponseMessage answer, bool isThere)
    {
        var found = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => Outcome.Unauthorized,
            HttpStatusCode.Forbidden => Outcome.Forbidden,
            HttpStatusCode.NotFound => Outcome.NotFound,
            HttpStatusCode.Redirect when answer.Headers.Location!.ToString().Contains("/signin", StringComparison.Ordinal) => Outcome.SignIn,
            _ => Outcome.In,
        };
        if ((int)answer.StatusCode >= 500 && !(row.IsPassedOn && answer.StatusCode == HttpStatusCode.BadGateway))
        {
            return false;
        }

        if (row.IsSigned)
        {
            return (int)answer.StatusCode >= 400;
        }

        if (row.IsOpen)
        {
            return found is not (Outcome.Unauthorized or Outcome.Forbidden);
        }

        return found == expected || (!isThere && expected == Outcome.In && found == Outcome.NotFound);
    }

    private static string Path(string pattern, Things? things) => Parameter().Replace(pattern, m => things is null ? Nothing(m.Value) : Something(m.Value, pattern, things));

    private static string Nothing(string parameter) => parameter switch
    {
        "{id:long}" => "4711",
        "{status:int}" => "404",
        "{documentName}" => "v1",
        "{**path}" => "",
        _ => "none",
    };

    private static string Something(string parameter, string pattern, Things things) => parameter switch
    {
        "{site}" or "{link}" => things.Site,
        "{docType}" => pattern.Contains("/new/", StringComparison.Ordinal) || pattern.Contains("{docType}/actions", StringComparison.Ordinal) ? "Issue" : "Quotation",
        "{name}" => pattern.StartsWith("/hooks", StringComparison.Ordinal) ? $"{things.Site}-in" : things.Document,
        "{action}" => pattern.Contains("{name}", StringComparison.Ordinal) ? "accept" : "new",
        "{request}" => things.Request,
        "{account}" => things.Account,
        "{person}" => things.Person,
        "{id:long}" => pattern.Contains("rejected", StringComparison.Ordinal) ? things.Rejected : $"{things.Receipt}",
        "{id}" when pattern.Contains("/webhooks/", StringComparison.Ordinal) => things.Webhook,
        "{id}" when pattern.Contains("/deliveries/", StringComparison.Ordinal) => things.Delivery,
        "{id}" when pattern.Contains("/receivers/", StringComparison.Ordinal) => things.Receiver,
        "{id}" when pattern.Contains("/customers/", StringComparison.Ordinal) => things.Customer,
        "{id}" when pattern.Contains("/people/", StringComparison.Ordinal) => things.Person,
        "{id}" when pattern.Contains("/replays/", StringComparison.Ordinal) => things.Replay,
        "{id}" when pattern.Contains("/clients/", StringComparison.Ordinal) => "reader",
        "{id}" when pattern.StartsWith("/actions/", StringComparison.Ordinal) || pattern.Contains("/requests/", StringComparison.Ordinal) => things.Request,
        _ => Nothing(parameter),
    };

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();
}
