using System.Text.Json.Nodes;

namespace SiteHub.EndToEnd.Tests.Configuration;

/// <summary>Plain http does for what does not leave this machine, and for the private networks that the operator has allowed.</summary>
public sealed class NearAddressTests
{
    [Theory]
    [InlineData("https://erp.example", true)]
    [InlineData("http://localhost:8000", true)]
    [InlineData("http://erp.localhost:8000", true)]
    [InlineData("http://ERP.Localhost:8000", true)]
    [InlineData("http://a.b.localhost", true)]
    [InlineData("http://erp.localhost.:8000", true)]
    [InlineData("http://127.0.0.53:8000", true)]
    [InlineData("http://[::1]:8000", true)]
    [InlineData("http://10.1.2.3:8000", true)]
    [InlineData("http://10.2.0.9:8000", true)]
    [InlineData("http://[fd00::7]:8000", true)]
    [InlineData("http://10.2.0.9:8001", false)]
    [InlineData("http://10.3.0.9:8000", false)]
    [InlineData("http://[fd01::7]:8000", false)]
    [InlineData("http://localhost.example:8000", false)]
    [InlineData("http://erplocalhost:8000", false)]
    [InlineData("http://erp.example:8000", false)]
    public void An_address_to_which_codes_and_tokens_are_sent(string address, bool taken)
    {
        var file = SampleFile.Changed(f =>
        {
            f["hub"]!["allowNetworks"] = new JsonArray("10.1.0.0/16", "10.2.0.0/16:8000", "fd00::/16");
            f["hub"]!["clients"]!.AsArray().Add(new JsonObject
            {
                ["id"] = "erp", ["secret"] = "s", ["frappe"] = true, ["scopes"] = new JsonArray("openid", "profile", "email"),
                ["redirectUris"] = new JsonArray(address + "/cb"), ["postLogoutRedirectUris"] = new JsonArray(address + "/bye"), ["backchannelLogoutUris"] = new JsonArray(address + "/out"),
            });
            f["hub"]!["upstreams"] = new JsonArray(new JsonObject { ["id"] = "erp", ["kind"] = "frappe", ["issuer"] = address, ["clientId"] = "c", ["clientSecret"] = "s", ["emailDomains"] = new JsonArray("northwind.example") });
        });

        SampleFile.FitsSchema(file).ShouldBeTrue();
        if (taken)
        {
            SampleFile.Parse(file).Hub!.Clients[1].SignIn!.RedirectUris.ShouldBe([new Uri(address + "/cb")]);
            return;
        }

        SampleFile.Faults(file).Select(static fault => fault.Path).ShouldBe(
            ["$.hub.clients[1].redirectUris[0]", "$.hub.clients[1].postLogoutRedirectUris[0]", "$.hub.clients[1].backchannelLogoutUris[0]", "$.hub.upstreams[0].issuer"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(true, "acme", true)]
    [InlineData(false, "acme", false)]
    [InlineData(true, "Not A Slug", false)]
    public void A_client_that_is_the_ERP_of_a_site_is_a_Frappe_and_names_it(bool frappe, string site, bool taken)
    {
        var file = SampleFile.Changed(f => f["hub"]!["clients"]!.AsArray().Add(new JsonObject
        {
            ["id"] = "erp", ["secret"] = "s", ["frappe"] = frappe, ["site"] = site, ["scopes"] = new JsonArray("openid"), ["redirectUris"] = new JsonArray("https://erp.example/cb"),
        }));

        if (taken)
        {
            SampleFile.Parse(file).Hub!.Clients[1].SignIn!.Site.ShouldBe("acme");
        }
        else
        {
            SampleFile.Faults(file).ShouldHaveSingleItem().Path.ShouldBe("$.hub.clients[1].site");
        }
    }

    [Fact]
    public void A_role_under_a_name_of_this_machine_listens_on_this_machine_alone()
    {
        var file = SampleFile.Parse(SampleFile.Changed(static f =>
        {
            f["hub"]!["url"] = "http://hub.localhost:5100";
            f["hub"]!.AsObject().Remove("listen");
        }));

        (file.Hub!.Url.Host, file.Hub.Listen).ShouldBe(("hub.localhost", "http://localhost:5100"));
    }
}
