using SiteHub.Operations.Configuration;

namespace SiteHub.EndToEnd.Tests.Configuration;

public sealed class LinkSecretsTests
{
    private static readonly Secret Shared = new("whsec_" + Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()));

    /// <summary>Computed with another implementation of RFC 5869; a change here cuts every link there is.</summary>
    [Fact]
    public void The_two_directions_are_derived_as_ever()
    {
        var secrets = LinkSecrets.Derive(Shared, "acme");

        secrets.SiteToHub.Reveal().ShouldBe("whsec_IDMApF9F9AfdzoI2yGXlm9iwA355Zk+A2opz00hGCLY=");
        secrets.HubToSite.Reveal().ShouldBe("whsec_P+c0W92U3uGEk02qKJkFxTSFf5Kw5fBmbcQC1rPvAAY=");
    }

    [Fact]
    public void Directions_and_sites_never_share_a_secret()
    {
        var acme = LinkSecrets.Derive(Shared, "acme");
        var globex = LinkSecrets.Derive(Shared, "globex");

        new[] { acme.SiteToHub, acme.HubToSite, globex.SiteToHub, globex.HubToSite, Shared }.Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public void A_new_secret_is_one_that_can_be_derived_from() =>
        LinkSecrets.Derive(LinkSecrets.Generate(), "acme").ShouldNotBe(LinkSecrets.Derive(LinkSecrets.Generate(), "acme"));

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_AAAA")]
    [InlineData("whsk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("whsec_not base64 at all, though it is long enough")]
    public void What_is_no_such_secret_is_refused_without_being_shown(string text)
    {
        var fault = Should.Throw<FormatException>(() => LinkSecrets.Derive(new Secret(text), "acme")).Message;

        fault.ShouldContain("acme");
        fault.ShouldContain("whsec_ followed by base64");
        if (text.Length > 10)
        {
            fault.ShouldNotContain(text);
        }
    }
}
