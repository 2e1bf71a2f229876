using System.Net;
using SiteHub.EndToEnd.Tests.Agreements;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Portal;

/// <summary>kill -9 of site and hub while members' messages are on their way: each is on its document, once, and in the order in which it was written.</summary>
public sealed class MessageKillTests
{
    private const string Slug = "acme";

    [Fact]
    public async Task Every_message_is_on_its_document_once_whatever_dies_on_the_way()
    {
        const int Messages = 9;
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var dice = new Random(seed);
        await using var world = await World.StartAsync();
        var customer = await Member.Customer(world, "Riverside", Slug, "CUST-0001");
        using var rita = await Member.Invited(world, customer, "rita@riverside.example", "buyer");
        var name = await world.InsertQuotationAsync(Slug);
        await Until.Holds(async () => (await rita.Page($"/documents/{Slug}/Quotation/{name}")).ShouldContain("is read by our sales team"));
        var forms = new List<Func<Task<HttpStatusCode>>>();
        for (var i = 0; i < Messages; i++)
        {
            forms.Add(await rita.Message(Slug, Quotations.DocType, name, $"word {i}"));
        }

        var writing = Task.Run(async () =>
        {
            // Whoever got no answer sends the same form again: that is the same message.
            foreach (var send in forms)
            {
                await Until.Holds(async () => (await send()).ShouldBe(HttpStatusCode.Redirect), 60);
            }
        });
        for (var kill = 0; kill < 3; kill++)
        {
            await Task.Delay(dice.Next(20, 300), TestContext.Current.CancellationToken);
            var role = kill == 2 ? world.Hub : world.Site(Slug);
            role.Kill();
            await role.StartAsync();
        }

        await writing;

        await Until.Holds(
            async () => (await world.Api.GetAsync($"/api/v1/documents/{Slug}/Quotation/{name}/messages"))["messages"]!.AsArray().Select(static message => (string)message!["state"]!).ShouldBe(Enumerable.Repeat("delivered", Messages)),
            120);
        new DatabaseFile(world.Site(Slug).DatabaseFile).Many("SELECT text FROM message WHERE state = 'delivered' ORDER BY id", static row => row.GetString(0)).ShouldBe(Enumerable.Range(0, Messages).Select(static i => $"word {i}"));
        (await rita.Page($"/documents/{Slug}/Quotation/{name}")).ShouldContain("word 8");
    }
}
