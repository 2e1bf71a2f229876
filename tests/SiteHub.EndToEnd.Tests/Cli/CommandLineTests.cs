namespace SiteHub.EndToEnd.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Every_fault_of_the_configuration_is_listed_and_nothing_is_started()
    {
        using var work = new Workplace(file =>
        {
            file["hub"]!["name"] = 7;
            file["sites"]![0]!["slug"] = "ACME";
        });

        var (code, output, errors) = await work.Run("up");

        code.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldContain("sites.json has 2 faults");
        errors.ShouldContain("$.hub.name: must be a text that is not empty (found 7)");
        errors.ShouldContain("$.sites[0].slug: ");
        Directory.Exists(Path.Combine(work.Folder, ".sitehub")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("up")]
    [InlineData("hub")]
    [InlineData("site", "acme")]
    [InlineData("links")]
    public async Task Without_any_configuration_it_says_where_it_looked_and_what_to_do(params string[] arguments)
    {
        using var work = new Workplace();
        File.Delete(Path.Combine(work.Folder, "sites.json"));

        var (code, _, errors) = await work.Run(arguments);

        code.ShouldBe(2);
        errors.ShouldContain("neither sites.json nor sites.sample.json");
        errors.ShouldContain("--sites FILE");
    }

    [Fact]
    public async Task A_site_that_is_not_in_the_file_is_told_which_are()
    {
        using var work = new Workplace();

        var (code, _, errors) = await work.Run("site", "initech");

        code.ShouldBe(2);
        errors.ShouldContain("acme, globex");
    }

    [Fact]
    public async Task Links_of_a_hub_that_does_not_run_says_how_to_start_it()
    {
        using var work = new Workplace();

        var (code, _, errors) = await work.Run("links");

        code.ShouldBe(4);
        errors.ShouldContain($"The hub at {work.Hub} does not answer");
        errors.ShouldContain("sitehub up");
    }

    [Fact]
    public async Task Health_of_a_role_that_does_not_run_is_not_well()
    {
        using var work = new Workplace();

        var (code, _, errors) = await work.Run("health", work.Hub.ToString());

        code.ShouldBe(4);
        errors.ShouldContain("does not answer");
    }
}
