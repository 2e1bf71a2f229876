using System.Text.Json.Nodes;
using SiteHub.Operations.Configuration;

namespace SiteHub.EndToEnd.Tests.Configuration;

/// <summary>A source of the kind frappe in the configuration.</summary>
public sealed class FrappeSourceTests
{
    [Fact]
    public void A_source_of_the_kind_frappe_is_read()
    {
        var file = SampleFile.Changed(static f => Mirror(f));

        SampleFile.FitsSchema(file).ShouldBeTrue();
        var source = SampleFile.Parse(file).Sites[0].Source!;

        source.Kind.ShouldBe(SourceEntry.OfFrappe);
        source.Frappe!.Url.ShouldBe(new Uri("https://erp.acme.example"));
        source.Frappe.Key!.Key.ShouldBe("abc123");
        source.Frappe.TimeZone!.Id.ShouldBe("Asia/Kolkata");
        source.Frappe.Budget.ShouldBe(new FrappeBudget(3, 40));
        source.Frappe.SweepEvery.ShouldBe(TimeSpan.FromMinutes(2));
        source.Frappe.RequestField.ShouldBe("custom_sitehub_request");
        source.DocTypes.ShouldNotBeEmpty();
    }

    [Fact]
    public void It_may_be_asked_by_OAuth_in_place_of_a_key()
    {
        var file = SampleFile.Changed(static f => Mirror(f)["auth"] = new JsonObject { ["clientId"] = "t1hc0kuu1q", ["clientSecret"] = "hush" });

        SampleFile.FitsSchema(file).ShouldBeTrue();
        var source = SampleFile.Parse(file).Sites[0].Source!.Frappe!;
        source.Key.ShouldBeNull();
        (source.OAuth!.ClientId, source.OAuth.ClientSecret.Reveal(), source.OAuth.Scopes).ShouldBe(("t1hc0kuu1q", "hush", "all openid"));
    }

    [Fact]
    public void Its_publications_say_how_what_is_said_travels()
    {
        var file = SampleFile.Changed(static f =>
        {
            Mirror(f);
            f.Acme()["publications"]![0]!["conversation"] = new JsonObject { ["as"] = "communication", ["mark"] = "An den Kunden:", ["role"] = "viewer" };
        });

        SampleFile.FitsSchema(file).ShouldBeTrue();
        var entry = SampleFile.Parse(file).Sites[0].Publications[0].Conversation!;
        (entry.AsCommunication, entry.Mark, entry.Sent, entry.Role).ShouldBe((true, "An den Kunden:", true, "viewer"));
    }

    public static TheoryData<string, Action<JsonNode>, bool> Faults => new()
    {
        { "$.sites[0].source.url", static s => s.AsObject().Remove("url"), true },
        { "$.sites[0].source.url", static s => s["url"] = "https://erp.acme.example/app", true },
        { "$.sites[0].source.url", static s => s["url"] = "https://user:pass@erp.acme.example", true },
        { "$.sites[0].source.url", static s => s["url"] = "ftp://erp.acme.example", true },
        { "$.sites[0].source.auth", static s => s.AsObject().Remove("auth"), true },
        { "$.sites[0].source.auth.key", static s => s["auth"]!["key"] = "a:b", true },
        { "$.sites[0].source.auth.key", static s => s["auth"]!["key"] = "a\r\nX: y", true },
        { "$.sites[0].source.auth.secret", static s => s["auth"]!["secret"] = 7, true },
        { "$.sites[0].source.auth.token", static s => s["auth"]!["token"] = "x", true },
        { "$.sites[0].source.auth.clientSecret", static s => s["auth"] = new JsonObject { ["clientId"] = "c" }, true },
        { "$.sites[0].source.auth.clientId", static s => s["auth"] = new JsonObject { ["clientSecret"] = "s" }, true },
        { "$.sites[0].source.auth.key", static s => s["auth"] = new JsonObject { ["clientId"] = "c", ["clientSecret"] = "s", ["key"] = "abc" }, true },
        { "$.sites[0].source.timeZone", static s => s["timeZone"] = "Europe/Nowhere", false },
        { "$.sites[0].source.budget.atOnce", static s => s["budget"]!["atOnce"] = 0, true },
        { "$.sites[0].source.budget.share", static s => s["budget"]!["share"] = 101, true },
        { "$.sites[0].source.budget.share", static s => s["budget"]!["share"] = "all", true },
        { "$.sites[0].source.sweepSeconds", static s => s["sweepSeconds"] = 1, true },
        { "$.sites[0].source.requestField", static s => s["requestField"] = "Custom Field", true },
        { "$.sites[0].source.requestField", static s => s["requestField"] = "a`; drop", true },
        { "$.sites[0].source.docTypes[0].naming", static s => s["docTypes"]![0]!["naming"] = "hash", true },
        { "$.sites[0].source.docTypes[0].permissions[0].allow", static s => s["docTypes"]![0]!["permissions"]![0]!["allow"] = new JsonArray("read", "write"), false },
        { "$.sites[0].source.seed", static s => s["seed"] = new JsonObject(), true },
        { "$.sites[0].source.url", static s => { s["kind"] = "embedded"; s.AsObject().Remove("auth"); }, true },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_is_wrong_with_it_is_a_fault_at_that_very_place(string path, Action<JsonNode> change, bool schema)
    {
        var file = SampleFile.Changed(f => change(Mirror(f)));

        SampleFile.FitsSchema(file).ShouldBe(!schema);
        SampleFile.Faults(file).Select(static fault => fault.Path).ShouldContain(path);
        SampleFile.Faults(file).ShouldAllBe(static fault => !fault.ToString().Contains("pass@", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "map": { "docType": "Sales Order", "method": "x.y" } }""")]
    [InlineData("""{ "method": { "name": "decline" } }""")]
    [InlineData("""{ "workflow": "Approve" }""")]
    [InlineData("""{ "assign": "sales@acme.example" }""")]
    public void Steps_of_Frappes_need_a_source_of_that_kind(string step)
    {
        var effect = JsonNode.Parse(step);
        var embedded = SampleFile.Changed(f => f.Acme()["actions"]![0]!["effect"] = new JsonArray(effect!.DeepClone()));
        var mirrored = SampleFile.Changed(f =>
        {
            Mirror(f);
            f.Acme()["actions"]![0]!["effect"] = new JsonArray(effect!.DeepClone());
        });

        SampleFile.Faults(embedded).Select(static fault => fault.Path).ShouldContain("$.sites[0].actions[0].effect[0]");
        SampleFile.FitsSchema(mirrored).ShouldBeTrue();
        SampleFile.Parse(mirrored).Sites[0].Actions[0].Effect.ShouldHaveSingleItem();
    }

    private static JsonObject Mirror(JsonNode file)
    {
        var source = file.Acme()["source"]!.AsObject();
        source.Remove("seed");
        source["kind"] = "frappe";
        source["url"] = "https://erp.acme.example";
        source["auth"] = new JsonObject { ["key"] = "abc123", ["secret"] = "hush" };
        source["timeZone"] = "Asia/Kolkata";
        source["sweepSeconds"] = 120;
        source["budget"] = new JsonObject { ["atOnce"] = 3, ["share"] = 40 };
        foreach (var docType in source["docTypes"]!.AsArray())
        {
            docType!.AsObject().Remove("naming");
            foreach (var permission in docType["permissions"]?.AsArray() ?? [])
            {
                permission!["allow"] = new JsonArray("read");
            }
        }

        return source;
    }
}
