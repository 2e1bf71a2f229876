using Microsoft.AspNetCore.Http;
using SiteHub.Operations.Receiving;

namespace SiteHub.Agent.Tests.Receiving;

/// <summary>Each sender's own published example: what its documentation or its own library's tests hold to be right.</summary>
public sealed class SignatureVectorTests
{
    private const string StripeBody = "{\n  \"id\": \"evt_123\",\n  \"object\": \"event\",\n  \"account\": \"acct_123\",\n  \"api_version\": \"2017-05-25\",\n  \"created\": 1533204620,\n  \"data\": {\n    \"object\": {\n      \"id\": \"cus_123\",\n      \"object\": \"customer\",\n      \"created\": 123456789,\n      \"email\": \"test@stripe.com\",\n      \"livemode\": false,\n      \"metadata\": {}\n    }\n  },\n  \"livemode\": false,\n  \"pending_webhooks\": 1,\n  \"request\": {\n    \"id\": \"req_123\",\n    \"idempotency_key\": \"idempotency-key-123\"\n  },\n  \"type\": \"customer.created\"\n}\n";
    private const string SlackBody = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    /// <summary>Shopify and GitLab publish none: the first is an open database's test of its HMAC for Shopify, recomputed with OpenSSL; the second sends the token itself.</summary>
    public static TheoryData<string, string, string, long, string> Published => new()
    {
        { "GitHub", "It's a Secret to Everybody", "Hello, World!", 0, "X-Hub-Signature-256: sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" },
        { "Slack", "8f742231b10e8888abcd99yyyzzz85a5", SlackBody, 1531420618, "X-Slack-Request-Timestamp: 1531420618|X-Slack-Signature: v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503" },
        { "Stripe", "webhook_secret", StripeBody, 1533204620, "Stripe-Signature: t=1533204620,v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7,v0=63f3a72374a733066c4be69ed7f8e5ac85c22c9f0a6a612ab9a025a9e4ee7eef" },
        { "Shopify", "test-webhook-secret", """{"id":1234567890,"email":"customer@example.com","total_price":"123.45"}""", 0, "X-Shopify-Hmac-Sha256: QNyObTlKbMx2qDlPF/ZOZcBqg5OgPg+2oky3zldc0Gw=" },
        { "GitLab", "a token that a person chose", "{}", 0, "X-Gitlab-Token: a token that a person chose" },
        { "Standard", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", """{"test": 2432232314}""", 1614265330, "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek|webhook-timestamp: 1614265330|webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" },
        { "Standard", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", """{"test": 2432232314}""", 1614265330, "svix-id: msg_p5jXN8AQM9LWM0D4loKWxJek|svix-timestamp: 1614265330|svix-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" },
        { "Standard", "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=", """{"test": 2432232314}""", 1614265330, "svix-id: msg_p5jXN8AQM9LWM0D4loKWxJek|svix-timestamp: 1614265330|svix-signature: v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==" },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void What_the_sender_published_is_right_and_nothing_near_it_is(string scheme, string secret, string body, long at, string headers)
    {
        Check(scheme, secret, body, at, headers).ShouldBeNull();

        Check(scheme, secret + "x", body, at, headers).ShouldNotBeNull("another secret");
        Check(scheme, secret, body, at, scheme == "Stripe" ? headers.Replace("v1=2", "v1=3", StringComparison.Ordinal) : headers[..^1] + (headers[^1] == 'A' ? 'B' : 'A')).ShouldNotBeNull("another signature");
        Check(scheme, secret, body, at, "X-Other: 1").ShouldNotBeNull("no signature");
        if (scheme != "GitLab")
        {
            Check(scheme, secret, body + " ", at, headers).ShouldNotBeNull("another body");
        }

        if (at > 0)
        {
            Check(scheme, secret, body, at + 301, headers).ShouldNotBeNull("an old message");
            Check(scheme, secret, body, at - 301, headers).ShouldNotBeNull("one from the future");
            Check(scheme, secret, body, at + 300, headers).ShouldBeNull();
            Check(scheme, secret, body, at, headers.Replace($"{at}", $"{at + 1}", StringComparison.Ordinal)).ShouldNotBeNull("the time is signed");
        }
    }

    [Theory]
    [InlineData("webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek|svix-timestamp: 1614265330|svix-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("svix-id: other|svix-timestamp: 1614265330|svix-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("svix-id: msg_p5jXN8AQM9LWM0D4loKWxJek|svix-timestamp: 1614265330|webhook-signature: v1,x|svix-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void The_three_headers_are_of_one_set(string headers) =>
        Check("Standard", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", """{"test": 2432232314}""", 1614265330, headers).ShouldNotBeNull();

    [Theory]
    [InlineData("Stripe-Signature: t=1533204620,v1=00,v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7", true)]
    [InlineData("Stripe-Signature: v1=2220F87EF101A04665F11CDF770523143F875572008577FA0F20882DDB9CC3C7, t=1533204620", true)]
    [InlineData("Stripe-Signature: t=1533204620,v0=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7", false)]
    [InlineData("Stripe-Signature: v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7", false)]
    [InlineData("Stripe-Signature: t=1533204620", false)]
    [InlineData("Stripe-Signature: 2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7", false)]
    public void A_list_has_several_signatures_and_one_of_them_fits(string header, bool right) =>
        (Check("Stripe", "webhook_secret", StripeBody, 1533204620, header) is null).ShouldBe(right);

    private static string? Check(string scheme, string secret, string body, long at, string headers)
    {
        var receiver = new Receiver("rcv_1", "x", true, Enum.Parse<ReceiverScheme>(scheme), [new ReceiverSecret(secret, null)], null, null, "Note", null, "{}", null);
        var given = new HeaderDictionary();
        foreach (var header in headers.Split('|'))
        {
            given[header[..header.IndexOf(':', StringComparison.Ordinal)]] = header[(header.IndexOf(':', StringComparison.Ordinal) + 2)..];
        }

        try
        {
            return SignatureChecks.FaultOf(receiver, given, System.Text.Encoding.UTF8.GetBytes(body), DateTimeOffset.FromUnixTimeSeconds(at));
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
