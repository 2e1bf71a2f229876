using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SiteHub.Delivery.Links;
using SiteHub.Hub.Mail;
using SiteHub.Hub.Tests.Replica;
using SiteHub.Hub.Tests.SignIn;
using SiteHub.Protocol.Conversation;
using SiteHub.Protocol.Links;

namespace SiteHub.Hub.Tests.Customers;

/// <summary>What members and companies write on documents: sent once, seen by those who may see the document, and no site speaks for anybody but itself.</summary>
public sealed class ConversationTests : IAsyncLifetime
{
    private const string Page = "/documents/acme/Quotation/QTN-R";

    private PortalFixture _portal = null!;
    private Browser _rita = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalFixture.Started();
        _rita = await _portal.Browser(PortalFixture.Rita);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task What_a_member_writes_is_shown_at_once_as_being_delivered_and_then_as_delivered()
    {
        await Say(_rita, "Can you <script>deliver</script> earlier?");

        var written = MessageWritten.Read(_portal.Sent().ShouldHaveSingleItem().Data);
        written.ShouldSatisfyAllConditions(
            () => written.Text.ShouldBe("Can you <script>deliver</script> earlier?"), () => written.Account.ShouldBe("CUST-R"), () => written.Name.ShouldBe("QTN-R"), () => written.Member.Email.ShouldBe(PortalFixture.Rita));
        (await _rita.Page(Page)).ShouldSatisfyAllConditions(
            static page => page.ShouldContain("being delivered"), static page => page.ShouldContain("&lt;script&gt;deliver"), static page => page.ShouldNotContain("<script>deliver"), static page => page.ShouldContain("Riverside"));

        (await Answer(written, MessageStates.Delivered)).ShouldBe(ApplyOutcome.Applied);
        (await Answer(written, MessageStates.Delivered)).ShouldBe(ApplyOutcome.Known);

        (await _rita.Page(Page)).ShouldContain("data-state=\"delivered\"");
        (await (await _portal.Browser(PortalFixture.Vera)).Page(Page)).ShouldContain("deliver&lt;/script&gt; earlier");
    }

    [Fact]
    public async Task What_was_refused_says_why_and_goes_again_under_its_own_id()
    {
        await Say(_rita, "Hello");
        var written = MessageWritten.Read(_portal.Sent().Single().Data);
        await Answer(written, MessageStates.Refused, "The company takes no messages today.");

        var page = await _rita.Page(Page);
        page.ShouldContain("The company takes no messages today.");
        (await (await _portal.Browser(PortalFixture.Ada)).Page(Page)).ShouldNotContain("Try again");
        using var again = await _rita.Post(Page + "?handler=SayAgain", Browser.Token(page), ("message", written.Message));

        again.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var second = MessageWritten.Read(_portal.Sent()[^1].Data);
        (second.Message, second.Attempt, second.Text).ShouldBe((written.Message, 2, "Hello"));
        (await Answer(written, MessageStates.Refused, "old news")).ShouldBe(ApplyOutcome.Known);
        await Answer(second, MessageStates.Delivered);
        (await Answer(second, MessageStates.Refused, "too late")).ShouldBe(ApplyOutcome.Known);
        (await _rita.Page(Page)).ShouldNotContain("too late");
    }

    [Fact]
    public async Task The_same_form_sent_twice_at_once_is_one_message()
    {
        var page = await _rita.Page(Page);
        var form = new[] { ("text", "once"), ("key", SayKey(page)) };

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _rita.Post(Page + "?handler=Say", Browser.Token(page), form)));

        answers.ShouldAllBe(static answer => answer.StatusCode == HttpStatusCode.Redirect);
        _portal.Sent().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_viewer_reads_and_does_not_write()
    {
        var vera = await _portal.Browser(PortalFixture.Vera);
        var page = await vera.Page(Page);
        page.ShouldContain("To write here you need the role");
        page.ShouldNotContain("id=\"say\"");

        using var answer = await vera.Post(Page + "?handler=Say", Browser.Token(await vera.Page("/members")), ("text", "I may not"), ("key", "k"));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        _portal.Sent().ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_of_another_customer_sees_or_writes_it_by_any_way()
    {
        await Say(_rita, "word of Rita");
        var written = MessageWritten.Read(_portal.Sent().Single().Data);
        await Answer(written, MessageStates.Refused, "no");
        await Told("c1", "word of the company");
        var leo = await _portal.Browser(PortalFixture.Leo);
        var token = Browser.Token(await leo.Page("/documents/acme/Quotation/QTN-L"));

        foreach (var (handler, field) in new[] { ("Say", ("text", "I am Leo")), ("SayAgain", ("message", written.Message)) })
        {
            using var answer = await leo.Post($"{Page}?handler={handler}", token, field, ("key", "k"));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, handler);
        }

        using var elsewhere = await leo.Post("/documents/acme/Quotation/QTN-L?handler=SayAgain", token, ("message", written.Message));
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _portal.Sent().Count.ShouldBe(1);
        (await leo.Page("/notifications")).ShouldNotContain("QTN-R");
        (await _portal.Get("/api/v1/documents/acme/Quotation/QTN-R/messages", await _portal.Token(PortalFixture.Leo))).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_document_that_came_from_another_customer_brings_nothing_of_what_was_said_along()
    {
        await Say(_rita, "word of Rita");
        await Told("c1", "word for Riverside");

        await _portal.Quotation("QTN-R", "CUST-L", 2, previous: "CUST-R");

        var page = await (await _portal.Browser(PortalFixture.Leo)).Page(Page);
        page.ShouldContain("id=\"say\"");
        page.ShouldNotContain("word of Rita");
        page.ShouldNotContain("word for Riverside");
        await Told("c2", "word for Lakeside", account: "CUST-L");
        (await (await _portal.Browser(PortalFixture.Leo)).Page(Page)).ShouldContain("word for Lakeside");
    }

    [Fact]
    public async Task What_the_company_writes_is_news_by_mail_and_on_the_page_for_all_who_may_see_it_and_for_nobody_else()
    {
        (await Told("c1", "We can do <b>that</b>.", author: "Sam\r\nSales")).ShouldBe(ApplyOutcome.Applied);

        (await _rita.Page(Page)).ShouldSatisfyAllConditions(static page => page.ShouldContain("We can do &lt;b&gt;that&lt;/b&gt;."), static page => page.ShouldContain("data-from=\"company\""));
        Mails().Select(static mail => mail.To).Order().ShouldBe([PortalFixture.Ada, PortalFixture.Rita, PortalFixture.Vera]);
        Mails().ShouldAllBe(static mail => mail.Subject.Contains("Sam") && !mail.Subject.Contains('\n') && !mail.Body.Contains("We can do", StringComparison.Ordinal));
        (await _rita.Page("/notifications")).ShouldContain("Sam Sales wrote on");
        (await (await _portal.Browser(PortalFixture.Leo)).Page("/notifications")).ShouldNotContain("QTN-R");
    }

    [Fact]
    public async Task Whoever_wrote_it_is_not_told_of_it_and_the_others_of_the_customer_are()
    {
        await Say(_rita, "Hello");
        Mails().ShouldBeEmpty();

        await Answer(MessageWritten.Read(_portal.Sent().Single().Data), MessageStates.Delivered);

        Mails().Select(static mail => mail.To).Order().ShouldBe([PortalFixture.Ada, PortalFixture.Vera]);
    }

    [Fact]
    public async Task What_is_told_again_edited_or_taken_back_is_no_news()
    {
        await Told("old", "from before", isNews: false);
        await Told("c1", "as it was");
        var mails = Mails().Count;

        (await Told("c1", "as it is", version: 2)).ShouldBe(ApplyOutcome.Applied);
        (await Told("c1", "as it was")).ShouldBe(ApplyOutcome.Known);
        var page = await _rita.Page(Page);
        page.ShouldSatisfyAllConditions(() => page.ShouldContain("as it is"), () => page.ShouldNotContain("as it was"), () => page.ShouldContain("edited"));

        await Told("c1", null, version: 3);
        (await _rita.Page(Page)).ShouldSatisfyAllConditions(static shown => shown.ShouldNotContain("as it is"), static shown => shown.ShouldContain("This message was deleted."));
        Mails().Count.ShouldBe(mails);
        mails.ShouldBe(3);
    }

    [Fact]
    public async Task No_site_speaks_as_a_member_or_for_another_site_s_message()
    {
        await Say(_rita, "Hello");
        var written = MessageWritten.Read(_portal.Sent().Single().Data);
        var globex = new SiteLog(_portal.Hub, "globex");

        (await _portal.Acme.Apply(LinkEventTypes.MessageTold, Message(written.Message).WriteTo)).ToString().ShouldContain("member");
        (await globex.Apply(LinkEventTypes.MessageAnswered, new MessageAnswered(written.Message, 1, "Quotation", "QTN-R", MessageStates.Delivered, null, _portal.Hub.Time.GetUtcNow()).WriteTo)).ToString().ShouldContain("No member wrote");
        (await _portal.Acme.Apply(LinkEventTypes.MessageAnswered, new MessageAnswered("msg_unknown", 1, "Quotation", "QTN-R", MessageStates.Delivered, null, _portal.Hub.Time.GetUtcNow()).WriteTo)).ToString().ShouldContain("No member wrote");
        await globex.Apply(LinkEventTypes.MessageTold, Message("g1", "word of globex").WriteTo);

        (await _rita.Page(Page)).ShouldSatisfyAllConditions(static page => page.ShouldContain("being delivered"), static page => page.ShouldNotContain("word of globex"));
    }

    [Fact]
    public async Task What_a_restored_hub_had_lost_it_takes_back_by_its_own_seal_and_no_other_words()
    {
        await Say(_rita, "word of Rita");
        var data = _portal.Sent().Single().Data;
        var written = MessageWritten.Read(data);
        await _portal.Hub.Database.Writer.Write(static session => session.Execute("DELETE FROM message"));
        var globex = new SiteLog(_portal.Hub, "globex");

        foreach (var forged in new[] { written with { Text = "I accept everything" }, written with { Seal = null }, written with { Seal = new string('0', 64) }, written with { Account = "CUST-L" }, written with { Name = "QTN-L" }, written with { Member = written.Member with { Name = "Leo" } } })
        {
            (await _portal.Acme.Apply(LinkEventTypes.MessageAnswered, Again(forged).WriteTo)).ShouldBeOfType<ApplyOutcome.Refused>();
        }

        (await globex.Apply(LinkEventTypes.MessageAnswered, Again(written).WriteTo)).ShouldBeOfType<ApplyOutcome.Refused>();
        (await _rita.Page(Page)).ShouldContain("Nothing has been written yet.");

        (await _portal.Acme.Apply(LinkEventTypes.MessageAnswered, Again(written).WriteTo)).ShouldBe(ApplyOutcome.Applied);

        (await _rita.Page(Page)).ShouldSatisfyAllConditions(static page => page.ShouldContain("word of Rita"), static page => page.ShouldContain("data-state=\"delivered\""));
        Mails().ShouldBeEmpty();

        MessageAnswered Again(MessageWritten one)
        {
            var bytes = new System.Buffers.ArrayBufferWriter<byte>();
            one.WriteTo(bytes);
            return new MessageAnswered(one.Message, 1, "Quotation", "QTN-R", MessageStates.Delivered, null, _portal.Hub.Time.GetUtcNow()) { Written = bytes.WrittenMemory };
        }
    }

    [Theory]
    [InlineData("""{"message":"c","version":0,"docType":"Quotation","name":"QTN-R","account":"CUST-R","author":"S","text":"t","at":"2026-01-01T00:00:00Z","news":true}""")]
    [InlineData("""{"message":"c","version":1,"docType":"Quotation","name":"QTN-R","account":"CUST-R","author":"","text":"t","at":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"message":"c","version":1,"docType":"Quotation","name":"QTN-R","author":"S","text":"t","at":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"message":"c","version":1,"docType":"Quotation","name":"QTN-R","account":"CUST-R","author":"S","text":"","at":"2026-01-01T00:00:00Z"}""")]
    public async Task What_is_no_message_is_rejected_and_nothing_waits_for_it(string json)
    {
        (await _portal.Acme.Apply(LinkEventTypes.MessageTold, json)).ShouldBeOfType<ApplyOutcome.Refused>();
        (await _rita.Page(Page)).ShouldContain("Nothing has been written yet.");
    }

    [Fact]
    public async Task Too_much_of_anything_is_refused_and_what_was_typed_stays()
    {
        var page = await _rita.Page(Page);
        foreach (var text in new[] { "", " \r\n ", new string('x', MessageLimits.MaxText + 1) })
        {
            using var answer = await _rita.Post(Page + "?handler=Say", Browser.Token(page), ("text", text), ("key", "k"));
            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("is-invalid");
        }

        for (var i = 0; i < 100; i++)
        {
            await _portal.Hub.Database.Writer.Write(session => session.Execute(
                "INSERT INTO message (site, message, doc_type, name, account, person, at, placed, changed, state, attempt) VALUES ('acme', $1, 'Quotation', 'QTN-R', 'CUST-R', $2, $3, $3, $3, 'sending', 1)", $"msg_{i}", _portal.PersonOf(PortalFixture.Rita), _portal.Hub.Time.GetUtcNow()));
        }

        using var many = await _rita.Post(Page + "?handler=Say", Browser.Token(page), ("text", "one more"), ("key", "k2"));
        many.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        _portal.Sent().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_conversation_comes_in_pages_in_its_order()
    {
        for (var i = 0; i < 120; i++)
        {
            await Told($"c{i}", $"word {i:000}.", isNews: false, at: _portal.Hub.Time.GetUtcNow().AddHours(-200 + i));
        }

        var shown = new List<string>();
        for (var address = Page; address is not null;)
        {
            var page = await _rita.Page(address);
            shown.InsertRange(0, Regex.Matches(page, @"word \d\d\d").Select(static match => match.Value));
            address = Regex.Match(page, "href=\"([^\"#]*before=[^\"#]*)#").Groups[1].Value is { Length: > 0 } older ? WebUtility.HtmlDecode(older) : null;
        }

        shown.ShouldBe(Enumerable.Range(0, 120).Select(static i => $"word {i:000}"));
    }

    [Fact]
    public async Task What_a_resync_does_not_tell_again_is_gone_and_what_members_wrote_stays()
    {
        await Told("c1", "kept");
        await Told("c2", "forgotten");
        await Say(_rita, "word of Rita");

        await _portal.Acme.Begin("s1");
        await _portal.Acme.Told("s1", PortalFixture.Told("QTN-R", "CUST-R"));
        await _portal.Acme.Told("s1", PortalFixture.Told("QTN-L", "CUST-L"));
        await Told("c1", "kept", isNews: false);
        await _portal.Acme.End("s1");

        (await _rita.Page(Page)).ShouldSatisfyAllConditions(static page => page.ShouldContain("kept"), static page => page.ShouldContain("word of Rita"), static page => page.ShouldNotContain("forgotten"));
    }

    [Fact]
    public async Task What_was_said_on_a_document_is_not_said_on_another_that_gets_its_name_and_follows_one_that_gets_another()
    {
        await Say(_rita, "word of Rita");
        var written = MessageWritten.Read(_portal.Sent().Single().Data);
        await Answer(written, MessageStates.Delivered);
        await Told("c1", "word of the company");

        await _portal.Acme.Apply(LinkEventTypes.DocumentDeleted, SiteLog.Removal("QTN-R", 2, previousAccount: "CUST-R").WriteTo);
        await _portal.Quotation("QTN-R", "CUST-R", 3);
        (await _rita.Page(Page)).ShouldContain("Nothing has been written yet.");

        await _portal.Quotation("QTN-9", "CUST-R");
        await Told("c1", "word of the company", version: 2, isNews: false, name: "QTN-9");
        await _portal.Acme.Apply(LinkEventTypes.MessageAnswered, new MessageAnswered(written.Message, 1, "Quotation", "QTN-9", MessageStates.Delivered, null, _portal.Hub.Time.GetUtcNow()).WriteTo);
        (await _rita.Page("/documents/acme/Quotation/QTN-9")).ShouldSatisfyAllConditions(static page => page.ShouldContain("word of Rita"), static page => page.ShouldContain("word of the company"));
    }

    [Fact]
    public async Task Programs_of_members_read_and_write_it_with_the_same_questions_asked()
    {
        const string Messages = "/api/v1/documents/acme/Quotation/QTN-R/messages";
        var rita = await _portal.Token(PortalFixture.Rita);
        await Told("c1", "hello");

        var (status, taken) = await _portal.Post(Messages, rita, new { text = "from a program" }, key: "k");
        (await _portal.Post(Messages, rita, new { text = "from a program" }, key: "k")).Body!["message"]!.ToString().ShouldBe(taken!["message"]!.ToString());
        (await _portal.Post(Messages, rita, new { text = "another" }, key: "k")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await _portal.Post(Messages, rita, new { text = " " })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _portal.Post(Messages, await _portal.Token(PortalFixture.Vera), new { text = "I may not" })).Status.ShouldBe(HttpStatusCode.Forbidden);

        status.ShouldBe(HttpStatusCode.Accepted);
        var (_, listed) = await _portal.Get(Messages, rita);
        listed!["messages"]!.AsArray().Select(static message => ((string)message!["from"]!, (string)message["text"]!)).ShouldBe([("company", "hello"), ("customer", "from a program")]);
        _portal.Sent().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Writing_stands_in_the_audit_without_what_was_written()
    {
        await Say(_rita, "a secret word");

        var (what, details) = _portal.Hub.Database.Read(static session => session.One("SELECT what, details FROM audit WHERE what LIKE 'message.%'", static row => (row.Text(0), row.Text(1))));
        what.ShouldBe("message.written");
        details.ShouldContain("QTN-R");
        details.ShouldNotContain("secret");
    }

    private static async Task Say(Browser browser, string text)
    {
        var page = await browser.Page(Page);
        using var answer = await browser.Post(Page + "?handler=Say", Browser.Token(page), ("text", text), ("key", SayKey(page)));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
    }

    private static string SayKey(string page) => Regex.Match(page[page.IndexOf("handler=Say", StringComparison.Ordinal)..], "name=\"key\" value=\"([^\"]*)\"").Groups[1].Value;

    private Task<ApplyOutcome> Answer(MessageWritten written, string state, string? reason = null) => _portal.Acme.Apply(
        LinkEventTypes.MessageAnswered, new MessageAnswered(written.Message, written.Attempt, written.DocType, written.Name, state, reason, _portal.Hub.Time.GetUtcNow()).WriteTo);

    private Task<ApplyOutcome> Told(string id, string? text, long version = 1, string account = "CUST-R", string author = "Sam Sales", bool isNews = true, string name = "QTN-R", DateTimeOffset? at = null) =>
        _portal.Acme.Apply(LinkEventTypes.MessageTold, (Message(id, text) with { Version = version, Account = account, Author = author, IsNews = isNews, Name = name, At = at ?? _portal.Hub.Time.GetUtcNow() }).WriteTo);

    private MessageTold Message(string id, string? text = "text") => new(id, 1, "Quotation", "QTN-R", "CUST-R", "Sam Sales", text, _portal.Hub.Time.GetUtcNow(), true);

    private List<(string To, string Subject, string Body)> Mails() => [.. _portal.Hub.Service<Outbox>().Latest(50).Select(static mail => (mail.Recipient, mail.Subject, mail.Text))];
}
