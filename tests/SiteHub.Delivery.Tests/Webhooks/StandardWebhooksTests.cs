using System.Globalization;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Tests.Links;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Delivery.Tests.Webhooks;

/// <summary>What we send, verified by the package that Standard Webhooks publishes for receivers.</summary>
public sealed class StandardWebhooksTests : IAsyncLifetime
{
    private Receiver _receiver = null!;
    private Sender _sender = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _sender = await Sender.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_delivery_is_verified_and_one_that_was_tampered_with_or_signed_by_another_is_refused()
    {
        var webhook = await _sender.AddAsync(_receiver, w => w with { Authentication = [new WebhookAuthentication.V1(null)] });
        await _sender.SaveAsync("Müller & Søn €", 7);
        await Pair.Eventually(() => _receiver.Taken.Count.ShouldBe(1));
        var request = _receiver.Taken.Single();
        var secret = Secret(webhook);

        var verified = (await VerifyAsync(secret, request))["verified"];
        ((string?)verified!["n"]).ShouldBe("Müller & Søn €");
        ((int)verified["v"]!).ShouldBe(7);
        await ShouldRefuseAsync(secret, request with { Body = request.Body.Replace("7", "8", StringComparison.Ordinal) });
        await ShouldRefuseAsync(secret, With(request, "webhook-id", request.Id + "0"));
        await ShouldRefuseAsync(secret, With(request, "webhook-timestamp", Later(request.Headers["webhook-timestamp"])));
        await ShouldRefuseAsync(Secret(WebhookSecrets.Rotate(webhook, null, TimeProvider.System.GetUtcNow())), request);
    }

    [Fact]
    public async Task While_a_secret_is_rotated_a_receiver_may_know_the_old_or_the_new_one()
    {
        var webhook = await _sender.AddAsync(_receiver, w => w with { Authentication = [new WebhookAuthentication.V1(null)] });
        var rotated = (await _sender.Registry.Rotate(webhook.Id))!;
        await _sender.SaveAsync("A", 1);
        await Pair.Eventually(() => _receiver.Taken.Count.ShouldBe(1));

        foreach (var known in new[] { webhook, rotated })
        {
            (await VerifyAsync(Secret(known), _receiver.Taken.Single()))["verified"].ShouldNotBeNull();
        }
    }

    private static async Task ShouldRefuseAsync(string secret, Receiver.Request request) =>
        ((string?)(await VerifyAsync(secret, request))["refused"]).ShouldBe("WebhookVerificationError: No matching signature found");

    private static Task<JsonNode> VerifyAsync(string secret, Receiver.Request request) => NodeScript.RunAsync(
        "verify-webhook.mjs",
        new JsonObject
        {
            ["secret"] = secret,
            ["headers"] = new JsonObject(request.Headers.Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Value))),
            ["body"] = request.Body,
        });

    private static Receiver.Request With(Receiver.Request request, string header, string value) => request with { Headers = new Dictionary<string, string>(request.Headers) { [header] = value } };

    private static string Later(string timestamp) => (long.Parse(timestamp, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);

    private static string Secret(WebhookDefinition webhook) => ((WebhookAuthentication.V1)webhook.Authentication[0]).Secrets!.Current.Text;
}
