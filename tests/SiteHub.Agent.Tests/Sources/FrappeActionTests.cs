using System.Text.Json.Nodes;
using SiteHub.Agent.Actions;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Publications;
using SiteHub.Delivery.Workers;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Documents;
using SiteHub.Testing.Frappe;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>What a member asks for is done at the Frappe site: once, on what they saw, with its reasons.</summary>
public sealed class FrappeActionTests : IAsyncLifetime
{
    private const string Quotation = "Quotation";
    private const string Order = "Sales Order";
    private const string MakeOrder = "erpnext.selling.doctype.quotation.quotation.make_sales_order";

    private readonly FrappeWorld _world = new();
    private string _quotation = "";
    private int _requests;

    public async ValueTask InitializeAsync()
    {
        var site = _world.Site;
        FieldEntry[] rows = [FrappeWorld.Field("item_code"), FrappeWorld.Field("qty", FieldType.Float), FrappeWorld.Field("rate", FieldType.Currency)];
        site.DocTypes.AddRange(
        [
            new(Quotation, FrappeWorld.Naming, true, false, null, [FrappeWorld.Field("party_name", FieldType.Link, "Customer"), FrappeWorld.Field("status"), FrappeWorld.Field("remarks"), FrappeWorld.Field("workflow_state"), FrappeWorld.Field("grand_total", FieldType.Currency), FrappeWorld.Field("items", FieldType.Table, "Quotation Item")], []),
            new("Quotation Item", FrappeWorld.Naming, false, true, null, rows, []),
            new(Order, FrappeWorld.Naming, true, false, null, [FrappeWorld.Field("customer", FieldType.Link, "Customer"), FrappeWorld.Field("status"), FrappeWorld.Field("grand_total", FieldType.Currency), FrappeWorld.Field("items", FieldType.Table, "Sales Order Item")], []),
            new("Sales Order Item", FrappeWorld.Naming, false, true, null, rows, []),
        ]);
        site.Publications.Add(new PublicationEntry(Quotation, "true", [new("status", "status", null), new("remarks", "remarks", null), new("items", "items", null)], "party_name", CardEntry.Empty));
        site.Publications.Add(new PublicationEntry(Order, "true", [new("status", "status", null)], "customer", CardEntry.Empty));
        Add("accept", new ActionStep.Map(Order, MakeOrder, "({ delivery_date: '2026-12-24', items: [{ delivery_date: '2026-12-24' }] })", Submits: true));
        Add("decline", new ActionStep.Method("declare_enquiry_lost", "({ lost_reasons_list: [{ lost_reason: input.reason }], detailed_reason: input.reason })"), new ActionStep.Comment("'Declined: ' + input.reason"));
        Add("remark", new ActionStep.Set("({ remarks: input.reason })"));
        Add("cancel", new ActionStep.Cancel());
        Add("approve", new ActionStep.Workflow("Approve"));
        Add("ask", new ActionStep.Assign("sales@one.example"), new ActionStep.Comment("input.reason"));
        Add("accept-and-note", new ActionStep.Map(Order, MakeOrder, "({ delivery_date: '2026-12-24', items: [{ delivery_date: '2026-12-24' }] })", Submits: true), new ActionStep.Set("({ remarks: input.reason })"));
        Add("order-now", new ActionStep.Create(Order, "({ customer: account, delivery_date: '2026-12-24', docstatus: 1, items: [{ item_code: 'PUMP-1', qty: 1, rate: 5 }] })"));
        var erp = _world.Frappe.Site;
        erp.Insert("Customer", new JsonObject { ["customer_name"] = "Riverside" });
        erp.Insert("User", new JsonObject { ["name"] = "sales@one.example" });
        erp.Insert("Quotation Lost Reason", new JsonObject { ["order_lost_reason"] = "Too expensive" });
        _world.Frappe.Transitions[(Quotation, "", "Approve")] = "Approved";
        _quotation = (string)erp.Insert(Quotation, new JsonObject { ["party_name"] = "Riverside", ["valid_till"] = "2027-12-31", ["items"] = new JsonArray(new JsonObject { ["item_code"] = "PUMP-1", ["qty"] = 2, ["rate"] = 150 }) })["name"]!;
        erp.Update(Quotation, _quotation, new JsonObject { ["docstatus"] = 1 });
        await _world.StartAsync();
        site.Service<WorkerSet>().FirstPause = TimeSpan.FromMilliseconds(5);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private int Orders => _world.Frappe.Site.Of(Order).Values.Count(static order => (int)order["docstatus"]! == 1);

    [Fact]
    public async Task An_accepted_quotation_is_one_submitted_order_and_both_are_shown_at_once()
    {
        var request = await Ask("accept");

        await Ends(request, ActionStates.Completed);
        Orders.ShouldBe(1);
        var order = _world.Frappe.Site.Of(Order).Values.Single();
        ((string?)order["custom_sitehub_request"]).ShouldBeNull();
        ((string)order["status"]!).ShouldBe("To Deliver and Bill");
        ((string)order["items"]![0]!["delivery_date"]!).ShouldBe("2026-12-24");
        await Eventually.True(() => _world.Find((string)order["name"]!, Order) is { DocStatus: 1 });
        await Eventually.True(() => (string?)_world.Body(_quotation, Quotation)["status"] == "Ordered");
        Row(request).ResultName.ShouldBe((string)order["name"]!);
        ((string)_world.Frappe.Site.Of("Comment").Values.Single()["comment_email"]!).ShouldBe("bea@riverside.example");
    }

    /// <summary>What a script reads is UTC, so that is what it writes; the site has a clock of its own.</summary>
    [Theory]
    [InlineData("Europe/Berlin", "2026-07-01 10:30:00", "2026-07-01 12:30:00")]
    [InlineData("Europe/Berlin", "2026-12-01 10:30:00.250000", "2026-12-01 11:30:00.25")]
    [InlineData("Asia/Kolkata", "2026-12-01T23:30:00Z", "2026-12-02 05:00:00")]
    [InlineData("Asia/Kolkata", "2026-12-01T23:30:00+01:00", "2026-12-02 04:00:00")]
    [InlineData("America/New_York", "2026-12-01 00:15", "2026-11-30 19:15:00")]
    [InlineData("Asia/Kolkata", "2026-12-01", "2026-12-01")]
    public async Task A_time_that_a_script_writes_is_the_same_moment_by_the_site_s_clock(string zone, string written, string there)
    {
        await using var world = new FrappeWorld { TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone) };
        world.Frappe.Site.Type(FrappeWorld.Order).Fields.Add(new StandInField("custom_sitehub_request") { Unique = true });
        world.Site.Actions.Add(new ActionEntry(new CatalogueAction(FrappeWorld.Order, "new", "New", false, "buyer", []), [new ActionStep.Create(FrappeWorld.Order, $"({{ title: 'made', at: '{written}', due: '2026-12-01', rows: [] }})")]));
        await world.StartAsync();
        world.Site.Service<WorkerSet>().FirstPause = TimeSpan.FromMilliseconds(5);

        await world.Site.Database.Writer.Write(session =>
        {
            session.Execute(
                "INSERT INTO action_request (id, action, doc_type, account, issuer, subject, person, email, input, expires, received, state, changed) VALUES ('act_1', 'new', $1, 'CUST-1', 'i', 's', 'Bea Buyer', 'bea@riverside.example', '{}', $2, $3, 'received', $3)",
                FrappeWorld.Order, world.Site.Time.GetUtcNow() + TimeSpan.FromHours(1), world.Site.Time.GetUtcNow());
            session.AfterCommit(world.Site.Service<ActionSignal>().Raise);
        });
        await Eventually.True(() =>
        {
            world.Site.Time.Advance(TimeSpan.FromSeconds(1));
            return world.Frappe.Site.Of(FrappeWorld.Order).Count == 1;
        });

        var made = world.Frappe.Site.Of(FrappeWorld.Order).Values.Single();
        ((string)made["at"]!, (string)made["due"]!).ShouldBe((there, "2026-12-01"));
    }

    public static TheoryData<string, string> Mishaps => new()
    {
        { "make_sales_order", "before" }, { "frappe.client.insert", "after" }, { "frappe.client.insert", "page after" }, { "frappe.client.insert", "before" }, { "Sales%20Order", "after" }, { "Sales%20Order", "page after" },
        { "Sales%20Order", "before" }, { "add_comment", "page after" }, { "everything", "queue" },
    };

    /// <summary>The site does what it was asked and answers nothing, or a page; or does nothing and answers nothing.</summary>
    [Theory]
    [MemberData(nameof(Mishaps))]
    public async Task An_order_is_made_once_whatever_the_answer_to_it(string at, string how)
    {
        var done = false;
        _world.Frappe.Faults.QueueDown = how == "queue";
        _world.Frappe.Faults.Instead = path =>
        {
            if (!done && path.Contains(at, StringComparison.Ordinal))
            {
                done = true;
                (_world.Frappe.Faults.DieAfterCommit, _world.Frappe.Faults.FailAfterCommit, _world.Frappe.Faults.DieBefore) = how switch { "after" => (1, 0, 0), "page after" => (0, 1, 0), _ => (0, 0, 1) };
            }

            return null;
        };

        var request = await Ask("accept");

        await Ends(request, ActionStates.Completed);
        Orders.ShouldBe(1);
        _world.Frappe.Site.Of(Order).Count.ShouldBe(1);
        _world.Frappe.Site.Of("Comment").Count.ShouldBe(1);
    }

    public static TheoryData<string, int> Steps => new()
    {
        { "planned", 0 }, { "asked", 0 }, { "asked and made", 0 }, { "made", 0 }, { "asked", 1 }, { "asked and made", 1 }, { "made", 1 }, { "asked and made", 2 },
    };

    /// <summary>What a kill leaves behind, at each step: the rows say how far it was, and the site is one further or not.</summary>
    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Killed_at_any_step_it_goes_on_and_one_order_is_made(string how, int step)
    {
        var request = await Ask("accept");
        await Ends(request, ActionStates.Completed);
        var order = _world.Frappe.Site.Of(Order).Values.Single();
        var name = (string)order["name"]!;
        var before = _world.Site.Database.Read(session => session.Text("SELECT modified FROM frappe_step WHERE request = $1 AND step = 0", request));
        if (step == 0 && (how is "planned" or "asked"))
        {
            // The site is where it was before this step.
            _world.Frappe.Site.DeleteSilently(Order, name);
        }
        else if (step == 0 || (step == 1 && how == "asked"))
        {
            // Made, and not yet submitted.
            _world.Frappe.Site.Set(Order, name, "docstatus", 0);
            _world.Frappe.Site.Set(Order, name, "modified", before);
            _world.Frappe.Site.Set(Order, name, "custom_sitehub_request", request);
        }

        await _world.Site.Database.Writer.Write(session =>
        {
            session.Execute("UPDATE action_request SET state = 'accepted' WHERE id = $1", request);
            session.Execute("UPDATE frappe_step SET state = 'planned', doc_type = NULL, name = NULL WHERE request = $1 AND step > $2", request, step);
            if (how is "planned" or "asked" or "asked and made")
            {
                session.Execute("UPDATE frappe_step SET state = $3, doc_type = NULL, name = NULL WHERE request = $1 AND step = $2", request, step, how == "planned" ? "planned" : "asked");
            }

            session.AfterCommit(_world.Site.Service<ActionSignal>().Raise);
        });
        await Ends(request, ActionStates.Completed);
        Orders.ShouldBe(1);
        _world.Frappe.Site.Of(Order).Count.ShouldBe(1);
        _world.Frappe.Site.Of("Comment").Count.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task An_order_that_came_of_it_can_be_cancelled_and_amended_there()
    {
        await Ends(await Ask("accept"), ActionStates.Completed);
        var erp = _world.Frappe.Site;
        var order = erp.Of(Order).Values.Single();
        var name = (string)order["name"]!;
        erp.Update(Order, name, new JsonObject { ["docstatus"] = 2 });

        // As the desk does it: all fields, those of No Copy as well.
        var amended = (JsonObject)order.DeepClone();
        foreach (var own in new[] { "name", "owner", "creation", "modified", "modified_by", "docstatus", "idx" })
        {
            amended.Remove(own);
        }

        amended["amended_from"] = name;
        erp.Insert(Order, amended);

        erp.Of(Order).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_a_member_wrote_is_shown_there_as_they_wrote_it_and_is_known_again()
    {
        var done = false;
        _world.Frappe.Faults.Instead = path =>
        {
            if (!done && path.Contains("add_comment", StringComparison.Ordinal))
            {
                (done, _world.Frappe.Faults.FailAfterCommit) = (true, 1);
            }

            return null;
        };

        await Ends(await Ask("ask", reason: "5 < 6 & <b>x</b> <y>"), ActionStates.Completed);

        ((string)_world.Frappe.Site.Of("Comment").Values.ShouldHaveSingleItem()["content"]!).ShouldBe("5 &lt; 6 &amp; &lt;b&gt;x&lt;/b&gt; &lt;y&gt;");
    }

    [Fact]
    public async Task A_second_request_for_what_is_ordered_is_refused_with_a_reason()
    {
        await Ends(await Ask("accept"), ActionStates.Completed);
        await Eventually.True(() => (string?)_world.Body(_quotation, Quotation)["status"] == "Ordered");

        var again = await Ask("accept");

        await Ends(again, ActionStates.Failed);
        Row(again).Reason.ShouldBe("There is nothing left of it that could be made.");
        Orders.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_changed_there_meanwhile_is_refused()
    {
        var hash = Seen();
        _world.Frappe.Site.Update(Quotation, _quotation, new JsonObject { ["remarks"] = "another price" });

        // Nobody has told the agent yet.
        var request = await Ask("remark", hash);

        await Ends(request, ActionStates.Refused);
        Row(request).Reason.ShouldBe(ActionChecks.ChangedMeanwhile);
        ((string)_world.Frappe.Site.Of(Quotation)[_quotation]["remarks"]!).ShouldBe("another price");
    }

    [Fact]
    public async Task What_was_saved_there_meanwhile_without_a_change_that_the_member_sees_is_done_all_the_same()
    {
        var hash = Seen();
        _world.Frappe.Site.Update(Quotation, _quotation, new JsonObject { ["workflow_state"] = "Checked" });

        var request = await Ask("remark", hash);

        await Ends(request, ActionStates.Completed);
        ((string)_world.Frappe.Site.Of(Quotation)[_quotation]["remarks"]!).ShouldBe("too dear");
    }

    [Fact]
    public async Task Frappes_own_words_reach_the_member_as_a_sentence()
    {
        var request = await Ask("decline", reason: "Unheard of");

        await Ends(request, ActionStates.Failed);
        Row(request).Reason.ShouldBe("Invalid lost reason Unheard of , please create a new lost reason");
        _world.Frappe.Site.Of("Comment").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("decline", "status", "Lost")]
    [InlineData("remark", "remarks", "Too expensive")]
    [InlineData("approve", "workflow_state", "Approved")]
    [InlineData("cancel", "status", "Cancelled")]
    public async Task Each_kind_of_step_changes_the_document_there_and_then_here(string action, string field, string becomes)
    {
        var request = await Ask(action, reason: "Too expensive");

        await Ends(request, ActionStates.Completed);
        ((string)_world.Frappe.Site.Of(Quotation)[_quotation][field]!).ShouldBe(becomes);
        await Eventually.True(() => (string?)_world.Body(_quotation, Quotation)[field] == becomes);
        _world.Frappe.Site.Of("Comment").Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("decline", "run_doc_method", "page after")]
    [InlineData("decline", "run_doc_method", "after")]
    [InlineData("decline", "run_doc_method", "before")]
    [InlineData("remark", "Quotation/", "after")]
    [InlineData("remark", "Quotation/", "before")]
    [InlineData("approve", "apply_workflow", "page after")]
    [InlineData("cancel", "Quotation/", "page after")]
    public async Task A_change_whose_answer_says_nothing_is_looked_for_and_done_once(string action, string at, string how)
    {
        var fired = _world.Frappe.Hooks.Committed;
        var done = false;
        _world.Frappe.Faults.Instead = path =>
        {
            if (!done && path.Contains(at, StringComparison.Ordinal))
            {
                done = true;
                (_world.Frappe.Faults.DieAfterCommit, _world.Frappe.Faults.FailAfterCommit, _world.Frappe.Faults.DieBefore) = how switch { "after" => (1, 0, 0), "page after" => (0, 1, 0), _ => (0, 0, 1) };
            }

            return null;
        };

        await Ends(await Ask(action, reason: "Too expensive"), ActionStates.Completed);

        (_world.Frappe.Hooks.Committed - fired).ShouldBeInRange(1, 4, "one save, and the comment");
        _world.Frappe.Site.Of("Comment").Count.ShouldBe(1);
    }

    /// <summary>It was not done, and somebody else has changed the document at that moment.</summary>
    [Fact]
    public async Task A_change_whose_answer_says_nothing_is_not_taken_for_done_by_another_s_change()
    {
        var done = false;
        _world.Frappe.Faults.Instead = path =>
        {
            if (!done && path.Contains("Quotation/", StringComparison.Ordinal))
            {
                (done, _world.Frappe.Faults.DieBefore) = (true, 1);
                _world.Frappe.Site.Update(Quotation, _quotation, new JsonObject { ["workflow_state"] = "Checked" });
            }

            return null;
        };

        await Ends(await Ask("remark"), ActionStates.Unknown);

        ((string?)_world.Frappe.Site.Of(Quotation)[_quotation]["remarks"]).ShouldNotBe("too dear");
    }

    [Fact]
    public async Task What_an_order_changes_in_its_quotation_does_not_keep_the_next_step()
    {
        await Ends(await Ask("accept-and-note"), ActionStates.Completed);

        ((string)_world.Frappe.Site.Of(Quotation)[_quotation]["status"]!).ShouldBe("Ordered");
        ((string)_world.Frappe.Site.Of(Quotation)[_quotation]["remarks"]!).ShouldBe("too dear");
    }

    [Fact]
    public async Task An_assignment_and_a_comment_are_made_there()
    {
        await Ends(await Ask("ask"), ActionStates.Completed);

        ((string)_world.Frappe.Site.Of("ToDo").Values.Single()["allocated_to"]!).ShouldBe("sales@one.example");
        ((string)_world.Frappe.Site.Of("Comment").Values.Single()["content"]!).ShouldBe("too dear");
        ((string)_world.Frappe.Site.Of("Comment").Values.Single()["comment_by"]!).ShouldBe("Bea Buyer");
    }

    [Fact]
    public async Task A_site_under_maintenance_is_waited_for_and_what_comes_too_late_is_not_begun()
    {
        _world.Frappe.Faults.Maintenance = true;
        var request = await Ask("accept");
        await Ends(request, ActionStates.Accepted);
        Orders.ShouldBe(0);
        _world.Site.Time.Advance(TimeSpan.FromHours(2));

        await Ends(request, ActionStates.Failed);
        Row(request).Reason.ShouldBe("The company's system could not be reached in time.");
        _world.Frappe.Faults.Maintenance = false;
        _world.Frappe.Site.Of(Order).ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancelling_what_others_are_linked_with_is_refused_by_name()
    {
        await Ends(await Ask("accept"), ActionStates.Completed);
        await Eventually.True(() => (string?)_world.Body(_quotation, Quotation)["status"] == "Ordered");

        var request = await Ask("cancel");

        await Ends(request, ActionStates.Failed);
        Row(request).Reason!.ShouldContain("is linked with");
    }

    private void Add(string name, params ActionStep[] steps) => _world.Site.Actions.Add(new ActionEntry(new CatalogueAction(Quotation, name, name, true, "buyer", [new ActionField("reason", "Reason", ActionFieldTypes.Text, false)]), steps));

    private string Seen()
    {
        var stored = _world.Find(_quotation, Quotation)!;
        return SeenHash.Of(Projection.Of(stored.Body, _world.Site.Service<PublicationSet>().Of(Quotation)!.Fields).Doc.Span);
    }

    /// <summary>As the link has stored it.</summary>
    private async Task<string> Ask(string action, string? hash = null, string reason = "too dear")
    {
        var id = $"act_{++_requests:00}";
        var now = _world.Site.Time.GetUtcNow();
        hash ??= Seen();
        await _world.Site.Database.Writer.Write(session =>
        {
            session.Execute(
                "INSERT INTO action_request (id, action, doc_type, name, hash, account, issuer, subject, person, email, input, expires, received, state, changed) VALUES ($1, $2, 'Quotation', $3, $4, 'Riverside', 'i', 's', 'Bea Buyer', 'bea@riverside.example', $5, $6, $7, 'received', $7)",
                id, action, _quotation, hash, new JsonObject { ["reason"] = reason }.ToJsonString(), now + TimeSpan.FromHours(1), now);
            session.AfterCommit(_world.Site.Service<ActionSignal>().Raise);
        });
        return id;
    }

    private ActionEndpoints.ListedRequest Row(string request) => _world.Site.Database.Read(session => ActionEndpoints.List(session, null)).Single(one => one.Id == request);

    private async Task Ends(string request, string state)
    {
        await Eventually.True(() =>
        {
            // The budget's pauses are the clock's.
            _world.Site.Time.Advance(TimeSpan.FromSeconds(1));
            return Row(request).State == state || (state != ActionStates.Accepted && Row(request).State is ActionStates.Failed or ActionStates.Refused or ActionStates.Unknown or ActionStates.Completed);
        });
        Row(request).State.ShouldBe(state, Row(request).Reason);
    }
}
