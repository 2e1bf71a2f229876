using System.Text.Json.Nodes;

namespace SiteHub.EndToEnd.Tests.Configuration;

public sealed class BrokenFileTests
{
    public static TheoryData<string, Action<JsonNode>> WhatTheSchemaSeesToo => new()
    {
        { "$.hub.colour", f => f["hub"]!["colour"] = "blue" },
        { "$.hubb", f => f["hubb"] = 1 },
        { "$.hub.url", f => f["hub"]!["url"] = "localhost:5100" },
        { "$.hub.url", f => f["hub"]!["url"] = "http://localhost:5100/portal" },
        { "$.hub.listen", f => f["hub"]!["listen"] = "http://localhost" },
        { "$.hub.database", f => f["hub"]!["database"] = "postgres://user:pass@db/hub" },
        { "$.hub.masterKey", f => f["hub"]!["masterKey"] = "short" },
        { "$.hub.allowNetworks[0]", f => f["hub"]!["allowNetworks"]![0] = "everywhere" },
        { "$.sites[0].trustedProxies[0]", f => f["sites"]![0]!["trustedProxies"] = new JsonArray("proxy") },
        { "$.hub.trustedProxies[0]", f => f["hub"]!["trustedProxies"]!.AsArray().Add("proxy") },
        { "$.hub.clients[0].id", f => f["hub"]!["clients"]![0]!["id"] = "site-acme" },
        { "$.hub.clients[0].secret", f => f["hub"]!["clients"]![0]!["secret"] = 7 },
        { "$.hub.clients[0].secret", f => f["hub"]!["clients"]![0]!["secret"] = new JsonObject { ["env"] = "A_SECRET", ["file"] = "x" } },
        { "$.hub.clients[0].backchannelLogoutUris", f => f["hub"]!["clients"]![0]!["backchannelLogoutUris"] = new JsonArray("https://erp.example/out", "https://shop.example/out") },
        { "$.hub.clients[0].jwksUri", f => f["hub"]!["clients"]![0]!["jwksUri"] = "erp.example/keys" },
        { "$.hub.clients[0].scopes[1]", f => f["hub"]!["clients"]![0]!["scopes"]![1] = "hub.everything" },
        { "$.hub.clients", f => f["hub"]!["clients"] = "operations" },
        { "$.sites[0].slug", f => f.Acme()["slug"] = "Acme!" },
        { "$.sites[0].slug", f => f.Acme()["slug"] = "hub" },
        { "$.sites[0].slug", f => f.Acme().AsObject().Remove("slug") },
        { "$.sites[0].users[0].email", f => f.Acme()["users"]![0]!["email"] = "admin" },
        { "$.sites[0].users[0].kind", f => f.Acme()["users"]![0]!["kind"] = "robot" },
        { "$.sites[0].users[0].apiKey.key", f => f.Acme()["users"]![0]!["apiKey"]!["key"] = "a:b" },
        { "$.sites[0].signIn.storeTokens", f => f.Acme()["signIn"]!["storeTokens"] = "yes" },
        { "$.sites[0].signIn.linkByEmail", f => f.Acme()["signIn"]!["linkByEmail"] = 1 },
        { "$.sites[0].signIn.tokens", f => f.Acme()["signIn"]!["tokens"] = true },
        { "$.sites[0].webhooks[0].url", f => f.Acme()["webhooks"]![0]!.AsObject().Remove("url") },
        { "$.sites[0].webhooks[0].method", f => f.Acme()["webhooks"]![0]!["method"] = "FETCH" },
        { "$.sites[0].webhooks[0].authentication[0].type", f => f.Acme()["webhooks"]![0]!["authentication"]![0]!["type"] = "password" },
        { "$.sites[0].webhooks[0].colour", f => f.Acme()["webhooks"]![0]!["colour"] = "blue" },
        { "$.sites[0].allowNetworks[0]", f => f.Acme()["allowNetworks"] = new JsonArray("everywhere") },
        { "$.hub.mail.host", f => f["hub"]!["mail"] = new JsonObject { ["from"] = "portal@northwind.example" } },
        { "$.hub.mail.security", f => f["hub"]!["mail"] = new JsonObject { ["host"] = "mail", ["from"] = "portal@northwind.example", ["security"] = "some" } },
        { "$.hub.mail.port", f => f["hub"]!["mail"] = new JsonObject { ["host"] = "mail", ["from"] = "portal@northwind.example", ["port"] = 70_000 } },
        { "$.sites[0].link.secret", f => f.Acme()["link"] = new JsonObject { ["secret"] = "hush", ["clientSecret"] = "hush" } },
        { "$.sites[0].source", f => f.Acme().AsObject().Remove("source") },
        { "$.sites[0].source.kind", f => f.Acme()["source"]!["kind"] = "sap" },
        { "$.sites[0].source.docTypes[0].naming", f => f.DocType("Customer")["naming"] = "CUST-####" },
        { "$.sites[0].source.docTypes[0].naming", f => f.DocType("Customer").AsObject().Remove("naming") },
        { "$.sites[0].source.docTypes[0].submittable", f => f.DocType("Customer")["submittable"] = "yes" },
        { "$.sites[0].source.docTypes[0].permissions", f => f.DocType("Customer")["permissions"] = new JsonArray() },
        { "$.sites[0].source.docTypes[0].permissions[0].allow[0]", f => f.DocType("Customer")["permissions"]![0]!["allow"]![0] = "peek" },
        { "$.sites[0].source.docTypes[0].fields[0].type", f => f.DocType("Customer")["fields"]![0]!["type"] = "Datum" },
        { "$.sites[0].source.docTypes[0].fields[0].name", f => f.DocType("Customer")["fields"]![0]!["name"] = "docstatus" },
        { "$.sites[0].source.docTypes[0].fields[0].options", f => f.DocType("Customer")["fields"]![0]!["options"] = "Item" },
        { "$.sites[0].source.docTypes[0].fields[1].options", f => f.DocType("Customer")["fields"]![1]!.AsObject().Remove("options") },
        { "$.sites[0].source.docTypes[2].permissions", f => f.DocType("Quotation Item")["permissions"] = f.DocType("Item")["permissions"]!.DeepClone() },
        { "$.sites[0].source.seed.count.Quotation", f => f.Acme()["source"]!["seed"]!["count"]!["Quotation"] = -1 },
        { "$.sites[0].source.seed.documents.Item", f => f.Acme()["source"]!["seed"]!["documents"]!["Item"] = "all" },
        { "$.sites[0].actions[0].name", f => f.Acme()["actions"]![0]!["name"] = "Accept it" },
        { "$.sites[0].actions[0].role", f => f.Acme()["actions"]![0]!["role"] = "king" },
        { "$.sites[0].actions[0].effect", f => f.Acme()["actions"]![0]!["effect"] = new JsonArray() },
        { "$.sites[0].actions[0].effect[0]", f => f.Acme()["actions"]![0]!["effect"]![0] = new JsonObject { ["delete"] = true } },
        { "$.sites[0].actions[0].input[0].type", f => f.Acme()["actions"]![0]!["input"]![0]!["type"] = "colour" },
        { "$.sites[0].actions[0].input[0].maxLength", f => f.Acme()["actions"]![0]!["input"]![0]!["maxLength"] = 0 },
        { "$.sites[0].actions[0].colour", f => f.Acme()["actions"]![0]!["colour"] = "blue" },
        { "$.sites[0].publications[0].fields", f => f.Acme()["publications"]![0]!["fields"] = new JsonArray() },
        { "$.sites[0].publications[0].fields[0]", f => f.Acme()["publications"]![0]!["fields"]![0] = 5 },
        { "$.sites[0].publications[0].kind", f => f.Acme()["publications"]![0]!["kind"] = "quotation" },
        { "$.sites[0].publications[0].kind", f => f.Acme()["publications"]![0]!["kind"] = new JsonArray("offer") },
        { "$.sites[0].publications[0].statuses", f => f.Acme()["publications"]![0]!["statuses"] = new JsonArray("Open") },
        { "$.sites[0].publications[0].statuses.late", f => f.Acme()["publications"]![0]!["statuses"]!["late"] = new JsonArray() },
        { "$.sites[0].publications[0].statuses.open", f => f.Acme()["publications"]![0]!["statuses"]!["open"] = "Open" },
        { "$.sites[0].publications[0].statuses.open[0]", f => f.Acme()["publications"]![0]!["statuses"]!["open"] = new JsonArray(7) },
        { "$.sites[0].publications[0].statuses.open[1]", f => f.Acme()["publications"]![0]!["statuses"]!["open"] = new JsonArray("Open", "") },
        { "$.sites[0].publications[0].statuses.open[1]", f => f.Acme()["publications"]![0]!["statuses"]!["open"] = new JsonArray("Open", "Open") },
        { "$.sites[0].publications[0].statuses.open[0]", f => f.Acme()["publications"]![0]!["statuses"]!["open"] = new JsonArray(new string('x', 141)) },
        { "$.sites[0].publications[0].statuses", f => f.Acme()["publications"]![0]!["statuses"]!["open"] = new JsonArray([.. Enumerable.Range(0, 101).Select(n => JsonValue.Create($"S{n}"))]) },
        { "$.sites[0].publications[2].card.outstanding", f => f.Acme()["publications"]![2]!["card"]!["outstanding"] = 12 },
        { "$.sites[0].publications[0].conversation", f => f.Acme()["publications"]![0]!["conversation"] = true },
        { "$.sites[0].publications[0].conversation.role", f => f.Acme()["publications"]![0]!["conversation"]!["role"] = "king" },
        { "$.sites[0].publications[0].conversation.readBy", f => f.Acme()["publications"]![0]!["conversation"]!["readBy"] = new string('x', 141) },
        { "$.sites[0].publications[0].conversation.mark", f => f.Acme()["publications"]![0]!["conversation"]!["mark"] = new string('@', 41) },
        { "$.sites[0].publications[0].conversation.as", f => f.Acme()["publications"]![0]!["conversation"]!["as"] = "mail" },
        { "$.sites[0].publications[0].conversation.to", f => f.Acme()["publications"]![0]!["conversation"]!["to"] = "all" },
        { "$.sites[0].publications[0].people", f => f.Acme()["publications"]![0]!["people"] = "email" },
        { "$.sites[0].publications[0].people.emails", f => f.Acme()["publications"]![0]!["people"] = new JsonObject { ["emails"] = new JsonArray() } },
        { "$.sites[0].publications[0].people.emails[0]", f => f.Acme()["publications"]![0]!["people"] = JsonNode.Parse("""{ "emails": [7] }""") },
        { "$.sites[0].publications[0].people.who", f => f.Acme()["publications"]![0]!["people"] = JsonNode.Parse("""{ "emails": ["customer"], "who": "x" }""") },
        { "$.sites[0].publications[0].people.accounts.field", f => f.Acme()["publications"]![0]!["people"] = JsonNode.Parse("""{ "emails": ["customer"], "accounts": {} }""") },
        { "$.sites[0].publications[0].people.accounts.where.item_code", f => f.Acme()["publications"]![0]!["people"] = JsonNode.Parse("""{ "emails": ["customer"], "accounts": { "field": "items.item_code", "where": { "item_code": 1 } } }""") },
        { "$.sites[0].publications[0].card.colour", f => f.Acme()["publications"]![0]!["card"]!["colour"] = "status" },
    };

    public static TheoryData<string, Action<JsonNode>> WhatOnlyTheReaderSees => new()
    {
        { "$.sites[0].publications[0].conversation", f => f.Acme()["publications"]![0]!.AsObject().Remove("account") },
        { "$.sites[0].publications[0].conversation.mark", f => f.Acme()["publications"]![0]!["conversation"]!["mark"] = "@customer" },
        { "$.sites[0].publications[0].conversation.sent", f => f.Acme()["publications"]![0]!["conversation"]!["sent"] = false },
        { "$.hub.clients[0].jwksUri", f => f["hub"]!["clients"]![0]!["jwksUri"] = "http://erp.example/keys" },
        { "$.hub.clients[0].jwksUri", f => (f["hub"]!["clients"]![0]!["jwks"], f["hub"]!["clients"]![0]!["jwksUri"]) = (JsonNode.Parse($$"""{"keys": [{"kty": "EC", "crv": "P-256", "x": "x", "y": "y"}]}"""), "https://erp.example/keys") },
        { "$.sites[0].actions[0].when", f => f.Acme()["actions"]![0]!["when"] = "doc." },
        { "$.sites[0].actions[0].docType", f => f.Acme()["actions"]![0]!["docType"] = "Item" },
        { "$.sites[0].actions[0].effect[0].create.docType", f => f.Acme()["actions"]![0]!["effect"]![0]!["create"]!["docType"] = "Sale" },
        { "$.sites[0].actions[0].effect[0].create.doc", f => f.Acme()["actions"]![0]!["effect"]![0]!["create"]!["doc"] = "(((" },
        { "$.sites[0].actions[1].name", f => f.Acme()["actions"]![1]!["name"] = "accept" },
        { "$.sites[0].actions[4].effect[0]", f => f.Acme()["actions"]![4]!["effect"]![0] = new JsonObject { ["comment"] = "input.subject" } },
        { "$.sites[0].actions[1].effect[1]", f => f.Acme()["actions"]![1]!["effect"]![1] = new JsonObject { ["handler"] = "erp" } },
        { "$.sites[1].slug", f => f["sites"]![1]!["slug"] = "acme" },
        { "$.sites[1].listen", f => f["sites"]![1]!["listen"] = "http://127.0.0.1:5100" },
        { "$.sites[1].url", f => f["sites"]![1]!["url"] = "http://localhost:5101" },
        { "$.sites[0].listen", f => { f.Acme()["url"] = "https://acme.example"; f.Acme().AsObject().Remove("listen"); } },
        { "$.sites[0].users[1].email", f => f.Acme()["users"]![1]!["email"] = "Admin@acme.example" },
        { "$.sites[0].users[1].apiKey.key", f => f.Acme()["users"]![1]!["apiKey"]!["key"] = "acme-admin" },
        { "$.sites[0].users[0].roles[0]", f => f.Acme()["users"]![0]!["roles"]![0] = "King" },
        { "$.sites[0].signIn.employeeRoles[0]", f => f.Acme()["signIn"]!["employeeRoles"]![0] = "King" },
        { "$.sites[0].roles[3]", f => f.Acme()["roles"]!.AsArray().Add("Customer") },
        { "$.sites[0].source.docTypes[0].permissions[0].role", f => f.DocType("Customer")["permissions"]![0]!["role"] = "King" },
        { "$.sites[0].source.docTypes[0].permissions[0].allow[0]", f => f.DocType("Customer")["permissions"]![0]!["allow"]![0] = "submit" },
        { "$.sites[0].source.docTypes[0].titleField", f => f.DocType("Customer")["titleField"] = "nickname" },
        { "$.sites[0].source.docTypes[1].naming", f => f.DocType("Item")["naming"] = "field:sku" },
        { "$.sites[0].source.docTypes[1].name", f => f.DocType("Item")["name"] = "Customer" },
        { "$.sites[0].source.docTypes[0].fields[1].name", f => f.DocType("Customer")["fields"]![1]!["name"] = "customer_name" },
        { "$.sites[0].source.docTypes[0].fields[1].default", f => f.DocType("Customer")["fields"]![1]!["default"] = "Robot" },
        { "$.sites[0].source.docTypes[3].fields[0].options", f => f.DocType("Quotation")["fields"]![0]!["options"] = "Klant" },
        { "$.sites[0].source.docTypes[3].fields[0].options", f => f.DocType("Quotation")["fields"]![0]!["options"] = "Quotation Item" },
        { "$.sites[0].source.docTypes[3].fields[7].options", f => f.DocType("Quotation")["fields"]![7]!["options"] = "Item" },
        { "$.hub.url", f => f["hub"]!["url"] = "http://hub.northwind.example" },
        { "$.sites[0].url", f => f.Acme()["url"] = "http://10.1.2.3:5101" },
        { "$.hub.plainHttpFrom[0]", f => f["hub"]!["plainHttpFrom"] = new JsonArray("0.0.0.0/0") },
        { "$.sites[0].plainHttpFrom[1]", f => f.Acme()["plainHttpFrom"] = new JsonArray("10.0.0.0/8", "203.0.113.0/24") },
        { "$.sites[0].plainHttpFrom[0]", f => f.Acme()["plainHttpFrom"] = new JsonArray("10.0.0.0/7") },
        { "$.sites[0].publications[0].docType", f => f.Acme()["publications"]![0]!["docType"] = "Offer" },
        { "$.sites[0].publications[0].docType", f => f.Acme()["publications"]![0]!["docType"] = "Quotation Item" },
        { "$.sites[0].publications[1].docType", f => f.Acme()["publications"]![1]!["docType"] = "Quotation" },
        { "$.sites[0].publications[0].when", f => f.Acme()["publications"]![0]!["when"] = "doc.docstatus >" },
        { "$.sites[0].publications[0].fields[1]", f => f.Acme()["publications"]![0]!["fields"]![1] = "klant" },
        { "$.sites[0].publications[0].fields[1]", f => f.Acme()["publications"]![0]!["fields"]![1] = "name" },
        { "$.sites[0].publications[0].fields[1].columns", f => f.Acme()["publications"]![0]!["fields"]![1] = JsonNode.Parse("""{ "field": "customer", "columns": ["x"] }""") },
        { "$.sites[0].publications[0].fields[7].columns[0]", f => f.Acme()["publications"]![0]!["fields"]![7] = JsonNode.Parse("""{ "field": "items", "columns": ["x"] }""") },
        { "$.sites[0].publications[0].account", f => f.Acme()["publications"]![0]!["account"] = "klant" },
        { "$.sites[0].publications[0].people.emails[0]", f => f.Acme()["publications"]![0]!["people"] = JsonNode.Parse("""{ "emails": ["mail"] }""") },
        { "$.sites[0].publications[0].people.emails[1]", f => f.Acme()["publications"]![0]!["people"] = JsonNode.Parse("""{ "emails": ["customer", "customer.mail"] }""") },
        { "$.sites[0].publications[0].people.emails[0]", f => f.Acme()["publications"]![0]!["people"] = JsonNode.Parse("""{ "emails": ["items.mail"] }""") },
        { "$.sites[0].publications[0].people.accounts.field", f => f.Acme()["publications"]![0]!["people"] = JsonNode.Parse("""{ "emails": ["customer"], "accounts": { "field": "klant" } }""") },
        { "$.sites[0].publications[0].people.accounts.where", f => f.Acme()["publications"]![0]!["people"] = JsonNode.Parse("""{ "emails": ["customer"], "accounts": { "field": "items.item_code", "where": { "kind": "x" } } }""") },
        { "$.sites[0].publications[0].people.accounts.where", f => f.Acme()["publications"]![0]!["people"] = JsonNode.Parse("""{ "emails": ["customer"], "accounts": { "field": "customer", "where": { "customer": "x" } } }""") },
        { "$.sites[0].publications[0].people", f => { f.Acme()["publications"]![0]!["people"] = JsonNode.Parse("""{ "emails": ["customer"] }"""); f.Acme()["publications"]![0]!.AsObject().Remove("account"); f.Acme()["publications"]![0]!.AsObject().Remove("conversation"); } },
        { "$.sites[0].publications[0].card.amount", f => f.Acme()["publications"]![0]!["card"]!["amount"] = "status" },
        { "$.sites[0].publications[2].card.outstanding", f => f.Acme()["publications"]![2]!["card"]!["outstanding"] = "due_date" },
        { "$.sites[0].publications[2].card.outstanding", f => f.Acme()["publications"]![2]!["card"]!["outstanding"] = "offen" },
        { "$.sites[0].publications[2].card.outstanding", f => f.Acme()["publications"]![2]!["card"]!["outstanding"] = "items" },
        { "$.sites[0].publications[0].statuses.lost[0]", f => f.Acme()["publications"]![0]!["statuses"]!["lost"] = new JsonArray("Open") },
        { "$.sites[0].publications[0].statuses.open", f => f.Acme()["publications"]![0]!["statuses"]!["open"] = new JsonArray("Offen") },
        { "$.sites[0].publications[0].statuses.overdue", f => f.Acme()["publications"]![0]!["statuses"]!["overdue"] = new JsonArray("expired") },
        { "$.sites[0].publications[0].statuses", f => f.Acme()["publications"]![0]!["card"]!.AsObject().Remove("status") },
        { "$.sites[0].publications[0].card.due", f => f.Acme()["publications"]![0]!["card"]!["due"] = "customer" },
        { "$.sites[0].source.seed.documents.Klant", f => f.Acme()["source"]!["seed"]!["documents"]!["Klant"] = new JsonArray() },
        { "$.sites[0].source.seed.documents.Item[0].sku", f => f.Acme()["source"]!["seed"]!["documents"]!["Item"]![0]!["sku"] = "1" },
        { "$.sites[0].source.seed.documents.Quotation[0].items[0].sku", f => f.Acme()["source"]!["seed"]!["documents"]!["Quotation"]![0]!["items"]![0]!["sku"] = "1" },
        { "$.hub.clients[0].secret", f => f["hub"]!["clients"]![0]!["secret"] = JsonNode.Parse("""{ "env": "NOT_SET" }""") },
        { "$.hub.clients[0].secret", f => f["hub"]!["clients"]![0]!["secret"] = JsonNode.Parse("""{ "file": "no/such/file" }""") },
    };

    [Theory]
    [MemberData(nameof(WhatTheSchemaSeesToo))]
    public void What_breaks_the_schema_is_a_fault_at_that_very_place(string path, Action<JsonNode> change)
    {
        var file = SampleFile.Changed(change);

        SampleFile.FitsSchema(file).ShouldBeFalse();
        SampleFile.Faults(file).Select(f => f.Path).ShouldContain(path);
    }

    [Theory]
    [MemberData(nameof(WhatOnlyTheReaderSees))]
    public void What_no_schema_can_say_is_a_fault_at_that_very_place(string path, Action<JsonNode> change)
    {
        var file = SampleFile.Changed(change);

        SampleFile.FitsSchema(file).ShouldBeTrue();
        SampleFile.Faults(file).Select(f => f.Path).ShouldContain(path);
    }

    [Fact]
    public void Every_fault_is_told_at_once_with_its_place_and_what_was_found()
    {
        var faults = SampleFile.Faults(SampleFile.Changed(f =>
        {
            f["hub"]!["url"] = "localhost";
            f.Acme()["slug"] = "ACME";
            f["sites"]![1]!["publications"]![0]!["account"] = "klant";
        }));

        faults.Select(f => (f.Path, f.Found)).ShouldBe(
            [("$.hub.url", "\"localhost\""), ("$.sites[0].slug", "\"ACME\""), ("$.sites[1].publications[0].account", "\"klant\"")]);
    }

    /// <summary>Whoever writes the kinds of a whole company gets all that is wrong with them in one go.</summary>
    [Fact]
    public void Every_fault_of_a_publication_s_kind_is_told_at_once()
    {
        var faults = SampleFile.Faults(SampleFile.Changed(f =>
        {
            var invoice = f.Acme()["publications"]![2]!;
            invoice["kind"] = "bill";
            invoice["statuses"] = JsonNode.Parse("""{ "open": ["Unpaid", "Offen"], "done": ["Paid", "Unpaid"], "late": [] }""");
            invoice["card"]!["outstanding"] = "due_date";
        }));

        faults.Select(f => (f.Path, f.Found)).ShouldBe(
            [
                ("$.sites[0].publications[2].kind", "\"bill\""), ("$.sites[0].publications[2].statuses.done[1]", "\"Unpaid\""), ("$.sites[0].publications[2].statuses.late", null),
                ("$.sites[0].publications[2].card.outstanding", "\"due_date\""), ("$.sites[0].publications[2].statuses.open", "\"Offen\""),
            ],
            ignoreOrder: true);
    }

    /// <summary>A hub takes no catalogue beyond its bounds: said here, and not once the site runs.</summary>
    [Theory]
    [InlineData(501, 0, "$.sites[0].publications[500]")]
    [InlineData(21, 96, "$.sites[0].publications[20].statuses")]
    public void A_site_publishes_no_more_than_a_hub_takes(int publications, int statuses, string fault)
    {
        var faults = SampleFile.Faults(SampleFile.Changed(f =>
        {
            var acme = f.Acme();
            var (docTypes, published) = (new JsonArray(), new JsonArray());
            foreach (var number in Enumerable.Range(0, publications))
            {
                var docType = f.DocType("Customer").DeepClone();
                docType["name"] = $"Kind {number}";
                docTypes.Add(docType);
                published.Add(new JsonObject
                {
                    ["docType"] = $"Kind {number}", ["fields"] = new JsonArray("name"), ["card"] = new JsonObject { ["status"] = "customer_group" },
                    ["statuses"] = new JsonObject { ["open"] = new JsonArray([.. Enumerable.Range(0, statuses).Select(n => JsonValue.Create($"S{n}"))]) },
                });
            }

            (acme["source"]!["docTypes"], acme["publications"]) = (docTypes, published);
            foreach (var member in new[] { "actions", "webhooks", "receiving" })
            {
                acme.AsObject().Remove(member);
            }

            acme["source"]!.AsObject().Remove("seed");
        }));

        faults.Select(static f => f.Path).ShouldBe([fault]);
    }

    [Fact]
    public void A_member_that_stands_there_twice_is_a_fault() =>
        SampleFile.ParseFaults("""{ "hub": { "url": "http://localhost:1", "name": "A", "name": "B" }, "sites": [] }""")
            .ShouldContain(f => f.Path == "$.hub.name" && f.Message.Contains("twice"));

    [Theory]
    [InlineData("")]
    [InlineData("{ \"hub\": ")]
    [InlineData("{} // a comment")]
    public void What_is_no_JSON_is_one_fault_that_says_where(string json) =>
        SampleFile.ParseFaults(json).ShouldHaveSingleItem().Message.ShouldStartWith("is not JSON; line 1");

    [Fact]
    public void A_missing_file_says_what_to_do() =>
        Should.Throw<Operations.Configuration.SitesFileException>(
                () => Operations.Configuration.SitesFileReader.Read("/no/such/sites.json", Operations.Configuration.SitesScope.All))
            .Message.ShouldContain("copy sites.sample.json");
}
