using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using SiteHub.Hub.Audit;

namespace SiteHub.Hub.Tests.Audit;

public sealed class AuditTests : IAsyncLifetime
{
    private readonly HubFixture _hub = new();

    public async ValueTask InitializeAsync() => await _hub.Start();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task What_an_operator_does_to_a_client_is_remembered_with_who_and_from_where()
    {
        using var disabled = await _hub.Send(HttpMethod.Post, "/api/v1/clients/reader/disable", await _hub.Token("operations"));
        var entry = (await List("?what=client.disabled")).Single()!;

        entry["who"]!.GetValue<string>().ShouldBe("operations");
        entry["about"]!.GetValue<string>().ShouldBe("reader");
        entry["address"]!.GetValue<string>().ShouldBe("127.0.0.1");
        entry["outcome"]!.GetValue<string>().ShouldBe("done");
    }

    [Theory]
    [InlineData("\u001b[2J\u001b[1;1H", "\\u001b[2J\\u001b[1;1H")]
    [InlineData("curl\b\b\b\bwget", "curl\\u0008\\u0008\\u0008\\u0008wget")]
    [InlineData("a\u007fb", "a\\u007fb")]
    [InlineData("a\tb", "a\\tb")]
    public async Task What_a_program_calls_itself_moves_no_cursor_when_it_is_shown(string agent, string kept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/clients/reader/disable") { Headers = { Authorization = new("Bearer", await _hub.Token("operations")) } };
        request.Headers.TryAddWithoutValidation("User-Agent", agent).ShouldBeTrue();
        using var disabled = await _hub.Http.SendAsync(request);

        disabled.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await List("?what=client.disabled")).Single()!["agent"]!.GetValue<string>().ShouldBe(kept);
    }

    [Fact]
    public async Task What_the_file_declares_is_remembered_once()
    {
        await _hub.Restart();

        (await List("?who=sites.json")).Select(entry => $"{entry!["what"]} {entry["about"]}").ShouldBe(
            ["client.added site-globex", "client.added site-acme", "client.added reader", "client.added operations"]);
    }

    [Fact]
    public async Task It_is_searched_by_who_what_when_and_text_in_pages()
    {
        await Do("operations", "site.revoked", "acme");
        _hub.Time.Advance(TimeSpan.FromHours(1));
        await Do("somebody", "site.rotated", "globex 100%");
        await Do("somebody", "sitex", null);

        (await List("?who=somebody")).Count.ShouldBe(2);
        (await List("?what=site.")).Count.ShouldBe(2);
        (await List("?text=0%25")).Count.ShouldBe(1);
        (await List("?since=2026-11-24T12:30:00Z")).Count.ShouldBe(2);
        (await List("?who=operations&until=2026-11-24T12:30:00Z")).Count.ShouldBe(1);
        var first = await Page("?limit=2");
        var second = await Page($"?limit=2&before={first["next"]}");
        first["entries"]!.AsArray().Concat(second["entries"]!.AsArray()).Select(entry => entry!["seq"]!.GetValue<long>()).ShouldBe([7, 6, 5, 4]);
    }

    [Fact]
    public async Task Every_fault_of_a_search_is_told()
    {
        using var response = await _hub.Get("/api/v1/audit?since=yesterday&limit=0&whom=x", await _hub.Token("operations"));
        var problem = await Identity.TokenTests.ShouldBeProblem(response, HttpStatusCode.BadRequest, "invalid-request");

        problem["errors"]!.AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public async Task It_is_shown_to_those_who_decide_and_to_no_others()
    {
        using var reader = await _hub.Get("/api/v1/audit", await _hub.Token("reader"));
        using var nobody = await _hub.Get("/api/v1/audit/check", null);

        reader.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_is_rolled_back_leaves_no_entry()
    {
        var before = _hub.Database.Read(AuditHead.Of);
        await Should.ThrowAsync<InvalidOperationException>(_hub.Database.Writer.Write<int>(
            session =>
            {
                _hub.Service<AuditTrail>().Append(session, new AuditEntry(Actor.Hub, "site.revoked", "acme"));
                throw new InvalidOperationException("it did not come about");
            },
            TestContext.Current.CancellationToken));

        _hub.Database.Read(AuditHead.Of).ShouldBe(before);
    }

    [Fact]
    public async Task A_sound_trail_is_found_sound_over_many_pages()
    {
        await Task.WhenAll(Enumerable.Range(0, 1_200).Select(number => Do("somebody", "site.added", $"site-{number}")));

        var answer = await Check();
        answer["sound"]!.GetValue<bool>().ShouldBeTrue();
        answer["seq"]!.GetValue<long>().ShouldBe(1_204);
        (await Check($"?seq=1204&hash={answer["hash"]}"))["sound"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData("UPDATE audit SET who = 'somebody else' WHERE seq = 3", 3, "changed")]
    [InlineData("UPDATE audit SET address = '10.0.0.1' WHERE seq = 3", 3, "changed")]
    [InlineData("UPDATE audit SET at = at + 1 WHERE seq = 3", 3, "changed")]
    [InlineData("UPDATE audit SET details = NULL WHERE seq = 1", 1, "changed")]
    [InlineData("UPDATE audit SET who = who || what, what = '' WHERE seq = 5", 5, "changed")]
    [InlineData("UPDATE audit_origin SET address = '10.0.0.1'", 5, "changed")]
    [InlineData("UPDATE audit_origin SET who = 'somebody else'", 5, "changed")]
    [InlineData("UPDATE audit_origin SET salt = 'ab'", 5, "changed")]
    [InlineData("UPDATE audit_origin SET salt = NULL", 5, "changed")]
    [InlineData("UPDATE audit SET origin = NULL WHERE seq = 5", 5, "changed")]
    [InlineData("DELETE FROM audit WHERE seq = 3", 3, "missing")]
    [InlineData("DELETE FROM audit WHERE seq = 1", 1, "missing")]
    [InlineData("DELETE FROM audit WHERE seq = 3; UPDATE audit SET seq = seq - 1 WHERE seq > 3", 3, "changed")]
    [InlineData("INSERT INTO audit SELECT seq + 1, at, who, address, agent, what, about, outcome, details, hash, origin FROM audit WHERE seq = 6", 7, "changed")]
    public async Task What_was_done_to_the_file_is_found_where_it_was_done(string tampering, long at, string reason)
    {
        await Do("operations", "site.revoked", "acme", "127.0.0.1");
        await Do("operations", "site.added", "acme");
        Tamper(tampering);

        var answer = await Check();
        answer["sound"]!.GetValue<bool>().ShouldBeFalse();
        answer["broken"]!.GetValue<long>().ShouldBe(at);
        answer["reason"]!.GetValue<string>().ShouldContain(reason);
    }

    [Fact]
    public async Task An_end_cut_off_or_made_anew_shows_by_the_hash_that_the_log_told()
    {
        await Do("operations", "site.revoked", "acme");
        var head = _hub.Database.Read(AuditHead.Of);
        Tamper($"DELETE FROM audit WHERE seq = {head.Seq}");
        var cut = await Check($"?seq={head.Seq}&hash={head.Hash}");
        await Do("operations", "site.added", "innocent");
        var anew = await Check($"?seq={head.Seq}&hash={head.Hash}");

        (await Check())["sound"]!.GetValue<bool>().ShouldBeTrue();
        cut["broken"]!.GetValue<long>().ShouldBe(head.Seq);
        cut["reason"]!.GetValue<string>().ShouldContain("cut off");
        anew["reason"]!.GetValue<string>().ShouldContain("made anew");
    }

    [Fact]
    public void The_hub_itself_cannot_change_what_was_written()
    {
        Should.Throw<SqliteException>(() => Run("UPDATE audit SET who = 'nobody'")).Message.ShouldContain("appended");
        Should.Throw<SqliteException>(() => Run("DELETE FROM audit")).Message.ShouldContain("appended");
    }

    /// <summary>What an erasure will have to empty stands beside the chain and not in it.</summary>
    [Fact]
    public async Task The_names_and_addresses_of_a_person_can_be_erased_and_the_chain_holds()
    {
        var id = await _hub.Database.Writer.Write(db => People.PersonRows.Insert(db, Operations.Values.EmailAddress.Parse("nora@lakeside.example")!, People.PersonState.Active, _hub.Time.GetUtcNow(), Operations.Values.PersonName.Parse("Nora New")));
        await _hub.Service<AuditTrail>().Record(new AuditEntry(new Actor(id, "192.0.2.7", "Nora's browser"), "person.signed_in", null), TestContext.Current.CancellationToken);
        await Do("operations", "person.disabled", id);
        using var invited = await _hub.Send(HttpMethod.Post, "/api/v1/people", await _hub.Token("operations", "hub.admin"), JsonContent.Create(new { email = "ida@lakeside.example", name = "Ida Invited" }));

        var known = (await List("?who=nora@lakeside.example")).ShouldHaveSingleItem()!;
        ((string?)known["who"], (string?)known["whoName"], (string?)known["address"], (string?)known["agent"]).ShouldBe((id, "Nora New", "192.0.2.7", "Nora's browser"));
        ((string?)(await List("?what=person.disabled")).Single()!["aboutName"]).ShouldBe("Nora New");
        (await List("?text=Ida")).Count.ShouldBe(1);
        foreach (var secret in new[] { "Nora", "nora@", "192.0.2.7", "Ida", "ida@" })
        {
            _hub.Database.Read(db => db.Long("SELECT count(*) FROM audit WHERE instr(who || coalesce(address, '') || coalesce(agent, '') || coalesce(about, '') || coalesce(details, ''), $1) > 0", secret)).ShouldBe(0, secret);
        }

        Run($"UPDATE audit_person SET name = NULL, email = NULL WHERE id = '{id}'; UPDATE audit_origin SET salt = NULL, address = NULL, agent = NULL WHERE who = '{id}'; DELETE FROM person WHERE Id = '{id}'");

        (await Check())["sound"]!.GetValue<bool>().ShouldBeTrue();
        var erased = (await List($"?who={id}")).ShouldHaveSingleItem()!.ToJsonString();
        erased.ShouldNotContain("Nora");
        erased.ShouldNotContain("192.0.2.7");
        Run("DELETE FROM audit_person; DELETE FROM audit_origin");
        (await Check())["sound"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Rows_of_before_hold_what_they_held_and_the_chain_goes_on_after_them()
    {
        var head = _hub.Database.Read(AuditHead.Of);
        var old = new AuditRow(head.Seq + 1, _hub.Time.GetUtcNow(), "operations", "192.0.2.9", "curl", "site.revoked", "acme", "done", null, "", null);
        await _hub.Database.Writer.Write(db => db.Execute(
            "INSERT INTO audit (seq, at, who, address, agent, what, about, outcome, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", old.Seq, old.At, old.Who, old.Address, old.Agent, old.What, old.About, old.Outcome, old.HashAfter(head.Hash)));
        await Do("operations", "site.added", "acme", "127.0.0.1");

        (await Check())["sound"]!.GetValue<bool>().ShouldBeTrue();
        ((string?)(await List("?what=site.revoked")).Single()!["address"]).ShouldBe("192.0.2.9");
        Tamper($"UPDATE audit SET address = '10.0.0.1' WHERE seq = {old.Seq}");
        (await Check())["broken"]!.GetValue<long>().ShouldBe(old.Seq);
    }

    private Task Do(string who, string what, string? about, string? address = null) =>
        _hub.Service<AuditTrail>().Record(new AuditEntry(new Actor(who, address), what, about), TestContext.Current.CancellationToken);

    private void Tamper(string sql) => Run($"DROP TRIGGER IF EXISTS audit_unchanged; DROP TRIGGER IF EXISTS audit_kept; {sql}");

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_hub.DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private async Task<JsonArray> List(string query) => (await Page(query))["entries"]!.AsArray();

    private Task<JsonNode> Page(string query) => Answer("/api/v1/audit" + query);

    private Task<JsonNode> Check(string query = "") => Answer("/api/v1/audit/check" + query);

    private async Task<JsonNode> Answer(string path)
    {
        using var response = await _hub.Get(path, await _hub.Token("operations"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
