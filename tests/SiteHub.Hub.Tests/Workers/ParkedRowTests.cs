using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using SiteHub.Delivery.Workers;
using SiteHub.Hub.Mail;
using SiteHub.Hub.Notifications;
using SiteHub.Hub.Tests.Customers;
using SiteHub.Hub.Tests.Mail;
using SiteHub.Operations.Configuration;
using SiteHub.Operations.Features.Admin;

namespace SiteHub.Hub.Tests.Workers;

/// <summary>Rows that cannot be dealt with, put in as an attacker or a damaged disk would: they are parked, shown and told, and what comes after them goes on.</summary>
public sealed class ParkedRowTests : IAsyncLifetime
{
    private readonly SmtpServer _server = new();
    private PortalFixture _portal = null!;

    public async ValueTask InitializeAsync() =>
        _portal = await PortalFixture.Started(hub => hub.Mail = new MailEntry("127.0.0.1", _server.Port, MailSecurity.None, null, null, "portal@northwind.example"));

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _server.DisposeAsync();
    }

    private HubFixture Hub => _portal.Hub;

    public static TheoryData<string> Addresses => ["a b@c d", "a.@b.c", "", "a@b.c\r\nBcc: x@y.z", "@", "\"", "\ud800@b.c", new string('x', 100_000) + "@b.c"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task An_address_that_no_mail_can_go_to_is_parked_over_a_restart_and_the_next_mail_goes(string address)
    {
        await Hub.Database.Writer.Write(db => Hub.Service<Outbox>().Put(db, address, "Hello", "text"));
        await Put("nora@lakeside.example", "next");
        await Sent("next");

        await Hub.Restart();
        await Put("nora@lakeside.example", "after the restart");
        await Sent("after the restart");

        // What the server itself takes or refuses is its word; it was asked once at most.
        Hub.Database.Read(static db => db.Long("SELECT count(*) FROM mail WHERE due IS NOT NULL")).ShouldBe(0);
        Hub.App.Lifetime.ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task A_parked_mail_is_listed_and_alerted_tried_again_and_discarded()
    {
        await Hub.Database.Writer.Write(db => Hub.Service<Outbox>().Put(db, "a b@c d", "Hello", "text"));
        await Until(() => Parked("mail") == 1);
        var token = await Hub.Token("operations", "hub.read hub.admin");

        var listed = (await List(token))["parked"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)listed["subject"]!).ShouldBe("a b@c d: Hello");
        ((string)listed["reason"]!).ShouldNotBeNullOrWhiteSpace();
        Hub.Service<AttentionList>().Look().ShouldContain(static a => a.Kind == "rows-parked" && a.Page == "/admin/parked?worker=mail");

        (await Choose("retry", "mail", "999", token)).ShouldBe(HttpStatusCode.NotFound);
        (await Choose("retry", "mail", (string)listed["row"]!, token)).ShouldBe(HttpStatusCode.NoContent);
        await Until(() => Parked("mail") == 1);
        (await Choose("discard", "mail", (string)listed["row"]!, await Hub.Token("reader", "hub.read"))).ShouldBe(HttpStatusCode.Forbidden);
        (await Choose("discard", "mail", (string)listed["row"]!, token)).ShouldBe(HttpStatusCode.NoContent);

        Parked("mail").ShouldBe(0);
        Hub.Database.Read(static db => db.Long("SELECT count(*) FROM mail WHERE due IS NOT NULL")).ShouldBe(0);
        Hub.Service<AttentionList>().Look().ShouldNotContain(static a => a.Kind == "rows-parked");
    }

    [Theory]
    [InlineData("sealed = 'garbage'")]
    [InlineData("created = 9223372036854775807")]
    [InlineData("created = 'x'")]
    [InlineData("subject = x'00ff'")]
    public async Task A_row_that_cannot_be_read_is_parked_too(string damage)
    {
        _server.Answer = "451 later";
        await Put("nora@lakeside.example", "damaged");
        await Until(() => Hub.Service<Outbox>().Latest(1)[0].Error is not null);
        await Hub.Database.Writer.Write(db => db.Execute($"UPDATE mail SET {damage}, due = 1"));
        _server.Answer = "250 OK";
        await Put("nora@lakeside.example", "next");

        await Until(() => Hub.Database.Read(static db => db.Long("SELECT count(*) FROM mail WHERE sent IS NOT NULL AND subject = 'next'")) == 1);
        Hub.Database.Read(static db => db.Long("SELECT count(*) FROM mail WHERE due IS NOT NULL")).ShouldBe(0);
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public async Task A_notice_of_an_ended_session_to_an_address_that_is_none_is_parked(string uri)
    {
        var now = Hub.Time.GetUtcNow();
        await Hub.Database.Writer.Write(db => db.Execute("INSERT INTO logout_notice (session_id, person_id, client_id, uri, created, expires, due) VALUES ('s', 'p', 'c', $1, $2, $3, $2)", uri, now, now.AddHours(1)));
        await Hub.Database.Writer.Write(db => Hub.Service<SiteHub.Hub.Sessions.Logout.LogoutSignal>().Raise());

        await Until(() => Parked("logouts") == 1);
        Hub.App.Lifetime.ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task A_member_who_cannot_be_told_is_parked_and_the_others_are_told()
    {
        while (await Hub.Service<NotificationPump>().Run(TestContext.Current.CancellationToken))
        {
        }

        await Hub.Database.Writer.Write(static db =>
        {
            db.Execute("INSERT OR REPLACE INTO notification_choice (person, kind, page, mail) SELECT Id, $1, 1, 'now' FROM person", NotificationKinds.NewDocument);
            db.Execute("UPDATE person SET Language = '!! no language !!' WHERE Email = 'rita@riverside.example'");
        });
        await _portal.Quotation("QTN-POISON", "CUST-R");

        await Until(() => Parked("notifications") == 1);
        Hub.Database.Read(static db => db.Long("SELECT count(*) FROM notification WHERE name = 'QTN-POISON'")).ShouldBe(2);
        var row = Hub.Database.Read(static db => db.Text("SELECT row FROM parked_row"))!;
        var token = await Hub.Token("operations", "hub.read hub.admin");
        (await Choose("retry", "notifications", row, token)).ShouldBe(HttpStatusCode.Conflict);
        await Hub.Database.Writer.Write(static db => db.Execute("UPDATE person SET Language = 'de' WHERE Email = 'rita@riverside.example'"));
        (await Choose("retry", "notifications", row, token)).ShouldBe(HttpStatusCode.NoContent);
        Hub.Database.Read(static db => db.Long("SELECT count(*) FROM notification WHERE name = 'QTN-POISON'")).ShouldBe(3);
    }

    [Fact]
    public async Task A_database_that_another_holds_is_waited_for()
    {
        await using (var other = new SqliteConnection($"Data Source={Hub.DatabasePath};Pooling=False"))
        {
            await Put("nora@lakeside.example", "first");
            await Sent("first");
            _server.Answer = "451 later";
            await Put("nora@lakeside.example", "waits");
            await Until(() => Hub.Service<Outbox>().Latest(1)[0].Error is not null);
            _server.Answer = "250 OK";
            await other.OpenAsync(TestContext.Current.CancellationToken);
            using var hold = other.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            Hub.Time.Advance(TimeSpan.FromMinutes(2));
            Hub.Service<MailSignal>().Raise();
            await Until(() => Hub.Service<WorkerSet>().Faults.Any(static f => f is { Worker: "mail", IsDatabase: true }));
        }

        await Sent("waits");
        _server.Taken.Count(static mail => mail.Contains("Subject: waits", StringComparison.Ordinal)).ShouldBe(1, "what was sent and could not be noted is not sent again");
    }

    private Task Put(string to, string subject) => Hub.Database.Writer.Write(db => Hub.Service<Outbox>().Put(db, to, subject, "text"));

    private Task Sent(string subject) => Until(() => Hub.Database.Read(db => db.Long("SELECT count(*) FROM mail WHERE subject = $1 AND sent IS NOT NULL", subject)) == 1);

    private long Parked(string worker) => Hub.Database.Read(db => db.Long("SELECT count(*) FROM parked_row WHERE worker = $1", worker)) ?? 0;

    private async Task<JsonNode> List(string token)
    {
        using var answer = await Hub.Get("/api/v1/parked", token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    private async Task<HttpStatusCode> Choose(string how, string worker, string row, string token)
    {
        using var body = JsonContent.Create(new { worker, row });
        using var answer = await Hub.Send(HttpMethod.Post, $"/api/v1/parked/{how}", token, body);
        return answer.StatusCode;
    }

    private static async Task Until(Func<bool> holds)
    {
        for (var i = 0; i < 1_200 && !holds(); i++)
        {
            await Task.Delay(50);
        }

        holds().ShouldBeTrue();
    }
}
