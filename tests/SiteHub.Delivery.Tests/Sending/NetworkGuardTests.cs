using System.Net;
using System.Net.Sockets;
using SiteHub.Delivery.Sending;

namespace SiteHub.Delivery.Tests.Sending;

public sealed class NetworkGuardTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.0.9")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("192.0.0.170")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:a00:1::1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("100::1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("::ffff:100.64.0.1")]
    [InlineData("::ffff:0.0.0.0")]
    [InlineData("fe80::1%1")]
    [InlineData("febf::1")]
    [InlineData("fdff:ffff::1")]
    [InlineData("ffff::1")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("64:ff9b::c0a8:1")]
    [InlineData("64:ff9b::6440:1")]
    [InlineData("2001:0:7f00:1::")]
    [InlineData("3fff::1")]
    [InlineData("4000::1")]
    [InlineData("5f00::1")]
    public void An_address_that_is_not_public_is_refused(string address) => NetworkGuard.PublicOnly.Allows(IPAddress.Parse(address), 443).ShouldBeFalse();

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("192.0.1.1")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("1.0.0.0")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    public void A_public_address_is_not(string address) => NetworkGuard.PublicOnly.Allows(IPAddress.Parse(address), 443).ShouldBeTrue();

    [Fact]
    public void The_list_allows_its_networks_and_ports_and_silences_the_default()
    {
        var guard = NetworkGuard.For([new AllowedNetwork(IPNetwork.Parse("10.1.0.0/16"), 8080)], new Uri("http://localhost:5100"));

        guard.Allows(IPAddress.Parse("10.1.2.3"), 8080).ShouldBeTrue();
        guard.Allows(IPAddress.Parse("::ffff:10.1.2.3"), 8080).ShouldBeTrue();
        guard.Allows(IPAddress.Parse("10.1.2.3"), 80).ShouldBeFalse();
        guard.Allows(IPAddress.Loopback, 8080).ShouldBeFalse();
    }

    [Theory]
    [InlineData("http://localhost:5100", true)]
    [InlineData("http://127.0.0.1:5100", true)]
    [InlineData("https://hub.example.com", false)]
    public void Loopback_is_allowed_only_where_the_role_itself_is(string own, bool allowed)
    {
        NetworkGuard.For([], new Uri(own)).Allows(IPAddress.Loopback, 80).ShouldBe(allowed);
        NetworkGuard.For([], new Uri(own)).Allows(IPAddress.IPv6Loopback, 80).ShouldBe(allowed);
        NetworkGuard.For([], new Uri(own)).Allows(IPAddress.Parse("10.0.0.1"), 80).ShouldBeFalse();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("0177.0.0.1")]
    [InlineData("0x7f.1")]
    [InlineData("127.1")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("017700000001")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.0.0x0.01")]
    [InlineData("127.000.000.001")]
    [InlineData("0.0.0.0")]
    [InlineData("0")]
    [InlineData("１２７.0.0.1")]
    [InlineData("127。0。0。1")]
    [InlineData("user@127.0.0.1")]
    [InlineData("[::]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[0:0:0:0:0:0:0:1]")]
    [InlineData("[2002:7f00:1::]")]
    [InlineData("[64:ff9b::7f00:1]")]
    public async Task No_spelling_of_an_address_gets_by(string host)
    {
        using var listener = Ports.Listen(out var port);
        using var client = new HttpClient(new GuardedConnection(NetworkGuard.PublicOnly).CreateHandler());

        var refused = await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(new Uri($"http://{host}:{port}/")));

        refused.ToString().ShouldContain(nameof(NetworkRefusedException));
        listener.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_that_changes_its_address_after_the_check_gains_nothing()
    {
        using var listener = Ports.Listen(out var port);
        var asked = 0;
        Task<IPAddress[]> Rebinding(string host, CancellationToken token) =>
            Task.FromResult<IPAddress[]>([++asked == 1 ? IPAddress.Parse("192.0.2.1") : IPAddress.Loopback]);
        var network = new AllowedNetwork(IPNetwork.Parse("192.0.2.0/24"), null);
        using var client = new HttpClient(new GuardedConnection(new NetworkGuard([network], loopback: false), Rebinding).CreateHandler());
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        // The first answer is an address that goes nowhere: it is connected to as it was checked, and the name is not asked again for it.
        await Should.ThrowAsync<Exception>(() => client.GetAsync(new Uri($"http://rebinding.example:{port}/"), soon.Token));
        asked.ShouldBe(1);
        var refused = await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(new Uri($"http://rebinding.example:{port}/")));
        refused.ToString().ShouldContain(nameof(NetworkRefusedException));
        listener.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task Of_several_addresses_only_those_that_are_allowed_are_tried()
    {
        using var listener = Ports.Listen(out var port);
        var network = new AllowedNetwork(IPNetwork.Parse("127.0.0.1/32"), port);
        using var client = new HttpClient(
            new GuardedConnection(new NetworkGuard([network], loopback: false), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.2"), IPAddress.Loopback])).CreateHandler());

        var request = client.GetAsync(new Uri($"http://several.example:{port}/"));
        using var accepted = await listener.AcceptTcpClientAsync();
        await accepted.GetStream().WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray());

        (await request).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }
}
