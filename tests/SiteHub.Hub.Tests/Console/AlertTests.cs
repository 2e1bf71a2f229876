using System.Text;
using SiteHub.Hub.Mail;
using SiteHub.Hub.People;
using SiteHub.Operations.Alerts;

namespace SiteHub.Hub.Tests.Console;

/// <summary>What is wrong is told once, by mail and by webhook, and so is its end.</summary>
public sealed class AlertTests : IAsyncLifetime
{
    private const string Password = "correct horse battery";

    private readonly HubFixture _hub = new();

    public async ValueTask InitializeAsync()
    {
        _hub.People.Add(new SeedPerson("operator@example.com", "Op", Password, [HubRoles.Operator], new Dictionary<string, IReadOnlyList<string>>()));
        _hub.People.Add(new SeedPerson("auditor@example.com", "Au", Password, [HubRoles.Auditor], new Dictionary<string, IReadOnlyList<string>>()));
        await Start(_hub.Start);
        using var body = new StringContent("""{"name":"pager","events":["alert.raised","alert.cleared","alert.digest"],"url":"http://127.0.0.1:9/","retries":["1h"]}""", Encoding.UTF8, "application/json");
        using var made = await _hub.Send(HttpMethod.Post, "/api/v1/webhooks", await _hub.Token("operations", "hub.admin"), body);
        made.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task A_cause_is_told_once_over_a_restart_too_and_its_end_once()
    {
        await Refuse(true);
        await Look();
        await Look();
        Subjects().ShouldBe(["Test hub: Link acme needs authorization"]);
        Events().ShouldBe(["alert.raised"]);
        var alert = _hub.Service<AlertRows>().Open().ShouldHaveSingleItem();
        (alert.Kind, alert.Page, alert.Cause).ShouldBe(("link-needs-authorization", "/admin/links/acme", "link:acme:authorization"));
        Text("SELECT doc FROM webhook_event").ShouldContain("\"page\":\"http://localhost:5100/admin/links/acme\"");

        await Start(_hub.Restart);
        await Refuse(true);
        await Look();
        Subjects().Count.ShouldBe(1);

        await Refuse(false);
        await Look();
        await Refuse(true);
        await Look();
        Subjects().Count.ShouldBe(1, "a hiccup is neither an end nor a beginning");

        await Refuse(false);
        await Look();
        await Look();
        await Look();
        Subjects().ShouldBe(["Test hub: Link acme needs authorization", "Test hub: Over: Link acme needs authorization"]);
        Events().ShouldBe(["alert.raised", "alert.cleared"]);
        _hub.Service<AlertRows>().Open().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_digest_tells_what_lasts_and_nothing_where_there_is_nothing()
    {
        await Refuse(false);
        await _hub.Service<AlertWatch>().DigestAsync(CancellationToken.None);
        Subjects().ShouldBeEmpty();

        await Refuse(true);
        await Look();
        await _hub.Service<AlertWatch>().DigestAsync(CancellationToken.None);

        Subjects()[^1].ShouldBe("Test hub: what needs attention");
        _hub.Service<Outbox>().Latest(1)[0].Text.ShouldContain("http://localhost:5100/admin/links/acme");
        Events().ShouldContain("alert.digest");
    }

    /// <summary>Without its own looks, which would come between those of the test.</summary>
    private async Task Start(Func<Task> start)
    {
        await start();
        await _hub.Service<AlertWatch>().StopAsync(CancellationToken.None);
    }

    private Task Look() => _hub.Service<AlertWatch>().LookAsync();

    /// <summary>As the pump notes it when the other side refuses its token; links whose sites are not up wait for longer than anybody looks.</summary>
    private Task Refuse(bool refused) => _hub.Database.Writer.Write(s =>
    {
        s.Execute("UPDATE link SET state = 'active', reason = NULL, acked_seq = out_seq, acked_id = out_id");
        if (refused)
        {
            s.Execute("UPDATE link SET state = 'needs authorization', reason = 'The token was refused.' WHERE name = 'acme'");
        }
    });

    private List<string> Subjects() => [.. _hub.Service<Outbox>().Latest(20).Where(static m => m.Recipient == "operator@example.com").Reverse().Select(static m => m.Subject)];

    private List<string> Events() => _hub.Database.Read(static s => s.Many("SELECT types FROM webhook_event WHERE types LIKE 'alert.%' ORDER BY number", static row => row.Text(0)));

    private string Text(string sql) => _hub.Database.Read(s => Encoding.UTF8.GetString(s.One(sql, static row => row.Bytes(0))!));
}
