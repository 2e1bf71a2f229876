using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Portal;

/// <summary>kill -9 of site and hub while members' actions are on their way: each is done, and done once.</summary>
public sealed class ActionKillTests
{
    private const string Slug = "acme";

    [Fact]
    public Task Every_acceptance_makes_one_order_whatever_dies_on_the_way() => One_order_each(asked: 9, kills: 3);

    [Fact]
    [Trait("Run", "Soak")]
    public Task Every_one_of_many_acceptances_makes_one_order_over_twenty_kills() => One_order_each(asked: 60, kills: 20);

    private static async Task One_order_each(int asked, int kills)
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var dice = new Random(seed);
        await using var world = await World.StartAsync();
        var customer = await Member.Customer(world, "Riverside", Slug, "CUST-0001");
        using var rita = await Member.Invited(world, customer, "rita@riverside.example", "buyer");
        var quotations = new List<string>();
        for (var i = 0; i < asked; i++)
        {
            var name = await world.InsertQuotationAsync(Slug);
            (await world.At(Slug).UpdateAsync(Quotations.DocType, name, new JsonObject { ["status"] = "Open" })).ShouldSucceed();
            quotations.Add(name);
        }

        await Until.Holds(async () => ((string?)(await world.Api.DocumentAsync(Slug, Quotations.DocType, quotations[^1])).Body["card"]?["status"]).ShouldBe("Open"));
        var forms = new List<Func<Task<System.Net.HttpStatusCode>>>();
        foreach (var quotation in quotations)
        {
            forms.Add(await rita.Form(Slug, Quotations.DocType, quotation, "accept"));
        }

        var asking = Task.Run(async () =>
        {
            // Whoever got no answer sends the same form again: that is the same request.
            foreach (var send in forms)
            {
                await Until.Holds(async () => (await send()).ShouldBe(System.Net.HttpStatusCode.Redirect), 60);
            }
        });
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(dice.Next(20, 400), TestContext.Current.CancellationToken);
            var role = kill % 3 == 2 ? world.Hub : world.Site(Slug);
            role.Kill();
            await role.StartAsync();
        }

        await asking;

        try
        {
            await Until.Holds(
                async () => (await States(world)).ShouldBe(Enumerable.Repeat("completed", asked)),
                120);
        }
        catch (ShouldAssertException)
        {
            foreach (var role in world.Roles)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"--- {role.Name}\n{string.Join('\n', role.Output.TakeLast(60))}");
            }

            throw;
        }

        foreach (var quotation in quotations)
        {
            Orders.Of(world, Slug, quotation).Count.ShouldBe(1, quotation);
        }
    }

    /// <summary>Of all requests, page by page.</summary>
    private static async Task<List<string>> States(World world)
    {
        var states = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await world.Api.GetAsync(cursor.Length == 0 ? "/api/v1/actions" : $"/api/v1/actions?cursor={cursor}");
            states.AddRange(page["actions"]!.AsArray().Select(static request => (string)request!["state"]!));
            cursor = (string?)page["next"];
        }

        return states;
    }
}
