using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.SignIn;

/// <summary>A client that says where its keys are: it changes them there, and nobody touches the hub's configuration.</summary>
public sealed class ClientKeySetTests : IAsyncLifetime
{
    private readonly HubFixture _hub = new();
    private readonly List<(string Kid, AsymmetricAlgorithm Key)> _published = [];
    private WebApplication _client = null!;
    private Browser _browser = null!;
    private int _asked;
    private string? _instead;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _client = builder.Build();
        _client.MapGet("/keys", Keys);
        await _client.StartAsync();
        _hub.Clients.Add(new ClientEntry("erp", null, ["hub.read"]) { KeysUri = new Uri(_client.Urls.First() + "/keys") });
        _hub.Clients.Add(new ClientEntry("inside", null, ["hub.read"]) { KeysUri = new Uri("http://169.254.169.254/keys") });
        await _hub.Start();
        _browser = new Browser(_hub);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _hub.DisposeAsync();
        await _client.DisposeAsync();
        _published.ForEach(static key => key.Key.Dispose());
    }

    [Fact]
    public async Task Its_keys_are_fetched_once_and_again_for_one_that_is_not_known_every_five_seconds_at_most()
    {
        var first = Publish("k1");
        (await Shown("erp", "k1", first)).ShouldBe(HttpStatusCode.OK);
        (await Shown("erp", "k1", first)).ShouldBe(HttpStatusCode.OK);
        _asked.ShouldBe(1);

        var second = Publish("k2");
        (await Shown("erp", "k2", second)).ShouldBe(HttpStatusCode.Unauthorized, "asked a moment ago");
        _hub.Time.Advance(TimeSpan.FromSeconds(6));
        (await Shown("erp", "k2", second)).ShouldBe(HttpStatusCode.OK);
        _asked.ShouldBe(2);

        using var strange = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        for (var i = 0; i < 5; i++)
        {
            (await Shown("erp", $"strange-{i}", strange)).ShouldBe(HttpStatusCode.Unauthorized);
        }

        _asked.ShouldBe(2);
        (await Shown("erp", "k2", strange)).ShouldBe(HttpStatusCode.Unauthorized, "the name of a key is not the key");
    }

    [Fact]
    public async Task A_key_that_is_taken_back_is_good_for_an_hour_and_those_of_a_client_that_is_away_for_a_day()
    {
        var first = Publish("k1");
        (await Shown("erp", "k1", first)).ShouldBe(HttpStatusCode.OK);
        _published.Clear();
        var second = Publish("k2");
        _hub.Time.Advance(TimeSpan.FromMinutes(61));
        (await Shown("erp", "k1", first)).ShouldBe(HttpStatusCode.Unauthorized);
        (await Shown("erp", "k2", second)).ShouldBe(HttpStatusCode.OK);

        _instead = "away";
        _hub.Time.Advance(TimeSpan.FromMinutes(61));
        (await Shown("erp", "k2", second)).ShouldBe(HttpStatusCode.OK);
        _hub.Time.Advance(TimeSpan.FromHours(23));
        (await Shown("erp", "k2", second)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(1024, HttpStatusCode.Unauthorized)]
    [InlineData(2048, HttpStatusCode.OK)]
    public async Task A_key_that_is_too_short_is_none(int bits, HttpStatusCode status)
    {
        _published.Add(("k1", RSA.Create(bits)));

        (await Shown(ClientAssertion.Of("erp", _published[^1].Key, "RS256", "JWT", kid: "k1"))).ShouldBe(status);
    }

    [Fact]
    public async Task What_a_client_shows_is_good_once_and_for_this_hub_alone()
    {
        var key = Publish("k1");
        var shown = ClientAssertion.Of("erp", key, "ES256", "JWT", kid: "k1");
        (await Shown(shown)).ShouldBe(HttpStatusCode.OK);

        (await Shown(shown)).ShouldBe(HttpStatusCode.Unauthorized, "shown before");
        (await Shown(ClientAssertion.Of("erp", key, "ES256", "JWT", "http://localhost:5100/connect/token", "k1"))).ShouldNotBe(HttpStatusCode.OK, "the issuer, exactly");
        (await Shown(ClientAssertion.Of("erp", key, "ES256", "JWT", "https://elsewhere.example/", "k1"))).ShouldNotBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("large")]
    [InlineData("elsewhere")]
    [InlineData("no JSON")]
    public async Task What_answers_there_otherwise_gives_no_keys(string instead)
    {
        var key = Publish("k1");
        _instead = instead;

        (await Shown("erp", "k1", key)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_address_beyond_the_bounds_of_the_hubs_networks_is_not_asked()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        (await Shown("inside", "k1", key)).ShouldBe(HttpStatusCode.Unauthorized);

        _hub.Log.Text.ShouldContain("169.254.169.254");
    }

    private IResult Keys(HttpContext http)
    {
        _asked++;
        var set = new JsonObject
        {
            ["keys"] = new JsonArray([.. _published.Select(static one => Described(one.Kid, one.Key))]),
        };
        switch (_instead)
        {
            case "away":
                return Results.StatusCode(503);
            case "elsewhere":
                return Results.Redirect(http.Request.Path + "?again");
            case "no JSON":
                return Results.Text("<html>");
            case "large":
                set["padding"] = new string('x', 100_000);
                break;
        }

        return Results.Text(set.ToJsonString(), "application/json");
    }

    private static JsonObject Described(string kid, AsymmetricAlgorithm key)
    {
        if (key is RSA rsa)
        {
            var numbers = rsa.ExportParameters(false);
            return new JsonObject { ["kty"] = "RSA", ["n"] = ClientAssertion.Text(numbers.Modulus!), ["e"] = ClientAssertion.Text(numbers.Exponent!), ["kid"] = kid };
        }

        var point = ((ECDsa)key).ExportParameters(false).Q;
        return new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = ClientAssertion.Text(point.X!), ["y"] = ClientAssertion.Text(point.Y!), ["kid"] = kid };
    }

    private ECDsa Publish(string kid)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _published.Add((kid, key));
        return key;
    }

    private Task<HttpStatusCode> Shown(string client, string kid, ECDsa key) => Shown(ClientAssertion.Of(client, key, "ES256", "JWT", kid: kid));

    private async Task<HttpStatusCode> Shown(string assertion)
    {
        var (status, _) = await _browser.Token(("grant_type", "client_credentials"), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion));
        return status;
    }
}
