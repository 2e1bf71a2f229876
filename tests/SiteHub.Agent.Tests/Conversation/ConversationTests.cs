using System.Net;
using System.Text;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Delivery.Links;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Conversation;

namespace SiteHub.Agent.Tests.Conversation;

/// <summary>A site that keeps its documents itself: what a member writes is on the document once, and what the company writes for the customer is told, and no note.</summary>
public sealed class ConversationTests : IAsyncLifetime
{
    private const string Account = "first";

    private Joined _world = null!;
    private Talk _talk = null!;
    private string _note = null!;

    private string Form => $"/documents/form?docType=Note&name={_note}";

    public async ValueTask InitializeAsync()
    {
        _world = await Joined.Started(static site => site.Publications.Add(new PublicationEntry("Note", "doc.public", [new PublishedField("title", "title", null)], "title", CardEntry.Empty)
        {
            Conversation = new ConversationEntry("buyer", "the sales team", false, "@customer", false),
        }));
        _talk = new Talk(_world.Site, _world.Hub);
        _note = await Note(Account);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task What_a_member_writes_is_on_the_document_once_and_the_hub_is_told()
    {
        var written = _talk.Written("Note", _note, Account, "Hello <b>there</b>\nsecond line");

        (await _talk.Tell(written)).ShouldBe(ApplyOutcome.Applied);
        await _talk.State(written, MessageStates.Delivered);
        (await _talk.Tell(written)).ShouldBe(ApplyOutcome.Known);

        _world.Count("message").ShouldBe(1);
        _talk.Answers().Select(static answer => (answer.State, answer.Reason)).ShouldBe([(MessageStates.Delivered, null), (MessageStates.Delivered, null)]);
        using var boss = await Boss();
        await boss.Open(Form);
        boss.Page.ShouldContain("Hello &lt;b&gt;there&lt;/b&gt;");
        boss.Page.ShouldContain("data-from=\"customer\"");
        boss.Page.ShouldContain("What customers write in the portal is read here by the sales team.");
    }

    [Fact]
    public async Task What_is_written_to_the_customer_is_told_and_a_note_stays_here()
    {
        using var boss = await Boss();

        await Say(boss, "internal: ask for more", "here");
        await Say(boss, "We can do that.", "customer");

        var told = _talk.Told().ShouldHaveSingleItem();
        told.ShouldSatisfyAllConditions(
            () => told.Text.ShouldBe("We can do that."), () => told.Account.ShouldBe(Account), () => told.Name.ShouldBe(_note), () => told.IsNews.ShouldBeTrue(), () => told.Author.ShouldNotBeEmpty());
        Encoding.UTF8.GetString([.. _world.Site.Database.Read(static session => session.Many("SELECT data FROM log_entry", static row => row.Bytes(0))).SelectMany(static bytes => bytes)]).ShouldNotContain("ask for more");
        boss.Page.ShouldContain("stays here");
    }

    [Fact]
    public async Task The_same_form_twice_is_one_message()
    {
        using var boss = await Boss();
        await boss.Open(Form);
        var key = boss.Fields()["key"];

        await boss.Send($"{Form}&handler=Say", new() { ["text"] = "once", ["to"] = "customer", ["key"] = key });
        await boss.Send($"{Form}&handler=Say", new() { ["text"] = "once", ["to"] = "customer", ["key"] = key });

        _talk.Told().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_the_company_takes_back_is_taken_back_at_the_hub()
    {
        using var boss = await Boss();
        await Say(boss, "too early", "customer");
        var message = _talk.Told().Single().Message;

        await boss.Send($"{Form}&handler=Unsay", new() { ["message"] = message });

        _talk.Told().Select(static told => (told.Version, told.Text)).ShouldBe([(1, "too early"), (2, null)]);
    }

    [Fact]
    public async Task Nobody_writes_for_the_company_who_may_only_read()
    {
        using var reader = await _world.SignedIn();

        (await reader.Send($"{Form}&handler=Say", new() { ["text"] = "I am the company", ["to"] = "customer", ["key"] = "k" })).ShouldBe(HttpStatusCode.Forbidden);
        (await reader.Send($"{Form}&handler=Unsay", new() { ["message"] = "any" })).ShouldBe(HttpStatusCode.NotFound);

        _talk.Told().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_written_before_the_hub_had_the_document_is_told_when_it_has_it()
    {
        var hidden = await Note("later", shown: 0);
        using var boss = await Boss();
        await boss.Open($"/documents/form?docType=Note&name={hidden}");
        await boss.Send($"/documents/form?docType=Note&name={hidden}&handler=Say", new() { ["text"] = "see our offer", ["to"] = "customer", ["key"] = "k" });
        _talk.Told().ShouldBeEmpty();

        (await _world.Site.Put($"/api/resource/Note/{hidden}", """{"public":1}""")).ShouldBe(200);

        _talk.Told().ShouldHaveSingleItem().IsNews.ShouldBeFalse();
        _world.Site.Database.Read(static session => session.Many("SELECT type FROM log_entry ORDER BY key DESC LIMIT 2", static row => row.Text(0))).ShouldBe(["message.told", "document.changed"]);
    }

    [Fact]
    public async Task What_was_said_follows_a_document_to_its_new_name_and_not_to_another_that_gets_the_old_one()
    {
        var written = _talk.Written("Note", _note, Account);
        await _talk.Tell(written);
        await _talk.State(written, MessageStates.Delivered);
        using var boss = await Boss();
        await Say(boss, "hello", "customer");

        (await _world.Site.Post("/api/method/frappe.client.rename_doc", $$"""{"doctype":"Note","old_name":"{{_note}}","new_name":"renamed"}""")).ShouldBe(200);

        _talk.Told()[^1].ShouldSatisfyAllConditions(static told => told.Name.ShouldBe("renamed"), static told => told.Version.ShouldBe(2), static told => told.IsNews.ShouldBeFalse());
        _talk.Answers()[^1].Name.ShouldBe("renamed");
        (await _world.Site.Post("/api/method/frappe.client.delete", """{"doctype":"Note","name":"renamed"}""")).ShouldBe(200);
        _world.Count("message").ShouldBe(0);
    }

    [Fact]
    public async Task A_resync_tells_what_was_said_behind_the_documents_and_before_the_end()
    {
        using var boss = await Boss();
        await Say(boss, "hello", "customer");
        await Say(boss, "a note", "here");
        var written = _talk.Written("Note", _note, Account);
        await _talk.Tell(written);
        await _talk.State(written, MessageStates.Delivered);
        var before = Types().Count;

        (await _world.Site.Post("/api/v1/publications/Note/resync", "{}")).ShouldBe(202);

        await Eventually.True(() => Types().Count >= before + 5);
        Types()[before..].ShouldBe(["snapshot.begin", "document.snapshot", "message.told", "message.answered", "snapshot.end"]);
        _talk.Told()[^1].IsNews.ShouldBeFalse();
        MessageWritten.Read(_talk.Answers()[^1].Written!.Value).ShouldBe(written);
    }

    public static TheoryData<string, string?> Bindings => new()
    {
        { "jti", "msg_other" }, { "sub", "sub-bob" }, { "email", "bob@example.com" }, { "attempt", "2" }, { "attempt", null }, { "docType", "ToDo" }, { "name", "another" }, { "name", null },
        { "account", "second" }, { "account", null }, { "text", ActionRequested.DigestOf("Hello!"u8) }, { "text", null }, { "act", null }, { "act", "sub-ann" }, { "aud", "sitehub:site:globex" },
    };

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_token_for_anything_else_refuses_it(string claim, string? value)
    {
        var written = _talk.Written("Note", _note, Account);

        await _talk.Tell(written, _talk.Token(written, claims =>
        {
            claims.Remove(claim);
            if (value is not null)
            {
                claims[claim] = claim == "act" ? new Dictionary<string, object> { ["sub"] = value } : value;
            }
        }));

        await _talk.State(written, MessageStates.Refused);
        _talk.Answers().Single().Reason.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("none")]
    [InlineData("action token")]
    [InlineData("link token")]
    [InlineData("other key")]
    [InlineData("garbage")]
    public async Task Leave_for_anything_else_is_no_leave_to_write(string forgery)
    {
        var written = _talk.Written("Note", _note, Account);

        await _talk.Tell(written, forgery switch
        {
            "none" => null,
            "action token" => _talk.Token(written, type: ActorTokens.Type),
            "link token" => _talk.Token(written, type: "at+jwt"),
            "other key" => _talk.Token(written, key: new Microsoft.IdentityModel.Tokens.SymmetricSecurityKey(new byte[32])),
            _ => "a.b.c",
        });

        await _talk.State(written, MessageStates.Refused);
    }

    [Fact]
    public async Task On_what_is_not_that_account_s_or_not_published_nothing_is_written()
    {
        var hidden = await Note(Account, shown: 0);
        foreach (var written in new[] { _talk.Written("Note", _note, "second"), _talk.Written("Note", hidden, Account), _talk.Written("Note", "nowhere", Account), _talk.Written("ToDo", _note, Account) })
        {
            await _talk.Tell(written);
            await _talk.State(written, MessageStates.Refused);
        }

        _talk.Answers().Select(static answer => answer.Reason).ShouldAllBe(static reason => reason!.StartsWith("There is no ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whom_the_company_has_disabled_writes_nothing_there()
    {
        await _world.Site.Database.Writer.Write(session => session.Execute("INSERT INTO hub_user (issuer, subject, email, disabled) VALUES ($1, 'sub-ann', 'ann@example.com', 1)", _world.Hub.Url.AbsoluteUri));
        var written = _talk.Written("Note", _note, Account);

        await _talk.Tell(written);

        await _talk.State(written, MessageStates.Refused);
        _talk.Answers().Single().Reason!.ShouldContain("disabled");
    }

    [Fact]
    public async Task What_was_refused_is_taken_when_it_is_tried_again_and_what_is_there_is_not_refused_any_more()
    {
        var hidden = await Note(Account, shown: 0);
        var written = _talk.Written("Note", hidden, Account);
        await _talk.Tell(written);
        await _talk.State(written, MessageStates.Refused);
        (await _world.Site.Put($"/api/resource/Note/{hidden}", """{"public":1}""")).ShouldBe(200);

        (await _talk.Tell(written)).ShouldBe(ApplyOutcome.Known);
        (await _talk.Tell(written with { Attempt = 2 })).ShouldBe(ApplyOutcome.Applied);
        await _talk.State(written, MessageStates.Delivered);

        var again = written with { Attempt = 3 };
        (await _talk.Tell(again, null)).ShouldBe(ApplyOutcome.Known);
        _talk.Answers()[^1].ShouldSatisfyAllConditions(static answer => answer.State.ShouldBe(MessageStates.Delivered), static answer => answer.Attempt.ShouldBe(3));
        _world.Count("message").ShouldBe(1);
    }

    private async Task<string> Note(string account, int shown = 1) => (await _world.Site.Post("/api/resource/Note", $$"""{"title":"{{account}}","public":{{shown}}}""")).ShouldBe(200).Name;

    private List<string> Types() => _world.Site.Database.Read(static session => session.Many("SELECT type FROM log_entry ORDER BY key", static row => row.Text(0)));

    private async Task<Browser> Boss()
    {
        _world.Hub.Person = new Person("sub-boss", "boss@example.com", "System Manager");
        return await _world.SignedIn();
    }

    private async Task Say(Browser browser, string text, string to)
    {
        await browser.Open(Form);
        (await browser.Send($"{Form}&handler=Say", new() { ["text"] = text, ["to"] = to, ["key"] = browser.Fields()["key"] })).ShouldBe(HttpStatusCode.OK);
    }
}
