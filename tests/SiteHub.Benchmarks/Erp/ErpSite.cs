using System.Text.Json.Nodes;
using SiteHub.Testing.Frappe;

namespace SiteHub.Benchmarks.Erp;

/// <summary>The configuration's entry of a site whose documents live in the stand-in.</summary>
internal static class ErpSite
{
    public static void Mirror(JsonNode site, StandInFrappe frappe, int sweepSeconds)
    {
        site["source"] = JsonNode.Parse(
            $$"""
            {"kind": "frappe", "url": "{{frappe.Url.GetLeftPart(UriPartial.Authority)}}", "auth": {"key": "{{StandInFrappe.Key}}", "secret": "{{StandInFrappe.Secret}}"}, "sweepSeconds": {{sweepSeconds}}, "docTypes": [
              {"name": "Quotation", "submittable": true, "permissions": [{"role": "System Manager", "allow": ["read"]}], "fields": [{"name": "party_name", "type": "Link", "options": "Customer"}, {"name": "status", "type": "Data"}, {"name": "remarks", "type": "Text"}, {"name": "grand_total", "type": "Currency"}, {"name": "items", "type": "Table", "options": "Quotation Item"}]},
              {"name": "Quotation Item", "child": true, "fields": [{"name": "item_code", "type": "Data"}, {"name": "qty", "type": "Float"}, {"name": "rate", "type": "Currency"}]},
              {"name": "Sales Order", "submittable": true, "permissions": [{"role": "System Manager", "allow": ["read"]}], "fields": [{"name": "customer", "type": "Link", "options": "Customer"}, {"name": "status", "type": "Data"}, {"name": "grand_total", "type": "Currency"}, {"name": "items", "type": "Table", "options": "Sales Order Item"}]},
              {"name": "Sales Order Item", "child": true, "fields": [{"name": "item_code", "type": "Data"}, {"name": "qty", "type": "Float"}, {"name": "rate", "type": "Currency"}]},
              {"name": "{{LargeDocType.Name}}", "submittable": true, "permissions": [{"role": "System Manager", "allow": ["read"]}], "fields": [{"name": "customer", "type": "Link", "options": "Customer"}, {"name": "status", "type": "Data"}, {"name": "remarks", "type": "Text"}, {"name": "grand_total", "type": "Currency"}, {"name": "items", "type": "Table", "options": "{{LargeDocType.Rows}}"}]},
              {"name": "{{LargeDocType.Rows}}", "child": true, "fields": [{"name": "item_code", "type": "Data"}, {"name": "qty", "type": "Float"}, {"name": "rate", "type": "Currency"}]}
            ]}
            """);
        site["publications"] = JsonNode.Parse(
            $$"""
            [{"docType": "Quotation", "kind": "offer", "account": "party_name", "fields": ["name", "party_name", "status", "remarks", "grand_total", "items"], "card": {"title": "party_name", "status": "status", "amount": "grand_total"} },
             {"docType": "Sales Order", "kind": "order", "account": "customer", "fields": ["name", "customer", "status", "grand_total", "items"], "card": {"title": "customer", "status": "status", "amount": "grand_total"} },
             {"docType": "{{LargeDocType.Name}}", "account": "customer", "fields": ["name", "customer", "status", "grand_total", "items"], "card": {"title": "customer", "status": "status", "amount": "grand_total"} }]
            """);
        site["actions"] = JsonNode.Parse(
            """
            [{"docType": "Quotation", "name": "accept", "label": "Accept", "when": "doc.status === 'Open'", "effect": [{"map": {"docType": "Sales Order", "method": "erpnext.selling.doctype.quotation.quotation.make_sales_order",
              "fields": "({ delivery_date: '2099-12-24', items: [{ delivery_date: '2099-12-24' }] })", "submit": true}}]}]
            """);
        site.AsObject().Remove("webhooks");
        site.AsObject().Remove("receiving");
    }
}
