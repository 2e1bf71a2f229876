using System.Net;
using SiteHub.Operations.Configuration;

namespace SiteHub.EndToEnd.Tests.Configuration;

public sealed class AllowedNetworkTests
{
    [Theory]
    [InlineData("10.1.0.0/16", "10.1.2.3", 80, true)]
    [InlineData("10.1.0.0/16", "10.2.0.1", 80, false)]
    [InlineData("10.1.0.0/16:8080", "10.1.2.3", 8080, true)]
    [InlineData("10.1.0.0/16:8080", "10.1.2.3", 80, false)]
    [InlineData("10.1.0.0/16", "::ffff:10.1.2.3", 80, true)]
    [InlineData("fd00::/8", "fd12::1", 80, true)]
    [InlineData("[fd00::/8]:443", "fd12::1", 443, true)]
    [InlineData("[fd00::/8]:443", "fd12::1", 80, false)]
    [InlineData("[fd00::/8]", "fe80::1", 80, false)]
    public void It_allows_its_addresses_and_port_and_no_others(string text, string address, int port, bool allowed)
    {
        AllowedNetwork.TryParse(text, out var network).ShouldBeTrue();

        network!.Allows(IPAddress.Parse(address), port).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/8:0")]
    [InlineData("10.0.0.0/8:70000")]
    [InlineData("[fd00::/8")]
    [InlineData("[fd00::/8]443")]
    [InlineData("localhost")]
    public void What_is_no_network_is_none(string text) => AllowedNetwork.TryParse(text, out _).ShouldBeFalse();
}
