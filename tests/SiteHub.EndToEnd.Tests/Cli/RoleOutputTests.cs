using SiteHub.Cli.Roles;
using SiteHub.Cli.Up;

namespace SiteHub.EndToEnd.Tests.Cli;

public sealed class RoleOutputTests
{
    [Theory]
    [InlineData("12:34:56.789 warn: SiteHub.Links[1] the hub does not answer", true)]
    [InlineData("fail: SiteHub.Storage[2] the disk is full", true)]
    [InlineData("12:34:56.789 info: Microsoft.Hosting[0] warn: is only a word here", false)]
    [InlineData("warning: nothing", false)]
    public void Warnings_and_errors_are_shown_at_once_and_nothing_else(string line, bool shown) => RoleLine.IsTrouble(line).ShouldBe(shown);

    [Theory]
    [InlineData("just a line")]
    [InlineData("\u001enot json")]
    [InlineData("")]
    public void What_is_no_report_is_none(string line) => RoleReport.Parse(line).ShouldBeNull();

    [Fact]
    public void A_report_is_read_as_it_was_written()
    {
        var report = RoleReport.Parse("\u001e" + """{"documents":3,"waiting":2,"oldestAge":1.5,"rejected":1,"troubles":["acme: no answer"]}""")!;

        report.Documents.ShouldBe(3);
        report.Waiting.ShouldBe(2);
        report.OldestAge.ShouldBe(1.5);
        report.Troubles.ShouldBe(["acme: no answer"]);
    }

    [Theory]
    [InlineData("http://localhost:5100", 5100)]
    [InlineData("http://*:8080", 8080)]
    [InlineData("http://[::1]:5101", 5101)]
    public void The_port_is_what_stands_last(string listen, int port) => SiteHub.Cli.Roles.Ports.Of(listen).ShouldBe(port);
}
