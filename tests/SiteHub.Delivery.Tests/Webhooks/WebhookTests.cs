using SiteHub.Delivery.Tests.Links;
using SiteHub.Delivery.Webhooks;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Tests.Webhooks;

public sealed class WebhookTests
{
    [Fact]
    public async Task What_is_saved_arrives_signed_and_costs_one_row()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        var webhook = await sender.AddAsync(receiver, w => w with { Authentication = [new WebhookAuthentication.V1(null), new WebhookAuthentication.Frappe("s3cr3t")] });

        await sender.SaveAsync("A", 1);

        await Pair.Eventually(() => receiver.Bodies().ShouldBe(["""{"n":"A","v":1}"""], string.Join("\n", sender.Log.Lines)));
        var request = receiver.Requests.Single();
        var ring = ((WebhookAuthentication.V1)webhook.Authentication[0]).Secrets!;
        ring.Verify(request.Id, request.Headers["webhook-timestamp"], request.Headers["webhook-signature"], System.Text.Encoding.UTF8.GetBytes(request.Body), TimeProvider.System.GetUtcNow())
            .ShouldBe(VerifyOutcome.Valid);
        FrappeSignature.Verify("s3cr3t", request.Headers["x-frappe-webhook-signature"], System.Text.Encoding.UTF8.GetBytes(request.Body)).ShouldBeTrue();
        request.Headers["content-type"].ShouldBe("application/json");
        request.Headers.ContainsKey("sitehub-replay").ShouldBeFalse();
        await Pair.Eventually(() => sender.Database.Read(s => s.Long("SELECT count(*) FROM delivery WHERE state = 1")).ShouldBe(1));
        sender.Database.Read(s => s.Long("SELECT count(*) FROM attempt")).ShouldBe(0);
        sender.Status(webhook).Delivered.ShouldBe(1);
    }

    [Fact]
    public async Task Each_document_keeps_its_order_whoever_fails_and_none_overtakes()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        await sender.AddAsync(receiver, w => w with { Retries = [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(20), 50)], Concurrency = 8 });
        var random = new Random(1);
        receiver.Answers = http =>
        {
            http.Response.StatusCode = random.Next(4) == 0 ? 500 : 200;
            return Task.CompletedTask;
        };

        for (var version = 1; version <= 20; version++)
        {
            foreach (var name in new[] { "A", "B", "C", "D", "E" })
            {
                await sender.SaveAsync(name, version);
            }
        }

        await Pair.Eventually(() => receiver.Taken.Count.ShouldBe(100));
        foreach (var name in new[] { "A", "B", "C", "D", "E" })
        {
            receiver.Bodies().Where(b => b.Contains(name)).ShouldBe(Enumerable.Range(1, 20).Select(v => $$"""{"n":"{{name}}","v":{{v}}}"""));
        }
    }

    [Fact]
    public async Task A_document_that_is_refused_holds_back_itself_alone()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        var webhook = await sender.AddAsync(receiver);
        receiver.Answers = http => Receiver.Says(receiver.Requests.Last().Body.Contains("bad") ? 422 : 200)(http);

        await sender.SaveAsync("bad", 1);
        await Pair.Eventually(() => sender.Status(webhook).Waiting.ShouldBe(1));
        await sender.SaveAsync("bad", 2);
        for (var i = 0; i < 50; i++)
        {
            await sender.SaveAsync("good" + i, 1);
        }

        await Pair.Eventually(() => receiver.Taken.Count.ShouldBe(50));
        await Pair.Eventually(() => sender.Status(webhook).Waiting.ShouldBe(2));
        receiver.Requests.Count(r => r.Body.Contains("\"v\":2")).ShouldBe(0);
    }
}
