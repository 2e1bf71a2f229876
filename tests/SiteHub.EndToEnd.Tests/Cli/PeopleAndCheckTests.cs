namespace SiteHub.EndToEnd.Tests.Cli;

/// <summary>How a hub gets its first administrator, and how its operator learns what is unsafe.</summary>
public sealed class PeopleAndCheckTests
{
    [Fact]
    public async Task The_first_administrator_is_made_from_the_command_line_and_the_check_names_what_is_unsafe()
    {
        using var work = new Workplace(OneRoleTests.WithLinks);
        await using var hub = work.Start("hub");
        await hub.Says("is ready");

        var added = await work.Run("people", "add", "ann@northwind.example", "--name", "Ann", "--administrator");
        added.Code.ShouldBe(0, added.Errors);
        added.Output.ShouldContain("ann@northwind.example is invited.");
        added.Output.ShouldContain($"{work.Hub}invitation");
        (await work.Run("people", "add", "no address")).Code.ShouldBe(1);

        var check = await work.Run("check");
        check.Code.ShouldBe(4);
        check.Errors.ShouldContain("hub.mail is missing");
        check.Errors.ShouldContain("is a secret of the sample");
        check.Errors.ShouldContain("does not answer");
    }
}
