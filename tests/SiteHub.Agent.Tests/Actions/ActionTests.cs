using System.Buffers;
using System.Text;
using System.Text.Json;
using SiteHub.Agent.Actions;
using SiteHub.Agent.Publications;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Delivery.Links;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;
using Microsoft.Extensions.DependencyInjection;

namespace SiteHub.Agent.Tests.Actions;

/// <summary>What the site itself asks before it does what the hub hands it, and that it does it once.</summary>
public sealed class ActionTests : IAsyncLifetime
{
    private const string Account = "first";

    private readonly Handler _handler = new();
    private readonly Hanging _hanging = new();
    private Joined _world = null!;
    private string _note = null!;
    private long _seq;

    public async ValueTask InitializeAsync()
    {
        _world = await Joined.Started(site =>
        {
            site.Publications.Add(new PublicationEntry("Note", null, [new PublishedField("title", "title", null), new PublishedField("public", "public", null)], "title", CardEntry.Empty));
            site.Actions.Add(Action("publish", "!doc.public", new ActionStep.Set("({ public: 1, content: input.text + ' by ' + member.email })"), new ActionStep.Comment("'said ' + input.text"), new ActionStep.Create("Note", "({ title: 'copy ' + request, content: doc.content })")));
            site.Actions.Add(Action("break", null, new ActionStep.Set("({ title: null })")));
            site.Actions.Add(Action("hand", null, new ActionStep.Handler("elsewhere")));
            site.Actions.Add(Action("hang", null, new ActionStep.Handler("hanging")));
            site.Configure = builder => builder.Services.AddSingleton<IActionHandler>(_handler).AddSingleton<IActionHandler>(_hanging);
        });
        _note = (await _world.Site.Post("/api/resource/Note", $$"""{"title":"{{Account}}","content":"text"}""")).ShouldBe(200).Name;
    }

    public async ValueTask DisposeAsync()
    {
        _hanging.Release();
        await _world.DisposeAsync();
        _hanging.Dispose();
    }

    [Fact]
    public async Task The_document_changes_another_is_made_a_comment_is_kept_and_the_hub_is_told_in_one_transaction()
    {
        var asked = Asked("publish");

        (await Tell(asked, Token(asked))).ShouldBe(ApplyOutcome.Applied);

        await State(asked, ActionStates.Completed);
        var told = Told().Where(progress => progress.Request == asked.Request).ToList();
        told.Select(static progress => progress.State).ShouldBe([ActionStates.Accepted, ActionStates.Completed]);
        told[^1].ResultName.ShouldNotBeNull();
        _world.One("SELECT json_extract(body, '$.content') FROM document WHERE json_extract(body, '$.title') = 'first'", static row => row.Text(0)).ShouldBe("hello by ann@example.com");
        _world.One("SELECT modified_by FROM document WHERE json_extract(body, '$.title') = 'first'", static row => row.Text(0)).ShouldBe("ann@example.com");
        _world.One("SELECT text FROM document_comment", static row => row.Text(0)).ShouldBe("said hello");
        _world.One("SELECT Kind FROM site_user WHERE Email = 'ann@example.com'", static row => row.Text(0)).ShouldBe("Contact");
    }

    [Fact]
    public async Task The_same_request_again_is_known_and_told_of_again()
    {
        var asked = Asked("publish");
        await Tell(asked, Token(asked));
        await State(asked, ActionStates.Completed);
        var revision = Revision();
        var told = Told().Count;

        (await Tell(asked, Token(asked))).ShouldBe(ApplyOutcome.Known);

        Revision().ShouldBe(revision);
        Told().Count.ShouldBe(told + 1);
    }

    public static TheoryData<string> Forgeries => ["none", "other site", "other request", "other member", "link token", "expired", "other key", "garbage"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_token_that_is_not_for_exactly_this_refuses_it(string forgery)
    {
        var asked = Asked("publish");
        var token = forgery switch
        {
            "none" => null,
            "other site" => Token(asked, claims => claims["aud"] = "sitehub:site:globex"),
            "other request" => Token(asked, static claims => claims["jti"] = "act_other"),
            "other member" => Token(asked, static claims => claims["sub"] = "sub-bob"),
            "link token" => Token(asked, type: "at+jwt"),
            "expired" => Token(asked, static claims => claims["exp"] = 1),
            "other key" => Token(asked, key: new Microsoft.IdentityModel.Tokens.SymmetricSecurityKey(new byte[32])),
            _ => "a.b.c",
        };

        await Tell(asked, token);

        await State(asked, ActionStates.Refused);
        Revision().ShouldBe(1);
    }

    /// <summary>A token of the hub's own, rightly signed, for this site and this request: and for something else than the entry asks for.</summary>
    public static TheoryData<string, string?> Bindings => new()
    {
        { "jti", "act_other" },
        { "sub", "sub-bob" },
        { "email", "bob@example.com" },
        { "action", "break" },
        { "action", "PUBLISH" },
        { "action", null },
        { "docType", "ToDo" },
        { "docType", null },
        { "name", "another note" },
        { "name", "" },
        { "name", null },
        { "account", "second" },
        { "account", "First" },
        { "account", null },
        { "input", ActionRequested.DigestOf("""{"text":"Hello"}"""u8) },
        { "input", ActionRequested.DigestOf("{}"u8) },
        { "input", null },
        { "act", null },
        { "act", "sub-ann" },
        { "act", "sitehub:site:acme" },
    };

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_token_that_is_bound_to_something_else_refuses_it(string claim, string? value)
    {
        var asked = Asked("publish");

        await Tell(asked, Token(asked, claims =>
        {
            claims.Remove(claim);
            if (value is not null)
            {
                claims[claim] = claim == "act" ? new Dictionary<string, object> { ["sub"] = value } : value;
            }
        }));

        await State(asked, ActionStates.Refused);
        Told()[^1].Reason!.ShouldContain(claim == "act" ? "not borne by the hub" : $"differs in {claim}");
        Revision().ShouldBe(1);
        _world.One("SELECT claims FROM action_request", static row => row.TextOrNull(0)).ShouldBeNull();
    }

    [Fact]
    public async Task What_the_token_said_is_kept_and_the_token_is_not()
    {
        var asked = Asked("publish");
        var token = Token(asked);
        await Tell(asked, token);
        await State(asked, ActionStates.Completed);

        var claims = JsonDocument.Parse(_world.One("SELECT claims FROM action_request", static row => row.Text(0))).RootElement;
        new[] { "jti", "sub", "action", "docType", "name", "account" }.Select(name => claims.GetProperty(name).GetString()).ShouldBe([asked.Request, "sub-ann", "publish", "Note", _note, Account]);
        _world.Site.Database.Read(static session => session.Long("SELECT count(*) FROM action_request WHERE instr(claims, 'eyJ') > 0")).ShouldBe(0);
    }

    [Fact]
    public async Task An_entry_that_is_retried_here_has_no_token_and_is_refused()
    {
        var asked = Asked("publish");
        var data = new ArrayBufferWriter<byte>();
        asked.WriteTo(data);

        await _world.Site.Database.Writer.Write(_world.Site.Service<ILinkApplier>().Prepare("acme", new Epoch(1, "e"), new LinkEvent(1, "evt_1", LinkEventTypes.ActionRequested, _world.Site.Time.GetUtcNow(), data.WrittenMemory)));

        await State(asked, ActionStates.Refused);
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "account", "of this account" },
        { "hash", "changed meanwhile" },
        { "input", "at most 5 characters" },
        { "action", "no action" },
        { "state", "present state" },
        { "document", "of this account" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Whatever_the_hub_found_the_site_asks_by_itself(string wrong, string reason)
    {
        if (wrong == "state")
        {
            (await _world.Site.Put($"/api/resource/Note/{_note}", """{"public":1}""")).ShouldBe(200);
        }

        var asked = Asked("publish");
        asked = wrong switch
        {
            "account" => asked with { Account = "second" },
            "hash" => asked with { Hash = "sha256-other" },
            "input" => asked with { Input = """{"text":"much too long"}"""u8.ToArray() },
            "action" => asked with { Action = "fly" },
            "document" => asked with { Name = "nothing" },
            _ => asked,
        };

        await Tell(asked, Token(asked));

        await State(asked, ActionStates.Refused);
        Told()[^1].Reason!.ShouldContain(reason);
        _world.Count("document_comment").ShouldBe(0);
    }

    [Fact]
    public async Task What_a_save_would_refuse_fails_with_its_reason_and_changes_nothing()
    {
        var asked = Asked("break");

        await Tell(asked, Token(asked));

        await State(asked, ActionStates.Failed);
        Revision().ShouldBe(1);
    }

    [Fact]
    public async Task One_that_comes_too_late_is_not_begun()
    {
        var asked = Asked("publish") with { Expires = _world.Site.Time.GetUtcNow().AddSeconds(-1) };

        await Tell(asked, Token(asked));

        await State(asked, ActionStates.Expired);
    }

    [Fact]
    public async Task A_withdrawal_that_comes_first_is_remembered()
    {
        var asked = Asked("publish");

        await Apply(LinkEventTypes.ActionWithdrawn, new ActionWithdrawn(asked.Request).WriteTo, null);
        await Tell(asked, Token(asked));

        await State(asked, ActionStates.Withdrawn);
        Revision().ShouldBe(1);
    }

    [Fact]
    public async Task A_handler_that_is_done_is_done_and_one_that_throws_leaves_it_to_a_person()
    {
        var (done, thrown) = (Asked("hand"), Asked("hand"));
        await Tell(done, Token(done));
        await State(done, ActionStates.Completed);
        _handler.Throws = true;
        await Tell(thrown, Token(thrown));
        await State(thrown, ActionStates.Unknown);
        _handler.Calls.ShouldBe(2);

        (await _world.Site.Post($"/api/v1/actions/{thrown.Request}/decide", """{"state":"perhaps"}""")).ShouldBe(400);
        (await _world.Site.Post($"/api/v1/actions/{thrown.Request}/decide", """{"state":"completed","reason":"found in the other system"}""")).ShouldBe(204);

        await State(thrown, ActionStates.Completed);
        _handler.Calls.ShouldBe(2);
    }

    [Fact]
    public async Task Handlers_that_hang_take_nobody_elses_place_and_end_as_unknown()
    {
        for (var i = 0; i < 6; i++)
        {
            var asked = await OnNew("hang", $"note {i}");
            await Tell(asked, Token(asked));
        }

        await Eventually.True(() => _hanging.Calls == 4);
        var other = Asked("hand");
        await Tell(other, Token(other));
        await State(other, ActionStates.Completed);

        await Eventually.True(() =>
        {
            _world.Site.Time.Advance(TimeSpan.FromSeconds(30));
            return _world.Count("action_request WHERE state = 'unknown'") == 6;
        });

        _hanging.Calls.ShouldBe(6);
        _world.Site.Service<SiteHub.Operations.Features.Admin.AttentionList>().Look().ShouldContain(static a => a.Kind == "action-unknown");
    }

    [Fact]
    public async Task A_request_that_cannot_be_read_is_parked_and_the_next_on_its_document_is_done()
    {
        var (bad, good) = (Asked("hand"), Asked("hand"));
        _handler.Throws = true;
        await Tell(bad, Token(bad));
        await State(bad, ActionStates.Unknown);
        _handler.Throws = false;
        await _world.Site.Database.Writer.Write(session => session.Execute("UPDATE action_request SET state = 'received', started = NULL, input = 'no json', received = 1 WHERE id = $1", bad.Request));

        await Tell(good, Token(good));

        await State(good, ActionStates.Completed);
        var listed = (await _world.Site.Get("/api/v1/parked?worker=actions")).ShouldBe(200).Json["parked"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)listed["row"]!).ShouldBe(bad.Request);
        (await _world.Site.Post("/api/v1/parked/discard", $$"""{"worker":"actions","row":"{{bad.Request}}"}""")).ShouldBe(204);
        await State(bad, ActionStates.Failed);
    }

    [Fact]
    public async Task A_handler_that_was_begun_before_a_kill_is_not_begun_again()
    {
        var asked = Asked("hand");
        await Tell(asked, Token(asked));
        await State(asked, ActionStates.Completed);
        await _world.Site.Database.Writer.Write(session => session.Execute("UPDATE action_request SET state = 'accepted', started = 1 WHERE id = $1", asked.Request));

        await _world.Site.Restart();

        await State(asked, ActionStates.Unknown);
        _handler.Calls.ShouldBe(1);
    }

    [Theory]
    [InlineData(StoredState.Received)]
    [InlineData(StoredState.Accepted)]
    public async Task What_was_open_when_the_process_died_is_done_at_the_next_start(StoredState died)
    {
        var asked = Asked("publish");
        await Tell(asked, Token(asked));
        await State(asked, ActionStates.Completed);
        await _world.Site.Database.Writer.Write(session =>
        {
            session.Execute("UPDATE document SET body = json_set(body, '$.public', 0) WHERE json_extract(body, '$.title') = 'first'");
            session.Execute("UPDATE action_request SET state = $2, hash = $3 WHERE id = $1", asked.Request, died == StoredState.Received ? "received" : "accepted", asked.Hash);
            session.Execute("UPDATE document SET deleted = 1 WHERE json_extract(body, '$.title') LIKE 'copy%'");
        });

        await _world.Site.Restart();

        await State(asked, ActionStates.Completed);
        _world.One("SELECT count(*) FROM document WHERE json_extract(body, '$.title') LIKE 'copy%' AND deleted = 0", static row => row.Long(0)).ShouldBe(1);
    }

    public enum StoredState
    {
        Received,
        Accepted,
    }

    private static ActionEntry Action(string name, string? when, params ActionStep[] effect) =>
        new(new CatalogueAction("Note", name, name, true, "buyer", [new ActionField("text", "Text", "text", false) { MaxLength = 5 }]), effect) { When = when };

    private ActionRequested Asked(string action) => new(
        $"act_{Guid.NewGuid():N}",
        action,
        "Note",
        _note,
        SeenHash.Of(DocumentChange.Read(_world.One("SELECT data FROM log_entry WHERE type = 'document.changed' ORDER BY key DESC LIMIT 1", static row => row.Bytes(0))).Doc.Span),
        1,
        Account,
        new ActionMember("sub-ann", "Ann", "ann@example.com"),
        """{"text":"hello"}"""u8.ToArray(),
        _world.Site.Time.GetUtcNow().AddDays(1));

    /// <summary>On a document of its own: those of one document wait for each other.</summary>
    private async Task<ActionRequested> OnNew(string action, string content)
    {
        var name = (await _world.Site.Post("/api/resource/Note", $$"""{"title":"{{Account}}","content":"{{content}}"}""")).ShouldBe(200).Name;
        return Asked(action) with { Name = name };
    }

    private string Token(ActionRequested asked, Action<Dictionary<string, object>>? change = null, string type = ActorTokens.Type, Microsoft.IdentityModel.Tokens.SecurityKey? key = null)
    {
        var now = _world.Site.Time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = _world.Hub.Url.AbsoluteUri,
            ["aud"] = "sitehub:site:acme",
            ["iat"] = now,
            ["exp"] = now + 300,
            ["jti"] = asked.Request,
            ["sub"] = asked.Member.Sub,
            ["act"] = new Dictionary<string, object> { ["sub"] = "sitehub:hub" },
            ["email"] = asked.Member.Email,
            ["action"] = asked.Action,
            ["docType"] = asked.DocType,
            ["account"] = asked.Account,
            ["input"] = ActionRequested.DigestOf(asked.Input.Span),
        };
        if (asked.Name is { } name)
        {
            claims["name"] = name;
        }

        change?.Invoke(claims);
        return _world.Hub.Sign(claims, type, key);
    }

    private Task<ApplyOutcome> Tell(ActionRequested asked, string? token) => Apply(LinkEventTypes.ActionRequested, asked.WriteTo, token);

    private async Task<ApplyOutcome> Apply(string type, Action<IBufferWriter<byte>> write, string? token)
    {
        var data = new ArrayBufferWriter<byte>();
        write(data);
        var seq = ++_seq;
        return await _world.Site.Database.Writer.Write(_world.Site.Service<ILinkApplier>().Prepare("acme", new Epoch(1, "e"), new LinkEvent(seq, $"evt_{seq}", type, _world.Site.Time.GetUtcNow(), data.WrittenMemory), token));
    }

    private Task State(ActionRequested asked, string state) => Eventually.True(() => _world.Site.Database.Read(session => session.Text("SELECT state FROM action_request WHERE id = $1", asked.Request)) == state);

    private List<ActionProgressed> Told() => _world.Site.Database.Read(static session => session.Many("SELECT data FROM log_entry WHERE type = 'action.progressed' ORDER BY key", static row => ActionProgressed.Read(row.Bytes(0))));

    private long Revision() => _world.One("SELECT revision FROM document WHERE json_extract(body, '$.title') = 'first'", static row => row.Long(0));

    private sealed class Handler : IActionHandler
    {
        public string Name => "elsewhere";

        public int Calls { get; private set; }

        public bool Throws { get; set; }

        public Task<HandlerOutcome> Run(ActionCall call, CancellationToken cancellationToken)
        {
            Calls++;
            return Throws ? throw new HttpRequestException("no answer") : Task.FromResult<HandlerOutcome>(new HandlerOutcome.Done());
        }
    }

    /// <summary>Holds its thread, and does not look at its token.</summary>
    private sealed class Hanging : IActionHandler, IDisposable
    {
        private readonly ManualResetEventSlim _end = new();
        private int _calls;

        public string Name => "hanging";

        public int Calls => Volatile.Read(ref _calls);

        public Task<HandlerOutcome> Run(ActionCall call, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            _end.Wait(CancellationToken.None);
            return Task.FromResult<HandlerOutcome>(new HandlerOutcome.Done());
        }

        public void Release() => _end.Set();

        public void Dispose() => _end.Dispose();
    }
}
