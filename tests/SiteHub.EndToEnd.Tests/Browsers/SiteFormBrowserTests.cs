using Microsoft.Playwright;

namespace SiteHub.EndToEnd.Tests.Browsers;

/// <summary>A quotation as somebody at the company makes it, in a real browser at the site's own form.</summary>
public sealed class SiteFormBrowserTests(UpAndBrowser world) : IClassFixture<UpAndBrowser>
{
    [Fact]
    public async Task A_quotation_is_made_by_a_part_of_the_customers_name_with_more_rows_and_is_not_cancelled_by_a_slip()
    {
        await using var visitor = await world.Visit();
        await visitor.SignIn("sales@acme.example");
        await visitor.Go(world.Acme, "/signin");
        await visitor.Go(world.Acme, "/documents/form?docType=Quotation");

        await visitor.Page.Locator("[id='f.customer']").FillAsync("riVER");
        var found = visitor.Page.Locator("[id='f.customer#found'] option").First;
        await found.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        (await found.GetAttributeAsync("label"))!.ShouldContain("River");
        await visitor.Page.Locator("[id='f.customer']").FillAsync((await found.GetAttributeAsync("value"))!);

        (await visitor.Page.Locator("th", new() { HasText = "Base Net Rate" }).CountAsync()).ShouldBe(0, "thirty columns beside each other cannot be read");
        await visitor.Page.Locator("[id='t.items.0.item_code']").FocusAsync();
        var item = visitor.Page.Locator("[id='t.items.0.item_code#found'] option").First;
        await item.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await visitor.Page.Locator("[id='t.items.0.item_code']").FillAsync((await item.GetAttributeAsync("value"))!);
        await visitor.Page.Locator("[id='t.items.0.qty']").FillAsync("2");
        await visitor.Page.GetByText("Row 1: more").ClickAsync();
        await visitor.Page.Locator("[id='t.items.0.brand']").FillAsync("Own");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "More rows" }).ClickAsync();
        await visitor.Page.Locator("[id='t.items.5.qty']").WaitForAsync();
        (await visitor.Page.Locator("[id='t.items.0.qty']").InputValueAsync()).ShouldBe("2");
        (await visitor.Page.Locator("[id='t.items.0.brand']").InputValueAsync()).ShouldBe("Own");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save and submit" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Status).GetByText("Saved and submitted.").WaitForAsync();

        var asked = new List<string>();
        var yes = false;
        visitor.Page.Dialog += async (_, dialog) =>
        {
            asked.Add(dialog.Message);
            await (yes ? dialog.AcceptAsync() : dialog.DismissAsync());
        };
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel the document" }).ClickAsync();
        (await visitor.Page.Locator("main").InnerTextAsync()).ShouldContain("Submitted");
        yes = true;
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel the document" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Status).GetByText("Cancelled.").WaitForAsync();
        asked.Count.ShouldBe(2);
        asked.ShouldAllBe(static message => message.Contains("cannot be taken back", StringComparison.Ordinal));
        visitor.Complaints.ShouldBeEmpty();
    }
}
