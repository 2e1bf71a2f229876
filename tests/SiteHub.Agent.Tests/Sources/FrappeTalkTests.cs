using System.Text.Json.Nodes;
using SiteHub.Agent.Conversation;
using SiteHub.Delivery.Workers;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Conversation;
using SiteHub.Testing.Frappe;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>What members write becomes a Comment or a Communication at the Frappe site, once; what the company writes for the customer comes to the hub, and nothing else.</summary>
public sealed class FrappeTalkTests : IAsyncLifetime
{
    private const string Customer = "buyer@riverside.example";

    private readonly FrappeWorld _world = new() { Conversation = new ConversationEntry("buyer", null, AsCommunication: false, "@customer", Sent: true) };
    private string _order = "";
    private int _messages;

    public async ValueTask InitializeAsync()
    {
        _order = _world.Insert();
        await _world.StartAsync();
        _world.Site.Service<WorkerSet>().FirstPause = TimeSpan.FromMilliseconds(5);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task What_a_member_writes_is_a_comment_with_their_name_and_does_not_come_back()
    {
        var message = await Write("Grüße <script> & \"so\"\nsecond line");

        await Ends(message, MessageStates.Delivered);
        var comment = Comments().ShouldHaveSingleItem();
        ((string)comment["content"]!).ShouldSatisfyAllConditions(
            static content => content.ShouldContain("Bea Buyer"), static content => content.ShouldContain(Customer), static content => content.ShouldContain("Grüße &lt;script&gt; &amp; \"so\"<br>second line"), static content => content.ShouldNotContain("<script>"));
        ((string)comment["reference_name"]!, (string)comment["comment_email"]!, (string)comment["custom_sitehub_request"]!).ShouldBe((_order, Customer, message));
        await _world.Sweep();
        Told().ShouldBeEmpty();
        Answers().Select(static answer => answer.State).ShouldBe([MessageStates.Delivered]);
    }

    [Fact]
    public async Task Where_the_rule_says_so_it_is_a_communication_that_came_in()
    {
        await using var world = new FrappeWorld { Conversation = new ConversationEntry("buyer", null, AsCommunication: true, "@customer", Sent: true) };
        var order = world.Insert();
        await world.StartAsync();

        var message = await Write(world, order, "Hello");

        await Ends(world, message, MessageStates.Delivered);
        var said = world.Frappe.Site.Of("Communication").Values.ShouldHaveSingleItem();
        ((string)said["sent_or_received"]!, (string)said["communication_type"]!, (string)said["sender"]!, (string)said["reference_name"]!).ShouldBe(("Received", "Communication", Customer, order));
        world.Frappe.Site.Of("Comment").ShouldBeEmpty();
    }

    public static TheoryData<string> Troubles => ["dies after commit", "fails after commit", "dies before", "queue down", "maintenance"];

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Whatever_the_site_does_not_say_it_is_there_once(string trouble)
    {
        var faults = _world.Frappe.Faults;
        switch (trouble)
        {
            case "dies after commit":
                faults.DieAfterCommit = 1;
                break;
            case "fails after commit":
                faults.FailAfterCommit = 1;
                break;
            case "dies before":
                faults.DieBefore = 2;
                break;
            case "queue down":
                faults.QueueDown = true;
                break;
            default:
                faults.Maintenance = true;
                break;
        }

        var message = await Write("Hello");
        await Eventually.True(() => _world.Frappe.Requests.Any(static request => request.Status is 0 or >= 500) || Row(message).State != StoredMessage.Received);
        (faults.QueueDown, faults.Maintenance) = (false, false);

        await Ends(message, MessageStates.Delivered);
        Comments().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_a_killed_process_had_put_there_is_found_by_its_id()
    {
        _world.Frappe.Site.Insert("Comment", new JsonObject { ["comment_type"] = "Comment", ["reference_doctype"] = FrappeWorld.Order, ["reference_name"] = _order, ["content"] = "x", ["custom_sitehub_request"] = "msg_01" });

        var message = await Write("Hello");

        message.ShouldBe("msg_01");
        await Ends(message, MessageStates.Delivered);
        Comments().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_the_site_refuses_says_why_in_its_words()
    {
        _world.Frappe.Site.Validate = static (docType, _, _) =>
        {
            if (docType == "Comment")
            {
                throw StandInError.Invalid("Comments are <b>closed</b> today");
            }
        };

        var message = await Write("Hello");

        await Ends(message, MessageStates.Refused);
        Row(message).Reason.ShouldBe("Comments are closed today");
    }

    [Fact]
    public async Task Where_the_field_that_holds_the_id_is_missing_nothing_is_written_twice_and_the_member_is_told()
    {
        _world.Frappe.Site.Type("Comment").Fields.RemoveAll(static field => field.Name == "custom_sitehub_request");

        var message = await Write("Hello");

        await Ends(message, MessageStates.Refused);
        Row(message).Reason!.ShouldContain("not set up");
        Comments().ShouldBeEmpty();
    }

    public static TheoryData<string, string?> Comment => new()
    {
        { "<div class=\"ql-editor read-mode\"><p>@customer We can do <b>that</b>.</p><p>By Friday.</p></div>", "We can do that.\nBy Friday." },
        { "@Customer: yes", "yes" },
        { "<p><strong>@cust</strong>omer&nbsp;&lt;script&gt;</p>", "<script>" },
        { "@customer\n\nyes", "yes" },
        { "<p>@customer ask <span class=\"mention\" data-id=\"sam@one.example\"><span class=\"ql-mention-denotation-char\">@</span>Sam</span> then</p>", "ask @Sam then" },
        { "<p><span class=\"mention\" data-id=\"care@one.example\" data-value=\"Customer Care\" data-denotation-char=\"@\"><span><span class=\"ql-mention-denotation-char\">@</span>Customer Care</span></span> they pay late</p>", null },
        { "<p><span data-id='c@one.example' class='x mention'>@Customer</span> pays late</p>", null },
        { "<p><a class=\"user-mention\">@customer</a>, they pay late</p>", null },
        { "ask @customer whether", null },
        { "@customers are late", null },
        { "@customer-service, please", null },
        { "@customer", null },
        { "<p>@customer</p><script>steal()</script>", null },
        { "internal", null },
        { "<!-- @customer -->internal", null },
    };

    [Theory]
    [MemberData(nameof(Comment))]
    public async Task Of_the_company_s_comments_those_that_begin_with_the_mark_are_for_the_customer(string content, string? told)
    {
        Say(content);

        await _world.Sweep();

        Told().Select(static one => one.Text).ShouldBe(told is null ? [] : [told]);
    }

    [Theory]
    [InlineData("Info")]
    [InlineData("Edit")]
    [InlineData("Attachment")]
    [InlineData("Assigned")]
    public async Task What_the_site_notes_by_itself_is_for_nobody(string type)
    {
        Say("@customer hello", type: type);
        Say("@customer elsewhere", docType: "Note", name: (string)_world.Frappe.Site.Insert("Note", new JsonObject { ["title"] = "n" })["name"]!);

        await _world.Sweep();

        Told().ShouldBeEmpty();
        _world.Site.Count("1 = 1").ShouldBe(1);
    }

    [Fact]
    public async Task It_is_heard_by_its_hint_alone_and_by_the_sweep_where_hints_are_lost()
    {
        _world.Hook("Comment");
        Say("@customer by hint", by: "Sam Sales");
        await _world.Hear();
        Told().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            static told => told.Text.ShouldBe("by hint"), static told => told.Author.ShouldBe("Sam Sales"), static told => told.IsNews.ShouldBeTrue(), static told => told.Account.ShouldBe("CUST-1"), told => told.Name.ShouldBe(_order));

        _world.Frappe.Faults.Hints = HintMode.Lost;
        Say("@customer by sweep");
        await _world.Hear();
        Told().Count.ShouldBe(1);
        await _world.Sweep();

        Told().Select(static told => told.Text).ShouldBe(["by hint", "by sweep"]);
        _world.Revision(_order).ShouldBe(1);
    }

    [Fact]
    public async Task Hints_that_come_thrice_and_late_tell_it_once()
    {
        _world.Hook("Comment");
        _world.Frappe.Faults.Hints = HintMode.Tripled;
        Say("@customer once");
        await _world.Hear();
        await _world.Sweep();

        Told().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_there_before_the_agent_is_told_and_no_news()
    {
        await using var world = new FrappeWorld { Conversation = _world.Conversation };
        var order = world.Insert();
        world.Frappe.Site.Insert("Comment", new JsonObject { ["comment_type"] = "Comment", ["reference_doctype"] = FrappeWorld.Order, ["reference_name"] = order, ["content"] = "@customer from before" });

        await world.StartAsync();

        world.Log().Where(static entry => entry.Type == "message.told").Select(static entry => (bool)entry.Data["news"]!).ShouldBe([false]);
    }

    [Fact]
    public async Task An_edit_a_lost_mark_and_a_deletion_are_followed()
    {
        _world.Hook("Comment");
        var name = Say("@customer first");
        await _world.Hear();
        Edit(name, "@customer second");
        await _world.Hear();
        Edit(name, "now internal");
        await _world.Hear();
        Edit(name, "@customer third");
        await _world.Hear();
        _world.Frappe.Site.Delete("Comment", name);
        await _world.Hear();

        Told().Select(static told => (told.Version, told.Text)).ShouldBe([(1, "first"), (2, "second"), (3, null), (4, "third"), (5, null)]);
        Told().Select(static told => told.Message).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Deletions_that_no_hint_told_of_are_found_at_night_of_both_sides_words()
    {
        var name = Say("@customer first");
        var message = await Write("Hello");
        await Ends(message, MessageStates.Delivered);
        await _world.Sweep();
        _world.Frappe.Site.DeleteSilently("Comment", name);
        _world.Frappe.Site.DeleteSilently("Comment", (string)Comments().Single(comment => (string?)comment["custom_sitehub_request"] == message)["name"]!);
        await _world.Sweep();
        Told()[^1].Text.ShouldBe("first");

        await _world.Night();

        Told()[^1].Text.ShouldBeNull();
        Answers()[^1].State.ShouldBe(MessageStates.Removed);
    }

    [Fact]
    public async Task Where_nearly_all_is_missing_at_once_nothing_is_taken_for_deleted()
    {
        var names = Enumerable.Range(0, 30).Select(i => Say($"@customer {i}")).ToList();
        await _world.Sweep();
        var lost = names.ConvertAll(name => _world.Frappe.Site.DeleteSilently("Comment", name));

        await _world.Night();

        lost.Count.ShouldBe(30);
        Told().ShouldAllBe(static told => told.Text != null);
    }

    [Fact]
    public async Task Whatever_somebody_makes_of_a_member_s_words_at_the_site_they_stay_the_member_s()
    {
        _world.Hook("Comment");
        var message = await Write("Hello");
        await Ends(message, MessageStates.Delivered);

        Edit((string)Comments().Single()["name"]!, "@customer I accept everything");
        await _world.Hear();
        await _world.Sweep();

        Told().ShouldBeEmpty();
        Row(message).Text.ShouldBe("Hello");
    }

    public static TheoryData<string, string, string, bool> Mails => new()
    {
        { "Sent", "Communication", "Bea <BUYER@riverside.example>", true },
        { "Sent", "Communication", "colleague@one.example", false },
        { "Sent", "Communication", "notbuyer@riverside.example", false },
        { "Sent", "Automated Message", Customer, false },
        { "Received", "Communication", Customer, false },
    };

    [Theory]
    [MemberData(nameof(Mails))]
    public async Task Of_mails_those_that_are_sent_to_the_customer_are_theirs(string way, string type, string to, bool isTold)
    {
        await Ends(await Write("Hello"), MessageStates.Delivered);
        _world.Frappe.Site.Insert("Communication", new JsonObject
        {
            ["subject"] = "s", ["communication_type"] = type, ["sent_or_received"] = way, ["recipients"] = to, ["sender_full_name"] = "Sam Sales", ["content"] = "<p>On its way.</p>", ["reference_doctype"] = FrappeWorld.Order, ["reference_name"] = _order,
        });

        await _world.Sweep();

        Told().Select(static told => (told.Text, told.Author)).ShouldBe(isTold ? [("On its way.", "Sam Sales")] : []);
    }

    [Fact]
    public async Task What_was_said_follows_a_document_that_is_renamed_there()
    {
        Say("@customer hello");
        var message = await Write("Hello");
        await Ends(message, MessageStates.Delivered);
        await _world.Sweep();

        _world.Frappe.Site.Rename(FrappeWorld.Order, _order, "SHO-NEW");
        await _world.Night();
        await _world.Read();

        Told()[^1].ShouldSatisfyAllConditions(static told => told.Name.ShouldBe("SHO-NEW"), static told => told.Text.ShouldBe("hello"));
        Answers()[^1].Name.ShouldBe("SHO-NEW");
    }

    [Fact]
    public async Task Much_that_is_said_costs_few_requests_and_nothing_of_it_is_kept()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Say($"internal {i}");
        }

        var before = _world.Frappe.Requests.Count;
        await _world.Sweep();

        (_world.Frappe.Requests.Count - before).ShouldBeLessThan(20);
        _world.Site.Database.Read(static session => session.Long("SELECT count(*) FROM message")).ShouldBe(0);
    }

    [Fact]
    public async Task Who_may_not_read_comments_sees_the_documents_all_the_same()
    {
        _world.Frappe.Site.Users.Single(static user => user.IsAdministrator).Reads = [.. _world.Frappe.Site.Types.Keys.Where(static type => type != "Comment")];
        Say("@customer unseen");
        _world.Update(_order, new { status = "Done" });

        await _world.Sweep();

        ((string)_world.Body(_order)["status"]!).ShouldBe("Done");
        Told().ShouldBeEmpty();
        _world.Site.Database.Read(static session => session.Text("SELECT fault FROM frappe_talk WHERE doc_type = 'Comment'")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_hint_that_nobody_signed_is_refused()
    {
        using var forged = await _world.Site.Http.PostAsync(_world.HintUrl("Comment", "after_insert"), new StringContent("{\"name\":\"x\"}"));

        forged.StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
        _world.Site.Database.Read(static session => session.Long("SELECT count(*) FROM frappe_said")).ShouldBe(0);
    }

    private string Say(string content, string type = "Comment", string by = "Sam Sales", string docType = FrappeWorld.Order, string? name = null) => (string)_world.Frappe.Site.Insert(
        "Comment", new JsonObject { ["comment_type"] = type, ["comment_by"] = by, ["reference_doctype"] = docType, ["reference_name"] = name ?? _order, ["content"] = content })["name"]!;

    private void Edit(string name, string content)
    {
        _world.Site.Time.Advance(TimeSpan.FromSeconds(1));
        _world.Frappe.Site.Update("Comment", name, new JsonObject { ["content"] = content });
    }

    private List<JsonObject> Comments() => [.. _world.Frappe.Site.Of("Comment").Values];

    private List<MessageTold> Told() => _world.Site.Database.Read(static session => session.Many("SELECT data FROM log_entry WHERE type = 'message.told' ORDER BY key", static row => MessageTold.Read(row.Bytes(0))));

    private List<MessageAnswered> Answers() => _world.Site.Database.Read(static session => session.Many("SELECT data FROM log_entry WHERE type = 'message.answered' ORDER BY key", static row => MessageAnswered.Read(row.Bytes(0))));

    private Task<string> Write(string text) => Write(_world, _order, text);

    /// <summary>As the link has stored it.</summary>
    private async Task<string> Write(FrappeWorld world, string order, string text)
    {
        var id = $"msg_{++_messages:00}";
        await world.Site.Database.Writer.Write(session =>
        {
            session.Execute(
                "INSERT INTO message (message, doc_type, name, account, issuer, subject, email, author, text, at, attempt, state, changed) VALUES ($1, $2, $3, 'CUST-1', 'i', 's', $4, 'Bea Buyer', $5, $6, 1, 'received', $6)",
                id, FrappeWorld.Order, order, Customer, text, world.Site.Time.GetUtcNow());
            session.AfterCommit(world.Site.Service<MessageSignal>().Raise);
        });
        return id;
    }

    private StoredMessage Row(string message) => Row(_world, message);

    private static StoredMessage Row(FrappeWorld world, string message) => world.Site.Database.Read(session => StoredMessage.Find(session, message))!;

    private Task Ends(string message, string state) => Ends(_world, message, state);

    private static async Task Ends(FrappeWorld world, string message, string state)
    {
        await Eventually.True(() =>
        {
            // The budget's pauses are the clock's.
            world.Site.Time.Advance(TimeSpan.FromSeconds(1));
            return Row(world, message).State != StoredMessage.Received;
        });
        Row(world, message).State.ShouldBe(state, Row(world, message).Reason);
    }
}
