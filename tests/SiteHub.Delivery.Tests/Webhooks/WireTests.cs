using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using SiteHub.Delivery.Tests.Links;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Delivery.Tests.Webhooks;

/// <summary>What goes over the wire, what comes back, and what a person sees of it.</summary>
public sealed class WireTests
{
    [Theory]
    [InlineData("http://bücher.example:6210/ok", "http://xn--bcher-kva.example:6210/ok")]
    [InlineData("https://BÜCHER.example/{{ doc.name }}?q=ü", "https://xn--bcher-kva.example/{{ doc.name }}?q=ü")]
    [InlineData("https://例え.テスト/x", "https://xn--r8jz45g.xn--zckzah/x")]
    [InlineData("https://[::1]:8443/x", "https://[::1]:8443/x")]
    [InlineData("https://plain.example:443/x", "https://plain.example:443/x")]
    public void An_address_is_kept_and_sent_to_as_the_name_service_knows_it(string given, string kept)
    {
        var json = System.Text.Json.JsonSerializer.SerializeToElement(new
        {
            name = "x", docTypes = new[] { "Note" }, events = new[] { "on_update" }, url = given,
            authentication = new[] { new { type = "oauth2", tokenEndpoint = given.Replace("{{ doc.name }}", "t", StringComparison.Ordinal), clientId = "c", clientSecret = "swordfish" } },
        });
        var read = WebhookJson.Read(json, out var faults)!;
        faults.ShouldBeEmpty();
        read.Url.ShouldBe(kept);
        ((WebhookAuthentication.OAuth2)read.Authentication[0]).TokenEndpoint.ShouldBe(kept.Replace("{{ doc.name }}", "t", StringComparison.Ordinal));
        WebhookValidation.Check(read, WebhookScope.Any).ShouldBeEmpty();

        // One that was stored before goes out the same.
        var message = new WebhookEvent("evt_1", ["on_update"], "Note", "N 1", "acme", 1, default, """{"name": "N 1"}"""u8.ToArray(), null);
        var request = new CompiledWebhook(read with { Url = given }).Compose(message, "id").ShouldBeOfType<Composition.Ready>().Request;
        request.Url.IdnHost.ShouldBe(new Uri(kept.Replace("{{ doc.name }}", "t", StringComparison.Ordinal)).IdnHost);
        Ascii.IsValid(request.Url.AbsoluteUri).ShouldBeTrue(request.Url.AbsoluteUri);
    }

    [Theory]
    [InlineData("gzip", "text/plain; charset=utf-8", "Geht nicht: Müller")]
    [InlineData("deflate", "application/json", "{\"error\": \"für nichts\"}")]
    [InlineData("br", "text/html", "<h1>Ünmöglich</h1>")]
    [InlineData("", "text/plain; charset=windows-1252", "Preis: 5 € für Müller")]
    [InlineData("gzip", "text/plain; charset=iso-8859-15", "Preis: 5 €")]
    [InlineData("", "text/plain", "naïve Latin")]
    public async Task What_the_receiver_said_is_shown_as_it_was_meant(string encoding, string type, string said)
    {
        await using var receiver = await Receiver.StartAsync();
        var charset = type.Contains("charset=", StringComparison.Ordinal) ? type[(type.IndexOf('=', StringComparison.Ordinal) + 1)..] : said.StartsWith("na", StringComparison.Ordinal) ? "iso-8859-1" : "utf-8";
        var bytes = (CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset)).GetBytes(said);
        receiver.Answers = Answer(500, encoding, type, bytes);
        (await Said(receiver)).ShouldBe(said);
    }

    [Fact]
    public async Task What_cannot_be_read_is_described_and_a_little_that_is_a_lot_is_cut()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers = Plain(500, "gzip", "text/plain", "no gzip at all"u8.ToArray());
        (await Said(receiver)).ShouldBe("(14 bytes that are said to be packed as gzip, and are not)");
        receiver.Answers = Plain(500, "zstd", "text/plain", "xx"u8.ToArray());
        (await Said(receiver)).ShouldBe("(2 bytes, packed as zstd)");
        receiver.Answers = Plain(500, "", "image/png", [0x89, 0x50, 0, 0xff]);
        (await Said(receiver)).ShouldBe("(4 bytes of image/png)");
        receiver.Answers = Answer(500, "gzip", "text/plain", Encoding.UTF8.GetBytes(new string('x', 5_000_000)));
        (await Said(receiver)).Length.ShouldBe(16 * 1024);
    }

    [Fact]
    public async Task A_receiver_that_has_it_already_is_done_with_and_one_that_refuses_otherwise_is_not()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        receiver.Answers = http => http.Items["body"] is string body && body.Contains("\"v\":1", StringComparison.Ordinal) ? Receiver.Says(409)(http)
            : Write(http, 417, body: http.Items["body"] is string { } two && two.Contains("\"v\":2", StringComparison.Ordinal) ? """{"exc_type": "UniqueValidationError"}""" : """{"exc_type": "ValidationError"}""");
        var webhook = await sender.AddAsync(receiver, w => w with { TreatAsDelivered = [new TakenAnswer(409, null), new TakenAnswer(417, "UniqueValidationError")] });

        await sender.SaveAsync("A", 1);
        await sender.SaveAsync("B", 2);
        await sender.SaveAsync("C", 3);

        await Pair.Eventually(() => sender.Status(webhook).ShouldSatisfyAllConditions(s => s.Waiting.ShouldBe(1), s => s.Pending.ShouldBe(0)));
        var found = sender.Get<Deliveries>().List(new DeliveryFilter()).Deliveries.ToDictionary(static d => d.Name);
        found["A"].State.ShouldBe(DeliveryState.Delivered);
        found["B"].State.ShouldBe(DeliveryState.Delivered);
        found["C"].State.ShouldBe(DeliveryState.Waiting);
        var told = sender.Get<Deliveries>().Find(found["B"].Id)!.Attempts.ShouldHaveSingleItem();
        (told.Outcome, told.Status, told.Reason).ShouldBe(("already there", 417, "Already there: 417 Expectation Failed"));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(999)]
    public void Not_every_answer_can_mean_that_it_is_there(int status)
    {
        var webhook = new WebhookDefinition { Name = "x", Url = "https://example.com", DocTypes = ["Note"], Events = ["on_update"], TreatAsDelivered = [new TakenAnswer(status, null)] };
        WebhookValidation.Check(webhook, WebhookScope.Any).ShouldHaveSingleItem().Path.ShouldBe("treatAsDelivered[0]");
    }

    [Fact]
    public async Task The_request_as_it_was_sent_and_the_answers_head_are_kept_without_secrets()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        receiver.Answers = http =>
        {
            http.Response.Headers["X-Request-Id"] = "r-1";
            http.Response.Headers["Set-Cookie"] = "session=1";
            return Write(http, 200, "thanks for hunter2hunter2");
        };
        var webhook = await sender.AddAsync(receiver, w => w with
        {
            Headers = [new WebhookHeader("X-Api-Key", "hunter2hunter2"), new WebhookHeader("X-Plain", "{{ doc.name }}")],
            Authentication = [new WebhookAuthentication.V1(null), new WebhookAuthentication.Frappe("frappe-secret"), new WebhookAuthentication.Bearer("t0ken-t0ken")],
        });
        await sender.SaveAsync("A hunter2hunter2", 1);
        await Pair.Eventually(() => sender.Status(webhook).Delivered.ShouldBe(1));

        var exchange = Detail(sender).Exchanges.ShouldHaveSingleItem();
        exchange.Method.ShouldBe("POST");
        exchange.Url.ShouldBe(receiver.Url);
        var headers = exchange.Headers.ToDictionary(static h => h.Key, static h => h.Value, StringComparer.OrdinalIgnoreCase);
        headers["X-Plain"].ShouldBe("A ***");
        headers["X-Api-Key"].ShouldBe("***");
        headers["Authorization"].ShouldBe("Bearer ***");
        headers["X-Frappe-Webhook-Signature"].ShouldBe("***");
        headers["webhook-signature"].ShouldBe(receiver.Taken.Single().Headers["webhook-signature"]);
        headers["Content-Type"].ShouldStartWith("application/json");
        Encoding.UTF8.GetString(exchange.Body.Span).ShouldBe("""{"n":"A ***","v":1}""");
        exchange.Status.ShouldBe("HTTP/1.1 200 OK");
        exchange.AnswerHeaders.ShouldContain(new KeyValuePair<string, string>("X-Request-ID", "r-1"));
        exchange.AnswerHeaders.ShouldContain(new KeyValuePair<string, string>("Set-Cookie", "***"));
        exchange.AnswerText.ShouldBe("thanks for ***");
        Detail(sender).Attempts.ShouldBeEmpty("a success at the first try is no row of tries");
    }

    [Fact]
    public async Task What_is_kept_is_bounded_in_time_and_number()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync(clock);
        var webhook = await sender.AddAsync(receiver, w => w with { Body = new WebhookBody.Template($"{{{{ doc.name }}}}{new string('x', 20_000)}{{% for i in (1..5) %}}{new string('y', 10_000)}{{% endfor %}}", "text/plain") });
        for (var i = 0; i < 120; i++)
        {
            await sender.SaveAsync($"N{i}", 1);
        }

        await Pair.Eventually(() => sender.Status(webhook).Delivered.ShouldBe(120));
        Count(sender).ShouldBe(50, "so many go at once that nobody reads them all");
        var kept = sender.Get<Deliveries>().List(new DeliveryFilter()).Deliveries.Select(d => sender.Get<Deliveries>().Find(d.Id)!).First(static d => d.Exchanges.Count > 0).Exchanges[0];
        (kept.Body.Length, kept.IsWhole).ShouldBe((Exchange.MaxBody, false));
        kept.Length.ShouldBeGreaterThan(70_000);

        clock.Advance(TimeSpan.FromDays(3.1));
        await sender.Get<WebhookRetention>().RunAsync(CancellationToken.None);
        Count(sender).ShouldBe(0);
        sender.Get<Deliveries>().List(new DeliveryFilter()).Deliveries.Count.ShouldBe(100, "the deliveries stay");
    }

    private static long Count(Sender sender) => sender.Database.Read(static s => s.Long("SELECT count(*) FROM exchange"))!.Value;

    private static DeliveryDetail Detail(Sender sender) => sender.Get<Deliveries>().Find(sender.Get<Deliveries>().List(new DeliveryFilter()).Deliveries[0].Id)!;

    private static async Task<string> Said(Receiver receiver)
    {
        await using var sender = await Sender.StartAsync();
        var webhook = await sender.AddAsync(receiver);
        await sender.SaveAsync("A", 1);
        await Pair.Eventually(() => sender.Status(webhook).Waiting.ShouldBe(1));
        var detail = Detail(sender);
        detail.Exchanges.ShouldHaveSingleItem().AnswerText.ShouldBe(detail.Attempts.ShouldHaveSingleItem().Answer);
        return detail.Attempts[0].Answer!;
    }

    private static Func<HttpContext, Task> Answer(int status, string encoding, string type, byte[] body)
    {
        using var packed = new MemoryStream();
        using (Stream packer = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true),
            _ => packed,
        })
        {
            packer.Write(body);
        }

        return Plain(status, encoding, type, packed.ToArray());
    }

    private static Func<HttpContext, Task> Plain(int status, string encoding, string type, byte[] body) => async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        if (encoding.Length > 0)
        {
            http.Response.Headers.ContentEncoding = encoding;
        }

        await http.Response.Body.WriteAsync(body);
    };

    private static Task Write(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(body);
    }
}
