using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;

namespace SiteHub.Hub.Tests.Access;

/// <summary>Everybody follows every link and presses every button: none leads to a fault, and the pages that they saw are all there are.</summary>
public sealed class ButtonsTests(TwoSites sites) : IClassFixture<TwoSites>
{
    /// <summary>Led to from elsewhere: a mail, a provider, the middle of signing in, or a fault.</summary>
    private static readonly string[] FromElsewhere =
    [
        "/error/{status:int}", "/address", "/signin/choose", "/invitation", "/reset", "/verify", "/signin/arrived", "/signin/code", "/signin/password", "/signin/with/{id}", "/consent", "/dev/mailbox", "/account/confirm",
        "/documents/{site}/{docType}/{name}/files/{file}", "/forgot", "/register", "/signout",
    ];

    [Fact]
    public async Task No_link_and_no_button_of_any_page_leads_to_a_fault_for_anybody()
    {
        var (faults, seen) = (new List<string>(), new HashSet<string>());
        foreach (var who in Enum.GetValues<Who>().Where(static who => who <= Who.Administrator))
        {
            var crawl = new Crawl((method, path, fields) => sites.SendForm(who, method, path, fields));
            await crawl.From(who < Who.Auditor ? ["/", "/account"] : ["/", "/account", "/admin"]);
            await crawl.Press(static action => action.StartsWith("/signout", StringComparison.Ordinal) || action.StartsWith("/account/sessions", StringComparison.Ordinal) || action.StartsWith("/preferences", StringComparison.Ordinal));
            faults.AddRange(crawl.Faults.Select(fault => $"{who}: {fault}"));
            seen.UnionWith(crawl.Pages);
            await sites.Mend();
        }

        faults.ShouldBeEmpty(string.Join('\n', faults));
        var pages = sites.Hub.Service<IEnumerable<EndpointDataSource>>().SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null).Select(static endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/')).Distinct();
        pages.Where(pattern => !seen.Any(path => Fits(pattern, path))).Except(FromElsewhere).ShouldBeEmpty("a page that nothing leads to");
    }

    private static bool Fits(string pattern, string path)
    {
        var (expected, given) = (pattern.Split('/'), path.Split('/'));
        return expected.Length == given.Length && expected.Zip(given).All(static pair => pair.First.StartsWith('{') || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
    }
}
