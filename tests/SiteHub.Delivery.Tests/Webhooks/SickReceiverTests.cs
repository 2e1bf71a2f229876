using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Tests.Links;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Delivery.Tests.Webhooks;

/// <summary>Receivers that misbehave in every way, at the same time, while everybody else gets theirs.</summary>
public sealed class SickReceiverTests
{
    private static readonly byte[] Megabyte = new byte[1024 * 1024];

    [Fact]
    public async Task Each_ends_as_the_protocol_says_and_the_others_get_theirs_meanwhile()
    {
        await using var well = await Receiver.StartAsync();
        await using var elsewhere = await Receiver.StartAsync();
        await using var failing = await Receiver.StartAsync();
        await using var busy = await Receiver.StartAsync();
        await using var later = await Receiver.StartAsync();
        await using var gone = await Receiver.StartAsync();
        await using var moved = await Receiver.StartAsync();
        await using var slow = await Receiver.StartAsync();
        using var certificate = TestCertificate.Create("someone.else");
        await using var stranger = await Receiver.StartAsync(o => o.UseHttps(certificate));
        await using var half = new RawReceiver((s, t) => s.WriteAsync("HTTP/1.1 200 O"u8.ToArray(), t).AsTask());
        await using var halfBody = new RawReceiver((s, t) => s.WriteAsync("HTTP/1.1 500 Oops\r\nContent-Length: 1000\r\n\r\nonly this"u8.ToArray(), t).AsTask());
        await using var nothing = new RawReceiver((_, _) => Task.CompletedTask);
        await using var silent = new RawReceiver((_, t) => Task.Delay(Timeout.Infinite, t));
        await using var gigabyte = new RawReceiver((s, t) => Gigabyte(s, "200 OK", t));
        await using var angryGigabyte = new RawReceiver((s, t) => Gigabyte(s, "500 Oops", t));
        failing.Answers = Receiver.Says(500);
        busy.Answers = Receiver.Says(429);
        later.Answers = Receiver.Says(429, ("Retry-After", "3600"));
        gone.Answers = Receiver.Says(410);
        moved.Answers = Receiver.Says(302, ("Location", elsewhere.Url));
        slow.Answers = async http => await Task.Delay(Timeout.Infinite, http.RequestAborted);
        await using var sender = await Sender.StartAsync();
        var sick = new Dictionary<string, WebhookDefinition>();
        async Task Add(string name, string url) => sick.Add(name, await sender.AddAsync(well, w => w with { Name = name, Url = url, Timeout = TimeSpan.FromSeconds(2) }));
        await Add("failing", failing.Url);
        await Add("busy", busy.Url);
        await Add("later", later.Url);
        await Add("gone", gone.Url);
        await Add("moved", moved.Url);
        await Add("slow", slow.Url);
        await Add("stranger", stranger.Url);
        await Add("half", half.Url);
        await Add("half body", halfBody.Url);
        await Add("nothing", nothing.Url);
        await Add("silent", silent.Url);
        await Add("gigabyte", gigabyte.Url);
        await Add("angry gigabyte", angryGigabyte.Url);
        await Add("nobody", "http://127.0.0.1:1/hook");
        await sender.AddAsync(well, w => w with { Name = "well" });

        for (var i = 0; i < 100; i++)
        {
            await sender.SaveAsync("N" + i, 1);
        }

        await Pair.Eventually(() => well.Taken.Count.ShouldBe(100));
        await Ends("failing", DeliveryState.Waiting, "refused", 500);
        await Ends("busy", DeliveryState.Waiting, "throttled", 429);
        await Ends("later", DeliveryState.Waiting, "retry at", 429);
        await Ends("gone", DeliveryState.Waiting, "gone", 410);
        await Ends("moved", DeliveryState.Waiting, "refused", 302);
        (await Ends("slow", DeliveryState.Waiting, "refused", null)).Reason.ShouldBe("No answer within 2s.");
        (await Ends("stranger", DeliveryState.Waiting, "refused", null)).Reason.ShouldContain("secure");
        await Ends("half", DeliveryState.Waiting, "refused", null);
        await Ends("half body", DeliveryState.Waiting, "refused", 500);
        await Ends("nothing", DeliveryState.Waiting, "refused", null);
        await Ends("silent", DeliveryState.Waiting, "refused", null);
        await Ends("nobody", DeliveryState.Waiting, "refused", null);
        (await Ends("angry gigabyte", DeliveryState.Waiting, "refused", 500)).Answer!.Length.ShouldBe(16 * 1024);
        await Pair.Eventually(() => sender.Status(sick["gigabyte"]).Delivered.ShouldBe(100));
        elsewhere.Requests.ShouldBeEmpty();
        stranger.Requests.ShouldBeEmpty();
        sender.Status(sick["gone"]).State.ShouldBe(WebhookState.Held);
        later.Requests.Count.ShouldBeLessThanOrEqualTo(WebhookDefinition.DefaultConcurrency);
        busy.Requests.Count.ShouldBeLessThan(30);

        async Task<AttemptView> Ends(string name, DeliveryState state, string outcome, int? status)
        {
            AttemptView? attempt = null;
            await Pair.Eventually(() =>
            {
                var delivery = sender.Get<Deliveries>().List(new DeliveryFilter { Webhook = name, States = [state] }, limit: 500).Deliveries.LastOrDefault(d => d.Attempts > 0);
                delivery.ShouldNotBeNull(name);
                attempt = sender.Get<Deliveries>().Find(delivery.Id)!.Attempts[0];
                attempt.Outcome.ShouldBe(outcome, name);
                attempt.Status.ShouldBe(status, name);
            });
            return attempt!;
        }
    }

    [Fact]
    public async Task Secrets_that_a_receiver_gives_back_are_neither_shown_nor_stored_nor_logged()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var sender = await Sender.StartAsync();
        receiver.Answers = async http =>
        {
            http.Response.StatusCode = 500;
            await http.Response.WriteAsync($"You sent {http.Request.Headers.Authorization} and {http.Request.Headers["X-Api-Key"]}.");
        };
        var webhook = await sender.AddAsync(
            receiver, w => w with { Authentication = [new WebhookAuthentication.Basic("me", "swordfish"), new WebhookAuthentication.V1(null)], Headers = [new("X-Api-Key", "k3y-of-mine")] });
        var whsec = ((WebhookAuthentication.V1)webhook.Authentication[1]).Secrets!.Current.Text;

        await sender.SaveAsync("A", 1);

        await Pair.Eventually(() => sender.Status(webhook).Waiting.ShouldBe(1));
        var delivery = sender.Get<Deliveries>().List(new DeliveryFilter()).Deliveries.ShouldHaveSingleItem();
        sender.Get<Deliveries>().Find(delivery.Id)!.Attempts[0].Answer.ShouldBe("You sent Basic *** and ***.");
        var basic = Convert.ToBase64String("me:swordfish"u8);
        await sender.StopAsync();
        var stored = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(sender.File)) + string.Join('\n', sender.Log.Lines);
        foreach (var secret in new[] { "swordfish", "k3y-of-mine", basic, whsec[6..] })
        {
            stored.ShouldNotContain(secret);
        }
    }

    private static async Task Gigabyte(Stream stream, string status, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 1073741824\r\n\r\n"), cancellationToken);
        for (var i = 0; i < 1024; i++)
        {
            await stream.WriteAsync(Megabyte, cancellationToken);
        }
    }
}
