using System.Net;
using Microsoft.Extensions.Options;
using OpenIddict.Server;
using static SiteHub.Hub.Tests.Access.Who;

namespace SiteHub.Hub.Tests.Access;

/// <summary>What the identity provider answers before any route is looked for, which stands in no list of endpoints.</summary>
public sealed class ProviderTableTests(TwoSites sites) : IClassFixture<TwoSites>
{
    private static readonly HttpStatusCode[] Refused = [HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden];

    /// <summary>A client shows who it is by its own credentials in each request: neither a session nor a bearer token stands for them.</summary>
    private static readonly Dictionary<string, Func<Who, bool>> MayUse = new()
    {
        ["GET /.well-known/openid-configuration"] = static _ => true,
        ["GET /.well-known/oauth-authorization-server"] = static _ => true,
        ["GET /.well-known/jwks"] = static _ => true,
        ["POST /connect/token"] = static _ => false,
        ["POST /connect/par"] = static _ => false,
        ["POST /connect/introspect"] = static _ => false,
        ["POST /connect/revocation"] = static _ => false,
        ["GET /connect/userinfo"] = static who => who is MemberTokenHere or MemberTokenThere or OtherMemberToken,
        ["POST /connect/userinfo"] = static who => who is MemberTokenHere or MemberTokenThere or OtherMemberToken,
    };

    /// <summary>Those two have a route behind them and stand in <see cref="AccessTable"/>.</summary>
    private static readonly string[] WithRoute = ["/connect/authorize", "/connect/endsession"];

    [Fact]
    public void Everything_that_the_provider_answers_stands_in_the_table()
    {
        var options = sites.Hub.Service<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue;
        var answered = typeof(OpenIddictServerOptions).GetProperties().Where(static p => p.PropertyType == typeof(List<Uri>) && p.Name.EndsWith("EndpointUris", StringComparison.Ordinal))
            .SelectMany(p => (List<Uri>)p.GetValue(options)!).Select(static uri => "/" + uri.OriginalString.TrimStart('/')).Except(WithRoute).Order(StringComparer.Ordinal);

        MayUse.Keys.Select(static route => route[(route.IndexOf(' ') + 1)..]).Distinct().Order(StringComparer.Ordinal).ShouldBe(answered);
    }

    [Fact]
    public async Task Everybody_gets_what_the_table_says()
    {
        var wrong = new List<string>();
        foreach (var who in Enum.GetValues<Who>())
        {
            foreach (var (route, may) in MayUse)
            {
                var (method, path) = (new HttpMethod(route[..route.IndexOf(' ')]), route[(route.IndexOf(' ') + 1)..]);
                using var answer = await sites.Send(who, method, path, fields: new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["token"] = "none", ["response_type"] = "code" });
                if (may(who) ? answer.StatusCode != HttpStatusCode.OK : !Refused.Contains(answer.StatusCode))
                {
                    wrong.Add($"{who} {route}: {(int)answer.StatusCode}");
                }
            }
        }

        wrong.ShouldBeEmpty();
    }
}
