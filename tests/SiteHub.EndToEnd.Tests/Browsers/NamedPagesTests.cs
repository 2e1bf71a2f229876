using System.Text.RegularExpressions;

namespace SiteHub.EndToEnd.Tests.Browsers;

/// <summary>A page that the README or a document names is there and shows something: opened in a real browser, which complains of what the page's own policy keeps from it.</summary>
public sealed partial class NamedPagesTests(UpAndBrowser world) : IClassFixture<UpAndBrowser>
{
    /// <summary>Fetched by programs and not opened by people, or no page of this program.</summary>
    private static readonly string[] Programs = ["/api/", "/connect/", "/sitehub/", "/hooks/", "/health", "/metrics", "/files/", "/private/", "/x/", "/live"];

    [Fact]
    public async Task Every_page_that_a_document_names_opens_and_shows_something()
    {
        await using var visitor = await world.Visit();
        await visitor.SignIn("olivia@northwind.example");
        var pages = Named();
        pages.ShouldContain("/scalar");
        pages.ShouldContain("/dev/mailbox");
        pages.ShouldContain("/admin/safety");
        var blank = new List<string>();
        foreach (var path in pages)
        {
            var found = false;
            foreach (var role in new[] { world.Hub, world.Acme })
            {
                visitor.Complaints.Clear();
                var answer = await visitor.Page.GotoAsync(new Uri(role, path).AbsoluteUri, new() { WaitUntil = Microsoft.Playwright.WaitUntilState.NetworkIdle });
                if (answer?.Status is 403 or 404 && visitor.Page.Url.Contains(path, StringComparison.Ordinal))
                {
                    // The other role's.
                    continue;
                }

                found = true;
                var text = "";
                for (var tries = 0; tries < 100 && text.Trim().Length < 40; tries++)
                {
                    // Some pages draw themselves.
                    await Task.Delay(100, TestContext.Current.CancellationToken);
                    text = await visitor.Page.Locator("body").InnerTextAsync();
                }

                if (answer?.Status >= 400 || text.Trim().Length < 40 || visitor.Complaints.Count > 0)
                {
                    blank.Add($"{new Uri(role, path)}: {answer?.Status}, {text.Trim().Length} characters, {string.Join(" | ", visitor.Complaints)}");
                }
            }

            if (!found)
            {
                blank.Add($"{path}: at neither role");
            }
        }

        blank.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_taken_back_is_asked_and_done_without_a_script()
    {
        await using var visitor = await world.Visit(javaScript: false);
        await visitor.SignIn("buyer@riverside.example");
        await visitor.Go(world.Hub, "/account/sessions");
        await visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();

        (await visitor.Page.Locator("#question").InnerTextAsync()).ShouldStartWith("Sign out in every browser, this one too?");
        await visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "No, go back" }).ClickAsync();
        visitor.Page.Url.ShouldEndWith("/account/sessions");
        await visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign out everywhere" }).ClickAsync();
        await visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Yes, do it" }).ClickAsync();

        visitor.Page.Url.ShouldContain("/signin");
    }

    /// <summary>What companies had before the hub heard of them happened to nobody.</summary>
    [Fact]
    public async Task Whoever_signs_in_for_the_first_time_has_documents_and_no_news()
    {
        await using var visitor = await world.Visit();
        await visitor.SignIn("buyer@riverside.example");
        await Worlds.Until.Holds(async () =>
        {
            await visitor.Go(world.Hub, "/documents");
            (await visitor.Page.Locator("#sums").InnerTextAsync()).ShouldContain("documents in all");
        });
        await visitor.Go(world.Hub, "/notifications");

        (await visitor.Page.Locator("#list").InnerTextAsync()).ShouldBe("Nothing at the moment.");
    }

    /// <summary>Paths in code marks, and addresses of the sample's roles.</summary>
    private static List<string> Named()
    {
        var root = Repository.Root;
        return
        [
            .. Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(root, "README.md"))
                .SelectMany(static file => Addresses().Matches(File.ReadAllText(file)).Select(static found => found.Groups.Values.Skip(1).First(static group => group.Success).Value))
                .Select(static path => path.TrimEnd('.', '/', ':', ','))
                .Where(static path => path.Length > 1 && !path.Any(static c => c is '{' or '$' or '…' or '*' or '<' or '?') && !Programs.Any(program => (path + "/").StartsWith(program, StringComparison.Ordinal) || path.StartsWith(program, StringComparison.Ordinal)))
                .Distinct().Order(StringComparer.Ordinal),
        ];
    }

    [GeneratedRegex("http://localhost:510[0-9](/[^\\s`)\"'|,]*)|`(/[a-z][^\\s`]*)`")]
    private static partial Regex Addresses();
}
