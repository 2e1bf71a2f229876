using System.Text.Json;

namespace SiteHub.Agent.Tests.Resource;

public sealed class ListTests(ListTests.FilledSite filled) : IClassFixture<ListTests.FilledSite>
{
    private const string Quotations = "/api/resource/Hub%20Quotation";

    [Theory]
    [InlineData("""[["status","=","Open"]]""", "B D")]
    [InlineData("""{"status": "Open"}""", "B D")]
    [InlineData("""{"status": ["!=", "Open"]}""", "A C E")]
    [InlineData("""[["Hub Quotation","grand_total",">",10.5]]""", "C D E")]
    [InlineData("""[["grand_total",">=","10.5"],["grand_total","<",30]]""", "B C")]
    [InlineData("""[["customer","like","%b%"]]""", "B")]
    [InlineData("""[["customer","not like","B"]]""", "A C D E")]
    [InlineData("""[["customer","in",["A","C","Z"]]]""", "A C")]
    [InlineData("""[["customer","in","A, C"]]""", "A C")]
    [InlineData("""[["customer","not in",["A","C"]]]""", "B D E")]
    [InlineData("""[["grand_total","in",[5,50]]]""", "A E")]
    [InlineData("""[["remarks","is","set"]]""", "E")]
    [InlineData("""[["remarks","is","not set"]]""", "A B C D")]
    [InlineData("""[["transaction_date","between",["2026-01-02","2026-01-04"]]]""", "B C D")]
    [InlineData("""[["creation","between",["2026-11-24","2026-11-24"]]]""", "A B C D E")]
    [InlineData("""[["docstatus","=",1]]""", "D")]
    [InlineData("""["customer","=","A"]""", "A")]
    [InlineData("""[["Hub Quotation Item","item_code","=","I-C"]]""", "C")]
    [InlineData("""[["Hub Quotation Item","qty",">=",4]]""", "D E")]
    [InlineData("""[["is_urgent","=",true]]""", "A")]
    [InlineData("""[["remarks","=",""]]""", "A B C D")]
    [InlineData("""[["customer","like","%"],["customer","!=","B"],["docstatus","<",1]]""", "A C E")]
    [InlineData("[]", "A B C D E")]
    [InlineData("", "A B C D E")]
    public async Task Filters_find_what_Frappe_would(string filters, string expected) =>
        (await Names($"filters={Uri.EscapeDataString(filters)}&order_by=customer")).ShouldBe(expected);

    /// <summary>The database answers nothing like this, and is well for all that.</summary>
    [Theory]
    [InlineData("order_by", "name,")]
    [InlineData("order_by", "idx,")]
    [InlineData("order_by", "grand_total desc,")]
    public async Task What_is_too_long_to_be_asked_is_refused_with_the_reason(string argument, string piece)
    {
        var answer = await filled.Site.Post(
            "/api/method/frappe.client.get_list", JsonSerializer.Serialize(new Dictionary<string, string> { ["doctype"] = "Hub Quotation", [argument] = string.Concat(Enumerable.Repeat(piece, 3_000)) + "name" }));

        answer.Status.ShouldBe(400, answer.Text);
        answer.Text.ShouldContain("order_by names more than");
        answer.Text.ShouldNotContain("storage-unavailable");
    }

    [Fact]
    public async Task One_of_the_or_filters_suffices() =>
        (await Names($"filters={Uri.EscapeDataString("""[["docstatus","=",0]]""")}&or_filters={Uri.EscapeDataString("""[["customer","=","A"],["grand_total",">",40],["docstatus","=",1]]""")}&order_by=customer"))
        .ShouldBe("A E");

    [Theory]
    [InlineData("order_by=grand_total desc", "E D C B A")]
    [InlineData("order_by=`tabHub Quotation`.`status` asc, customer desc", "A C D B E")]
    [InlineData("limit_page_length=2&order_by=customer", "A B")]
    [InlineData("limit=2&limit_start=1&order_by=customer", "B C")]
    [InlineData("limit_page_length=0&order_by=customer", "A B C D E")]
    [InlineData("limit_start=9&order_by=customer", "")]
    [InlineData("", "E D C B A")]
    public async Task Order_and_pages_are_as_asked_newest_first_by_default(string query, string expected) =>
        (await Names(query)).ShouldBe(expected);

    [Fact]
    public async Task A_star_is_every_field_but_the_tables_with_numbers_as_they_were_written()
    {
        var row = (await filled.Site.Get($"{Quotations}?fields=[\"*\"]&filters=[[\"customer\",\"=\",\"B\"]]")).ShouldBe(200).Text;

        row.ShouldContain("\"grand_total\":10.50");
        row.ShouldContain("\"remarks\":null");
        row.ShouldContain("\"idx\":0");
        row.ShouldNotContain("\"items\"");
    }

    [Fact]
    public async Task Rows_may_be_lists_and_fields_have_other_names() =>
        (await filled.Site.Get($"{Quotations}?fields=[\"customer%20as%20who\",\"`tabHub%20Quotation`.`docstatus`\"]&as_dict=0&order_by=customer&limit=1")).Text.ShouldBe("""{"data":[["A",0]]}""");

    [Fact]
    public async Task A_field_under_another_name_has_that_key() =>
        (await filled.Site.Get($"{Quotations}?fields=[\"customer%20as%20who\"]&order_by=customer&limit=1")).Text.ShouldBe("""{"data":[{"who":"A"}]}""");

    [Theory]
    [InlineData("fields=[\"nosuch\"]")]
    [InlineData("fields=[\"items\"]")]
    [InlineData("fields=[\"customer, (select 1)\"]")]
    [InlineData("order_by=nosuch")]
    [InlineData("order_by=customer; drop table document")]
    [InlineData("order_by=(select 1)")]
    [InlineData("filters=[[\"User\",\"email\",\"=\",\"x\"]]")]
    public async Task What_is_no_field_is_not_permitted(string query)
    {
        var answer = (await filled.Site.Get($"{Quotations}?{Escaped(query)}")).ShouldBe(417);

        answer.ExcType.ShouldBe("DataError");
        answer.Message.ShouldStartWith("Field not permitted in query: ");
    }

    [Theory]
    [InlineData("filters=[[1]]")]
    [InlineData("filters={")]
    [InlineData("filters=7")]
    [InlineData("filters=[[\"customer\",\"regexp\",\"x\"]]")]
    [InlineData("filters=[[\"grand_total\",\"=\",\"much\"]]")]
    [InlineData("filters=[[\"customer\",\"=\",{}]]")]
    [InlineData("filters=[[\"customer\",\"between\",[1]]]")]
    [InlineData("filters=[[\"customer\",\"is\",\"odd\"]]")]
    [InlineData("limit_start=x")]
    public async Task A_list_asked_for_wrongly_is_refused(string query) =>
        (await filled.Site.Get($"{Quotations}?{Escaped(query)}")).Status.ShouldBeInRange(400, 417);

    [Fact]
    public async Task Thousands_of_rows_come_in_one_answer_and_each_once()
    {
        await using var site = await SiteFixture.Started();
        (await site.Bulk("/api/resource/ToDo", string.Concat(Enumerable.Range(0, 2_345).Select(i => $$"""{"description": "{{i}}"}""" + "\n")))).ShouldBe(200);

        var rows = (await site.Get("/api/resource/ToDo?fields=[\"description\"]&limit_page_length=0&order_by=creation")).Data.AsArray();

        rows.Select(row => (string)row!["description"]!).ShouldBe(Enumerable.Range(0, 2_345).Select(i => $"{i}"));
    }

    [Fact]
    public async Task The_same_questions_can_be_asked_of_the_client_methods()
    {
        var args = JsonSerializer.Serialize(new { doctype = "Hub Quotation", filters = new { status = "Open" }, fields = new[] { "customer" }, order_by = "customer" });

        (await filled.Site.Post("/api/method/frappe.client.get_list", args)).Text.ShouldBe("""{"message":[{"customer":"B"},{"customer":"D"}]}""");
        (await filled.Site.Post("/api/method/frappe.client.get_count", args)).Text.ShouldBe("""{"message":2}""");
        (await filled.Site.Get($"/api/method/frappe.client.get_value?doctype=Hub%20Quotation&fieldname=grand_total&filters={Uri.EscapeDataString("""{"customer": "B"}""")}"))
            .Text.ShouldBe("""{"message":{"grand_total":10.50}}""");
    }

    private async Task<string> Names(string query)
    {
        var answer = await filled.Site.Get($"{Quotations}?fields=[\"customer\"]&{query.Replace(" ", "%20", StringComparison.Ordinal)}");
        return string.Join(' ', answer.ShouldBe(200).Data.AsArray().Select(row => (string)row!["customer"]!));
    }

    private static string Escaped(string query) => string.Concat(query.AsSpan(0, query.IndexOf('=', StringComparison.Ordinal) + 1), Uri.EscapeDataString(query[(query.IndexOf('=', StringComparison.Ordinal) + 1)..]));

    public sealed class FilledSite : IAsyncLifetime
    {
        public SiteFixture Site { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Site.Start();
            foreach (var body in new[]
            {
                """{"customer": "A", "status": "Draft", "grand_total": 5, "transaction_date": "2026-01-01", "is_urgent": 1, "items": [{"item_code": "I-A", "qty": 1}]}""",
                """{"customer": "B", "status": "Open", "grand_total": 10.50, "transaction_date": "2026-01-02", "items": [{"item_code": "I-B", "qty": 2}]}""",
                """{"customer": "C", "status": "Lost", "grand_total": 20, "transaction_date": "2026-01-03", "items": [{"item_code": "I-C", "qty": 3}]}""",
                """{"customer": "D", "status": "Open", "grand_total": 30, "transaction_date": "2026-01-04", "docstatus": 1, "items": [{"item_code": "I-D", "qty": 4}]}""",
                """{"customer": "E", "status": "Won", "grand_total": 50, "transaction_date": "2026-01-05", "remarks": "x", "items": [{"item_code": "I-E", "qty": 5}]}""",
            })
            {
                (await Site.Post(Quotations, body)).ShouldBe(200);
            }
        }

        public ValueTask DisposeAsync() => Site.DisposeAsync();
    }
}
