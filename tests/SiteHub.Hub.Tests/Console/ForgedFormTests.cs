using System.Net;
using System.Text.RegularExpressions;
using SiteHub.Fuzzing;
using SiteHub.Hub.People;
using SiteHub.Hub.Tests.SignIn;

namespace SiteHub.Hub.Tests.Console;

/// <summary>A form that another site has a browser send carries the session, and not the page's token.</summary>
public sealed partial class ForgedFormTests
{
    private const string Boss = "boss@northwind.example";
    private const string Password = "a long enough password";

    [Fact]
    public async Task No_form_of_any_page_is_taken_without_its_token_and_nothing_comes_of_it()
    {
        await using var hub = new HubFixture { SelfRegistration = true };
        hub.People.Add(new SeedPerson(Boss, "Boss", Password, [HubRoles.Administrator], new Dictionary<string, IReadOnlyList<string>>()));
        await hub.Start();
        using var browser = new Browser(hub);
        using var signedIn = await browser.SignIn(Boss, Password);
        var forms = (await Target.All(hub.App.Services)).Where(static t => t.Method == "POST" && (t.Handler is not null || t.Route is "/customer" or "/preferences")).ToList();
        await hub.IsQuiet();
        var before = StoredRows.Of(hub.DatabasePath);

        var taken = new List<string>();
        foreach (var form in forms)
        {
            var path = Parameter().Replace(form.Route, static m => m.Value.Contains("long", StringComparison.Ordinal) ? "1" : m.Value.Contains("site", StringComparison.Ordinal) || m.Value.Contains("link", StringComparison.Ordinal) ? "acme" : "x");
            using var answer = await browser.Post($"{path}?handler={form.Handler}", null, [.. form.Form.Select(static name => (name, "x"))]);
            if (answer.StatusCode != HttpStatusCode.BadRequest)
            {
                taken.Add($"{form.Name}: {(int)answer.StatusCode}");
            }
        }

        forms.Count.ShouldBeGreaterThan(80);
        taken.ShouldBeEmpty();
        StoredRows.Of(hub.DatabasePath).Differences(before).ShouldBeEmpty();
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
