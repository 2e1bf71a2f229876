using System.Text.Json;
using SiteHub.Delivery.Webhooks;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Tests.Webhooks;

public sealed class WebhookDefinitionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static WebhookDefinition Plain => new() { Name = "orders", DocTypes = ["Quotation"], Events = [DocEvents.OnUpdate], Url = "https://example.com/hooks" };

    [Fact]
    public void What_is_written_is_read_back_whole()
    {
        var webhook = Everything();

        var json = WebhookJson.Write(webhook, clear: true);
        var read = Read(json).ShouldNotBeNull();

        WebhookJson.Write(read, clear: true).ShouldBe(json);
        WebhookValidation.Check(read, new WebhookScope(_ => new DocTypeFacts(true), ["acme"])).ShouldBeEmpty();
    }

    [Fact]
    public void Secrets_are_not_shown_and_shown_stars_keep_the_secret()
    {
        var webhook = Everything();

        var shown = WebhookJson.Write(webhook, clear: false);

        foreach (var secret in new[] { "whsec_", "frappe-secret", "swordfish", "BEGIN", "k3y" })
        {
            shown.ShouldNotContain(secret);
            webhook.ToString().ShouldNotContain(secret);
            string.Join(' ', webhook.Authentication).ShouldNotContain(secret);
        }

        var read = WebhookSecrets.Complete(Read(shown)!, webhook, Now);
        WebhookJson.Write(read, clear: true).ShouldBe(WebhookJson.Write(webhook, clear: true));
    }

    [Fact]
    public void A_signature_without_a_secret_gets_a_fresh_one_and_another_secret_is_a_rotation()
    {
        var first = WebhookSecrets.Complete(Plain with { Authentication = [new WebhookAuthentication.V1(null)] }, null, Now);
        var ring = first.Authentication[0].ShouldBeOfType<WebhookAuthentication.V1>().Secrets.ShouldNotBeNull();

        var second = WebhookSecrets.Complete(Plain with { Authentication = [new WebhookAuthentication.V1(new SecretRing(SigningSecret.GenerateSymmetric()))] }, first, Now);

        var rotated = second.Authentication[0].ShouldBeOfType<WebhookAuthentication.V1>().Secrets.ShouldNotBeNull();
        rotated.Secrets.Count.ShouldBe(2);
        rotated.Secrets[1].Secret.Text.ShouldBe(ring.Current.Text);
    }

    [Fact]
    public void Every_fault_is_told_at_once_with_what_was_found()
    {
        var webhook = Plain with
        {
            Name = "",
            DocTypes = ["Note", "Nonesuch"],
            Events = [DocEvents.OnSubmit, "on_sbmit"],
            Sites = ["acme"],
            Condition = "doc.x >",
            Url = "not a url",
            Method = "BREW",
            Body = new WebhookBody.Json([new("name", "id"), new("title", "id")]),
            Headers = [new("Webhook-Id", "mine"), new("X-A", "b\r\nX-Evil: 1"), new("X-Empty", ""), new("bad name", "x")],
            Authentication = [new WebhookAuthentication.Basic("a:b", null), new WebhookAuthentication.Bearer("two words")],
            Timeout = TimeSpan.FromMinutes(5),
            RateLimit = 0,
            Concurrency = 0,
            Retries = [TimeSpan.Zero],
        };
        var scope = new WebhookScope(d => d == "Nonesuch" ? null : new DocTypeFacts(Submittable: false), null);

        var faults = WebhookValidation.Check(webhook, scope);

        faults.Select(f => f.Path).ShouldBe(
            [
                "name", "events[1]", "docTypes[0]", "docTypes[1]", "sites", "condition", "url", "method", "body.fields[1].as", "headers[0].name", "headers[1].value",
                "headers[3].name", "authentication[0].user", "authentication[0].password", "authentication[1].type", "authentication[1].token", "timeout", "rateLimit",
                "concurrency", "retries[0]",
            ],
            ignoreOrder: true);
        faults.Single(f => f.Path == "url").Found.ShouldBe("not a url");
        faults.Single(f => f.Path == "docTypes[0]").Expected.ShouldContain("on_submit");
    }

    [Theory]
    [InlineData("https:///hooks")]
    [InlineData("ftp://example.com/")]
    [InlineData("https://{{ doc.host }}/hooks")]
    [InlineData("{{ doc.url }}")]
    [InlineData("https://user:pass@example.com/")]
    [InlineData("https://example.com/a\r\nX: 1")]
    [InlineData("https://example.com/{{ doc.name")]
    [InlineData("https://example.com/{{ doc.name | upcase }}")]
    [InlineData("https://example.com/{{ nothing }}")]
    [InlineData("https://example.com/#part")]
    public void A_url_that_cannot_be_is_refused(string url) =>
        WebhookValidation.Check(Plain with { Url = url }, WebhookScope.Any).ShouldHaveSingleItem().Path.ShouldBe("url");

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("NaNd")]
    [InlineData("Infinity")]
    [InlineData("∞h")]
    [InlineData("-1s")]
    [InlineData("1e9d")]
    [InlineData("36526d")]
    [InlineData("99999999999999999999s")]
    public void What_ends_nowhere_is_no_length_of_time(string text) => Durations.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("1.5s", 1.5)]
    [InlineData("30", 30)]
    [InlineData("2m", 120)]
    [InlineData("10h", 36000)]
    [InlineData("3d", 259200)]
    [InlineData("250ms", 0.25)]
    public void Durations_are_read(string text, double seconds)
    {
        Durations.TryParse(text, out var duration).ShouldBeTrue();
        duration.TotalSeconds.ShouldBe(seconds);
        Durations.TryParse(Durations.Write(duration), out var again).ShouldBeTrue();
        again.ShouldBe(duration);
    }

    [Fact]
    public void Members_that_are_not_known_and_values_of_another_kind_are_faults()
    {
        WebhookJson.Read(JsonDocument.Parse("""{"name":1,"url":"https://a.b/","evnts":[],"order":"both","retries":["soon"],"body":{"type":"soap"}}""").RootElement, out var faults);

        faults.Select(f => f.Path).ShouldBe(["name", "evnts", "order", "retries[0]", "body.type"], ignoreOrder: true);
    }

    private static WebhookDefinition Everything() => new()
    {
        Id = WebhookDefinition.NewId(),
        Name = "everything",
        Enabled = false,
        DocTypes = ["Quotation", "Sales Order"],
        Events = [DocEvents.OnSubmit, "action.requested"],
        Sites = ["acme"],
        Condition = "doc.grand_total > 1000 && before?.status !== doc.status",
        Url = "https://example.com/{{ doc.name }}?for={{ doc.customer | urlencode }}",
        Method = "PUT",
        Body = new WebhookBody.Json([new("items", "lineItems", [new("rate", "price")]), new("name", "id")]),
        Transform = "({ ...doc, x: 1 })",
        Headers = [new("X-Api-Key", "k3y"), new("X-Company", "{{ doc.company }}")],
        Authentication =
        [
            new WebhookAuthentication.V1(new SecretRing(SigningSecret.GenerateSymmetric()).Rotate(SigningSecret.GenerateSymmetric(), Now)),
            new WebhookAuthentication.Frappe("frappe-secret"),
            new WebhookAuthentication.OAuth2("https://example.com/token", "me", "swordfish", "all"),
            new WebhookAuthentication.MutualTls(TestCertificate.Pem()),
        ],
        Timeout = TimeSpan.FromSeconds(7),
        RateLimit = 2.5,
        Concurrency = 3,
        Order = WebhookOrder.None,
        Retries = [TimeSpan.FromSeconds(1), TimeSpan.FromHours(3)],
        Origin = WebhookOrigin.File,
    };

    private static WebhookDefinition? Read(string json)
    {
        var read = WebhookJson.Read(JsonDocument.Parse(json).RootElement, out var faults);
        faults.ShouldBeEmpty();
        return read;
    }
}
