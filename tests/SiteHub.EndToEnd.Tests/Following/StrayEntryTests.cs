using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using SiteHub.EndToEnd.Tests.Agreements;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Following;

/// <summary>One entry among others that cannot be applied, or not even sent: it is kept, shown and mended, and holds up nothing.</summary>
[Collection(nameof(FollowedSites))]
public sealed class StrayEntryTests(FollowedSites sites)
{
    private const string Site = "globex";
    private const string DocType = Quotations.DocType;

    private readonly World _world = sites.World;

    [Fact]
    public async Task What_cannot_be_applied_waits_with_its_reason_and_is_applied_when_it_is_retried()
    {
        var name = await _world.InsertQuotationAsync(Site);
        await HubSaysAsync(name, HttpStatusCode.OK);
        Tell($"CREATE TRIGGER stray BEFORE UPDATE ON document WHEN new.name = '{name}' BEGIN SELECT RAISE(ABORT, 'not on a Tuesday'); END");
        await ChangeAsync(name, "PO-1");
        var next = await _world.InsertQuotationAsync(Site);

        await HubSaysAsync(next, HttpStatusCode.OK);
        var rejected = (await _world.Api.RejectedAsync(Site)).ShouldHaveSingleItem()!;
        ((string)rejected["reason"]!).ShouldContain("not on a Tuesday");
        ((string)rejected["type"]!).ShouldBe("document.changed");
        var path = $"/api/v1/links/{Site}/rejected/{rejected["id"]}";
        ((string)(await _world.Api.GetAsync(path))["data"]!["name"]!).ShouldBe(name);
        ((long)(await _world.Api.LinkAsync(Site))["receives"]!["rejected"]!).ShouldBe(1);

        ((string)(await _world.Api.PostAsync(path + "/retry"))!["outcome"]!).ShouldBe("rejected");
        Tell("DROP TRIGGER stray");
        ((string)(await _world.Api.PostAsync(path + "/retry"))!["outcome"]!).ShouldBe("applied");

        (await _world.Api.RejectedAsync(Site)).ShouldBeEmpty();
        ((string)(await _world.Api.DocumentAsync(Site, DocType, name)).Body["body"]!["po_no"]!).ShouldBe("PO-1");
        await Agreement.ReachedAsync(_world, [Site]);
    }

    [Fact]
    public async Task What_was_overtaken_meanwhile_is_known_when_it_is_retried_and_changes_nothing()
    {
        var name = await _world.InsertQuotationAsync(Site);
        await HubSaysAsync(name, HttpStatusCode.OK);
        Tell($"CREATE TRIGGER overtaken BEFORE UPDATE ON document WHEN new.name = '{name}' AND new.revision = 2 BEGIN SELECT RAISE(ABORT, 'not yet'); END");
        await ChangeAsync(name, "PO-2");
        await ChangeAsync(name, "PO-3");
        await Until.Holds(async () => ((string?)(await _world.Api.DocumentAsync(Site, DocType, name)).Body["body"]!["po_no"]).ShouldBe("PO-3"));
        Tell("DROP TRIGGER overtaken");

        var rejected = (await _world.Api.RejectedAsync(Site)).ShouldHaveSingleItem()!;
        ((string)(await _world.Api.PostAsync($"/api/v1/links/{Site}/rejected/{rejected["id"]}/retry"))!["outcome"]!).ShouldBe("known");

        ((string)(await _world.Api.DocumentAsync(Site, DocType, name)).Body["body"]!["po_no"]!).ShouldBe("PO-3");
    }

    /// <summary>A peer between the two takes offence at one document's words. The hub is told that there is something it is not told.</summary>
    [Fact]
    public async Task What_a_box_in_between_refuses_waits_until_the_box_is_gone_and_nothing_is_lost()
    {
        const string Word = "Unspeakable";
        var name = await _world.InsertQuotationAsync(Site);
        await HubSaysAsync(name, HttpStatusCode.OK);
        var refused = 0;
        _world.WireTo("hub").Meddle = async passage =>
        {
            if (passage.IsBatch && (await passage.TextAsync()).Contains(Word, StringComparison.Ordinal))
            {
                Interlocked.Increment(ref refused);
                await passage.AnswerAsync(422);
                return;
            }

            await passage.GoThroughAsync();
        };
        var before = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _world.InsertQuotationAsync(Site)));
        await ChangeAsync(name, Word);
        var after = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _world.InsertQuotationAsync(Site)));

        // An answer that is not the hub's says nothing of what was sent: it is tried again, as it is.
        await Until.Holds(() => Task.FromResult(Volatile.Read(ref refused)).ContinueWith(static count => count.Result.ShouldBeGreaterThan(2), TaskScheduler.Default), 60);
        (await _world.Api.RejectedAsync(Site)).ShouldBeEmpty();

        _world.WireTo("hub").Meddle = passage => passage.GoThroughAsync();
        foreach (var other in before.Concat(after))
        {
            await HubSaysAsync(other, HttpStatusCode.OK);
        }

        await Agreement.ReachedAsync(_world, [Site]);
        (await _world.Api.RejectedAsync(Site)).ShouldBeEmpty();
        ((string)(await _world.Api.DocumentAsync(Site, DocType, name)).Body["body"]!["po_no"]!).ShouldBe(Word);
    }

    private Task HubSaysAsync(string name, HttpStatusCode status) =>
        Until.Holds(async () => (await _world.Api.DocumentAsync(Site, DocType, name)).Status.ShouldBe(status, name));

    private async Task ChangeAsync(string name, string order) =>
        (await _world.At(Site).UpdateAsync(DocType, name, new JsonObject { ["po_no"] = order })).ShouldSucceed();

    /// <summary>A rule of the hub's database that is not the program's own: nothing of the program can foresee it.</summary>
    private void Tell(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _world.Hub.DatabaseFile, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
