using System.Collections.Concurrent;
using System.Net.Security;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Time.Testing;
using SiteHub.Delivery.Sending;
using SiteHub.Delivery.Tests.Links;
using SiteHub.Delivery.Webhooks;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Tests.Webhooks;

public sealed class AuthenticationTests
{
    private readonly ConcurrentQueue<string> _given = new();

    [Fact]
    public async Task Basic_and_bearer_fill_authorization()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        await sender.AddAsync(receiver, w => w with { Authentication = [new WebhookAuthentication.Basic("me", "swörd")] });
        await sender.SaveAsync("A", 1);
        await Pair.Eventually(() => receiver.Taken.ShouldHaveSingleItem().Headers["authorization"].ShouldBe("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:swörd"))));

        await using var other = await Receiver.StartAsync();
        await sender.AddAsync(other, w => w with { Authentication = [new WebhookAuthentication.Bearer("t0ken")] });
        await sender.SaveAsync("B", 1);
        await Pair.Eventually(() => other.Taken.ShouldHaveSingleItem().Headers["authorization"].ShouldBe("Bearer t0ken"));
    }

    [Fact]
    public async Task A_rotated_secret_signs_along_with_the_old_one_until_that_retires()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        var webhook = await sender.AddAsync(receiver, w => w with { Authentication = [new WebhookAuthentication.V1A(null)] });
        var old = ((WebhookAuthentication.V1A)webhook.Authentication[0]).Secrets!;

        var rotated = (await sender.Registry.Rotate(webhook.Id))!;
        await sender.SaveAsync("A", 1);

        await Pair.Eventually(() => receiver.Taken.Count.ShouldBe(1));
        var request = receiver.Taken.Single();
        var signature = request.Headers["webhook-signature"];
        signature.Split(' ').Length.ShouldBe(2);
        foreach (var ring in new[] { old, new SecretRing(((WebhookAuthentication.V1A)rotated.Authentication[0]).Secrets!.Current) })
        {
            ring.Verify(request.Id, request.Headers["webhook-timestamp"], signature, Encoding.UTF8.GetBytes(request.Body), TimeProvider.System.GetUtcNow()).ShouldBe(VerifyOutcome.Valid);
        }
    }

    [Fact]
    public async Task An_access_token_is_asked_for_once_kept_sealed_over_a_restart_and_renewed_ahead_of_its_end()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        await using var receiver = await Receiver.StartAsync();
        await using var tokens = await Receiver.StartAsync();
        tokens.Answers = GiveToken(life: 3600);
        await using var sender = await Sender.StartAsync(clock);
        var webhook = await sender.AddAsync(receiver, w => w with { Authentication = [OAuth(tokens)] });
        for (var i = 0; i < 20; i++)
        {
            await sender.SaveAsync("N" + i, 1);
        }

        await Pair.Eventually(() => receiver.Taken.Count.ShouldBe(20));
        tokens.Requests.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            r => r.Headers["authorization"].ShouldBe("Basic " + Convert.ToBase64String("the%20client:swordfish"u8)),
            r => r.Body.ShouldBe("grant_type=client_credentials&scope=all+of+it"));
        receiver.Taken.ShouldAllBe(r => r.Headers["authorization"] == "Bearer token-1");

        await sender.StopAsync();
        Encoding.Latin1.GetString(await File.ReadAllBytesAsync(sender.File)).ShouldNotContain("token-1");
        await sender.StartAsync();
        await sender.SaveAsync("after", 1);
        await Pair.Eventually(() => receiver.Taken.Count.ShouldBe(21));
        tokens.Requests.Count.ShouldBe(1);

        // A clock that jumps would end a try whose answer is still on its way.
        await Pair.Eventually(() => sender.Status(webhook).Pending.ShouldBe(0));
        clock.Advance(TimeSpan.FromMinutes(56));
        await sender.Get<WebhookJobs>().RenewTokens(CancellationToken.None);
        tokens.Requests.Count.ShouldBe(2);
        await sender.SaveAsync("later", 1);
        await Pair.Eventually(() => receiver.Taken.Last().Headers["authorization"].ShouldBe("Bearer token-2"));
        string.Join('\n', sender.Log.Lines).ShouldNotContain("token-");
        sender.Status(webhook).Failures.ShouldBe(0);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_renewed_once_and_an_endpoint_that_gives_none_is_a_failure_that_says_so()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var tokens = await Receiver.StartAsync();
        tokens.Answers = GiveToken(life: 3600);
        await using var sender = await Sender.StartAsync();
        receiver.Answers = http => Receiver.Says(http.Request.Headers.Authorization == "Bearer token-1" ? 401 : 200)(http);
        var webhook = await sender.AddAsync(receiver, w => w with { Authentication = [OAuth(tokens)] });
        await sender.SaveAsync("A", 1);
        await Pair.Eventually(() => receiver.Taken.ShouldHaveSingleItem().Headers["authorization"].ShouldBe("Bearer token-2"));
        sender.Status(webhook).Waiting.ShouldBe(0);

        await using var stern = await Receiver.StartAsync();
        stern.Answers = async http =>
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsync("""{"error":"invalid_client","error_description":"who is swordfish?"}""");
        };
        var refused = await sender.AddAsync(receiver, w => w with { Authentication = [OAuth(stern)] });
        await sender.SaveAsync("B", 1);
        await Pair.Eventually(() => sender.Status(refused).Waiting.ShouldBe(1));
        sender.Status(refused).Reason!.ShouldContain("invalid_client who is ***?");
    }

    [Fact]
    public async Task A_client_certificate_is_shown()
    {
        using var server = TestCertificate.Create("localhost");
        var seen = new ConcurrentQueue<string>();
        await using var receiver = await Receiver.StartAsync(o => o.UseHttps(server, h =>
        {
            h.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            h.ClientCertificateValidation = (certificate, _, _) =>
            {
                seen.Enqueue(certificate.Subject);
                return true;
            };
        }));
        using var certificate = TestCertificate.Create("client");
        using var handler = new GuardedConnection(new NetworkGuard([], loopback: true)).CreateHandler(SslStreamCertificateContext.Create(certificate, null));
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=localhost";
        using var client = new HttpClient(handler);

        (await client.GetAsync(new Uri(receiver.Url))).EnsureSuccessStatusCode();

        seen.ShouldBe(["CN=client"]);
    }

    private static WebhookAuthentication.OAuth2 OAuth(Receiver tokens) => new(tokens.Url, "the client", "swordfish", "all of it");

    private Func<HttpContext, Task> GiveToken(int life) => async http =>
    {
        _given.Enqueue("");
        await http.Response.WriteAsync($$"""{"access_token":"token-{{_given.Count}}","token_type":"Bearer","expires_in":{{life}}}""");
    };
}
