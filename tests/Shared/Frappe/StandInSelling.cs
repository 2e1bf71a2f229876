namespace SiteHub.Testing.Frappe;

/// <summary>More of ERPNext's selling: the fields that a customer is shown, and the documents before and after an order.</summary>
internal static class StandInSelling
{
    public static void AddTo(StandInSite site)
    {
        site.Add(new StandInType("Sales Taxes and Charges", "hash", new("description", "Small Text"), new("rate", "Float"), new("tax_amount", "Currency"), new("total", "Currency")) { IsTable = true });
        site.Add(new StandInType("Payment Schedule", "hash", new("due_date", "Date"), new("description", "Small Text"), new("invoice_portion", "Percent"), new("payment_amount", "Currency"), new("outstanding", "Currency")) { IsTable = true });
        site.Add(new StandInType("Portal User", "hash", new StandInField("user", "Link", "User")) { IsTable = true });
        site.Add(new StandInType("Contact Email", "hash", new StandInField("email_id"), new("is_primary", "Check")) { IsTable = true });
        site.Add(new StandInType("Dynamic Link", "hash", new StandInField("link_doctype", "Link", "DocType"), new("link_name", "Dynamic Link", "link_doctype")) { IsTable = true });
        site.Add(new StandInType("Contact", "hash", new("first_name"), new("email_id"), new("user"), new("email_ids", "Table", "Contact Email"), new("links", "Table", "Dynamic Link")));
        More(site, "Customer", new("tax_id"), new("email_id"), new("mobile_no"), new("primary_address", "Text"), new("disabled", "Check"), new("portal_users", "Table", "Portal User"));
        More(site, "Quotation", [.. Selling, new("order_type", Default: "Sales")]);
        More(site, "Quotation Item", new StandInField("item_name"), new("description", "Text Editor"), new("uom"));
        More(site, "Sales Order", [.. Selling, new("delivery_status"), new("billing_status"), new("per_delivered", "Percent"), new("per_billed", "Percent")]);
        More(site, "Sales Order Item", new StandInField("item_name"), new("description", "Text Editor"), new("uom"), new("delivered_qty", "Float"));
        site.Add(new StandInType("Delivery Note Item", "hash", [.. Item, new("against_sales_order", "Link", "Sales Order")]) { IsTable = true });
        site.Add(new StandInType("Delivery Note", "MAT-DN-.YYYY.-.#####", [new("customer", "Link", "Customer"), new("posting_date", "Date", Default: "Today"), new("status", Default: "Draft", AllowOnSubmit: true), new("items", "Table", "Delivery Note Item"), .. Selling, new("amended_from", "Link", "Delivery Note")]) { Submittable = true });
        site.Add(new StandInType("Sales Invoice Item", "hash", [.. Item, new("sales_order", "Link", "Sales Order")]) { IsTable = true });
        site.Add(new StandInType(
            "Sales Invoice", "ACC-SINV-.YYYY.-.#####",
            [
                new("customer", "Link", "Customer"), new("posting_date", "Date", Default: "Today"), new("due_date", "Date"), new("is_return", "Check"), new("status", Default: "Draft", AllowOnSubmit: true), new("grand_total", "Currency"), new("outstanding_amount", "Currency", AllowOnSubmit: true),
                new("currency", Default: "EUR"), new("items", "Table", "Sales Invoice Item"), .. Selling, new("amended_from", "Link", "Sales Invoice"),
            ]) { Submittable = true });
        site.Add(new StandInType("Payment Entry Reference", "hash", new("reference_doctype"), new("reference_name"), new("due_date", "Date"), new("total_amount", "Currency"), new("outstanding_amount", "Currency"), new("allocated_amount", "Currency")) { IsTable = true });
        site.Add(new StandInType(
            "Payment Entry", "ACC-PAY-.YYYY.-.#####", new("title"), new("payment_type"), new("party_type"), new("party", "Dynamic Link", "party_type"), new("party_name"), new("company", Default: Company), new("posting_date", "Date", Default: "Today"), new("status", Default: "Draft", AllowOnSubmit: true),
            new("paid_amount", "Currency"), new("paid_from_account_currency", Default: "EUR"), new("references", "Table", "Payment Entry Reference")) { Submittable = true });
        site.Add(new StandInType(
            "Issue", "ISS-.YYYY.-.#####", new("subject", Required: true), new("customer", "Link", "Customer"), new("company", Default: Company), new("status", "Select", "Open\nReplied\nOn Hold\nResolved\nClosed", Default: "Open"), new("priority"), new("raised_by"), new("opening_date", "Date", Default: "Today"),
            new("description", "Text Editor"), new("resolution_details", "Text Editor"), new("via_customer_portal", "Check")));
        site.Add(new StandInType("CRM Note", "hash", new StandInField("note", "Text Editor")) { IsTable = true });
        site.Add(new StandInType("Opportunity Item", "hash", Item) { IsTable = true });
        site.Add(new StandInType(
            "Opportunity", "CRM-OPP-.YYYY.-.#####", new("title"), new("opportunity_from"), new("party_name", "Dynamic Link", "opportunity_from"), new("customer_name"), new("company", Default: Company), new("status", Default: "Open"), new("opportunity_type"), new("transaction_date", "Date", Default: "Today"),
            new("contact_email"), new("currency", Default: "EUR"), new("opportunity_amount", "Currency"), new("items", "Table", "Opportunity Item"), new("notes", "Table", "CRM Note")));
    }

    private const string Company = "One Pumps";

    private static StandInField[] Item => [new("item_code", "Link", "Item"), new("item_name"), new("description", "Text Editor"), new("qty", "Float"), new("uom"), new("rate", "Currency"), new("amount", "Currency")];

    private static StandInField[] Selling =>
    [
        new("title"), new("customer_name"), new("company", "Link", "Company", Default: Company), new("net_total", "Currency"), new("total_taxes_and_charges", "Currency"), new("address_display", "Small Text"), new("shipping_address", "Small Text"), new("contact_email"), new("terms", "Text Editor"),
        new("taxes", "Table", "Sales Taxes and Charges"), new("payment_schedule", "Table", "Payment Schedule"),
    ];

    private static void More(StandInSite site, string docType, params IEnumerable<StandInField> fields) => site.Type(docType).Fields.AddRange(fields.Where(field => site.Type(docType).Find(field.Name) is null));
}
