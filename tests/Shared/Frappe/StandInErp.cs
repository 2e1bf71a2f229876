using System.Text.Json.Nodes;

namespace SiteHub.Testing.Frappe;

/// <summary>What is recorded of ERPNext's selling, as far as a customer acts on it; and the DocTypes of the recordings.</summary>
internal static class StandInErp
{
    private const string MakeOrder = "erpnext.selling.doctype.quotation.quotation.make_sales_order";

    public static StandInFrappe AddTo(StandInFrappe frappe)
    {
        var site = frappe.Site;
        site.Add(new StandInType("SH Order Row", "hash", new("item", Required: true), new("qty", "Float"), new("rate", "Currency")) { IsTable = true });
        site.Add(new StandInType(
            "SH Order", "SHO-.#####", new("title", Required: true), new("customer_name"), new("amount", "Currency"), new("qty", "Int"), new("due", "Date"), new("at", "Datetime"), new("status", "Select", "Open\nDone", Default: "Open", AllowOnSubmit: true),
            new("notes", "Small Text", AllowOnSubmit: true), new("active", "Check", Default: 1), new("rows", "Table", "SH Order Row"), new("attachment", "Attach"), new("amended_from", "Link", "SH Order")) { Submittable = true });
        site.Add(new StandInType("Customer", "field:customer_name", new("customer_name", Required: true), new("customer_type"), new("customer_group"), new("territory")));
        site.Add(new StandInType("Quotation Item", "hash", new("item_code", Required: true), new("qty", "Float"), new("rate", "Currency"), new("amount", "Currency")) { IsTable = true });
        site.Add(new StandInType(
            "Quotation", "SAL-QTN-.YYYY.-.#####", new("quotation_to", Default: "Customer"), new("party_name", "Link", "Customer"), new("transaction_date", "Date", Default: "Today"), new("valid_till", "Date"), new("status", Default: "Draft", AllowOnSubmit: true),
            new("grand_total", "Currency"), new("currency", Default: "EUR"), new("remarks", "Text", AllowOnSubmit: true), new("workflow_state", AllowOnSubmit: true), new("items", "Table", "Quotation Item"), new("amended_from", "Link", "Quotation")) { Submittable = true });
        site.Add(new StandInType("Sales Order Item", "hash", new("item_code", Required: true), new("qty", "Float"), new("rate", "Currency"), new("amount", "Currency"), new("delivery_date", "Date"), new("prevdoc_docname")) { IsTable = true });
        site.Add(new StandInType(
            "Sales Order", "SAL-ORD-.YYYY.-.#####", new("customer", "Link", "Customer"), new("transaction_date", "Date", Default: "Today"), new("delivery_date", "Date"), new("status", Default: "Draft", AllowOnSubmit: true), new("po_no"), new("grand_total", "Currency"),
            new("currency", Default: "EUR"), new("custom_sitehub_request") { Unique = true, Label = "SiteHub Request" }, new("items", "Table", "Sales Order Item"), new("amended_from", "Link", "Sales Order")) { Submittable = true, TitleField = "customer_name" });
        StandInSelling.AddTo(site);
        site.Add(new StandInType("Quotation Lost Reason", "field:order_lost_reason", new StandInField("order_lost_reason", Required: true)));
        site.Validate = Validate;
        site.Saved = (docType, doc) => Saved(site, docType, doc);
        site.Referrer = (docType, doc) => docType == "Quotation" && site.Of("Sales Order").Values.FirstOrDefault(order => (int)order["docstatus"]! == 1 && Orders(order, (string)doc["name"]!)) is { } by ? ("Sales Order", (string)by["name"]!) : null;
        frappe.Apps[MakeOrder] = (asked, user) => MakeSalesOrder(frappe, asked, user);
        frappe.DocumentMethods[("Quotation", "declare_enquiry_lost")] = (quotation, arguments) => DeclareLost(frappe, quotation, arguments);
        return frappe;
    }

    private static void Validate(string docType, JsonObject doc, JsonObject? before)
    {
        if (docType is "Quotation" or "Sales Order")
        {
            var total = 0m;
            foreach (var row in doc["items"]!.AsArray())
            {
                var amount = Number(row!["qty"]) * Number(row["rate"]);
                row["amount"] = JsonNode.Parse(amount.ToString("0.0###", System.Globalization.CultureInfo.InvariantCulture));
                total += amount;
            }

            doc["grand_total"] = JsonNode.Parse(total.ToString("0.0###", System.Globalization.CultureInfo.InvariantCulture));
        }

        if (docType == "Sales Order" && before is null)
        {
            // What it is called stands in another field: the default of this one is kept as it is.
            doc["title"] = "{customer_name}";
        }

        if (docType == "Sales Order" && doc["delivery_date"] is null)
        {
            throw StandInError.Invalid("Please enter Delivery Date");
        }

        if (docType == "Quotation" && (int)doc["docstatus"]! == 1 && before is not null && (int)before["docstatus"]! == 0)
        {
            doc["status"] = "Open";
        }

        if (docType == "Sales Order" && (int)doc["docstatus"]! == 1 && before is not null && (int)before["docstatus"]! == 0)
        {
            doc["status"] = "To Deliver and Bill";
        }

        if ((int)doc["docstatus"]! == 2 && docType is "Quotation" or "Sales Order")
        {
            doc["status"] = "Cancelled";
        }
    }

    /// <summary>An order changes its quotation, which fires on_change alone.</summary>
    private static void Saved(StandInSite site, string docType, JsonObject doc)
    {
        if (docType != "Sales Order" || (int)doc["docstatus"]! == 0)
        {
            return;
        }

        foreach (var name in doc["items"]!.AsArray().Select(static row => (string?)row!["prevdoc_docname"]).OfType<string>().Distinct().ToList())
        {
            if (site.Of("Quotation").TryGetValue(name, out var quotation) && (int)quotation["docstatus"]! == 1)
            {
                site.Update("Quotation", name, new JsonObject { ["status"] = (int)doc["docstatus"]! == 1 ? "Ordered" : "Open" });
            }
        }
    }

    private static JsonObject MakeSalesOrder(StandInFrappe frappe, IReadOnlyDictionary<string, JsonNode?> asked, StandInUser user)
    {
        var name = (string)asked["source_name"]!;
        var quotation = frappe.Site.Find("Quotation", name);
        if ((string?)quotation["valid_till"] is { } until && string.CompareOrdinal(until, frappe.Site.Clock.Today()) < 0)
        {
            throw StandInError.Invalid("Validity period of this quotation has ended.");
        }

        var ordered = frappe.Site.Of("Sales Order").Values.Any(order => (int)order["docstatus"]! == 1 && Orders(order, name));
        return new JsonObject
        {
            ["owner"] = user.Name, ["docstatus"] = 0, ["idx"] = 0, ["customer"] = (string?)quotation["party_name"], ["transaction_date"] = frappe.Site.Clock.Today(), ["currency"] = (string?)quotation["currency"], ["company"] = (string?)quotation["company"], ["title"] = "{customer_name}", ["customer_name"] = (string?)quotation["customer_name"], ["doctype"] = "Sales Order", ["__islocal"] = 1, ["__onload"] = new JsonObject(),
            ["items"] = new JsonArray([.. ordered ? [] : quotation["items"]!.AsArray().Select(row => (JsonNode)new JsonObject
            {
                ["docstatus"] = 0, ["doctype"] = "Sales Order Item", ["item_code"] = (string?)row!["item_code"], ["qty"] = row["qty"]?.DeepClone(), ["rate"] = row["rate"]?.DeepClone(), ["prevdoc_docname"] = name, ["__islocal"] = 1,
            })]),
        };
    }

    private static void DeclareLost(StandInFrappe frappe, JsonObject quotation, JsonNode? arguments)
    {
        foreach (var reason in arguments?["lost_reasons_list"]?.AsArray().Select(static r => (string)r!["lost_reason"]!) ?? [])
        {
            if (!frappe.Site.Of("Quotation Lost Reason").ContainsKey(reason))
            {
                throw StandInError.Invalid($"Invalid lost reason <strong>{reason}</strong>, please create a new lost reason");
            }
        }

        frappe.Site.Update("Quotation", (string)quotation["name"]!, new JsonObject { ["status"] = "Lost" });
    }

    private static bool Orders(JsonObject order, string quotation) => order["items"]!.AsArray().Any(row => (string?)row!["prevdoc_docname"] == quotation);

    private static decimal Number(JsonNode? value) => value is null ? 0 : decimal.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
}
