using System.Diagnostics;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Cli;

/// <summary>Real processes whose output goes nowhere: they say thousands of lines, and answer none the less.</summary>
public sealed class UnreadOutputTests
{
    private const int Requests = 300;

    [Theory]
    [Trait("Run", "Soak")]
    [InlineData("hub", ">/dev/full")]
    [InlineData("hub", ">/dev/full 2>/dev/full")]
    [InlineData("site acme", "")]
    [InlineData("hub", ">&-")]
    public Task Any_role_whose_output_is_full_unread_or_closed_answers(string role, string output) => A_role_whose_output_is_full_unread_or_closed_answers(role, output);

    [Theory]
    [InlineData("hub", "")]
    public async Task A_role_whose_output_is_full_unread_or_closed_answers(string role, string output)
    {
        using var work = new Workplace(OneRoleTests.WithLinks);
        using var process = Start(work, $"{role} {output}");
        try
        {
            await Answers(role == "hub" ? work.Hub : work.Acme);
            process.HasExited.ShouldBeFalse();
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Theory]
    [InlineData("/dev/full")]
    [InlineData("no/such/folder/output.log")]
    public async Task Up_reads_what_a_role_says_though_it_can_write_it_nowhere(string log)
    {
        using var work = new Workplace();
        foreach (var role in new[] { "hub", "acme", "globex" })
        {
            Directory.CreateDirectory(Path.Combine(work.Folder, ".sitehub", role));
            File.CreateSymbolicLink(Path.Combine(work.Folder, ".sitehub", role, "output.log"), log);
        }

        using var process = Start(work, "up");
        try
        {
            await Answers(work.Hub);
            await Answers(work.Acme);
            process.HasExited.ShouldBeFalse();
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Nobody ever reads its pipes.</summary>
    private static Process Start(Workplace work, string arguments)
    {
        Assert.SkipUnless(File.Exists("/bin/sh") && File.Exists("/dev/full"), "This system has no shell, or no full device.");
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec '{SiteHubProgram.Executable}' {arguments}"])
        {
            WorkingDirectory = work.Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["Logging__LogLevel__Default"] = "Trace";
        start.Environment["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace";
        return Process.Start(start)!;
    }

    private static async Task Answers(Uri role)
    {
        using var http = new HttpClient { BaseAddress = role };
        for (var tries = 0; tries < 300 && !await IsUp(http); tries++)
        {
            await Task.Delay(200);
        }

        for (var i = 0; i < Requests; i++)
        {
            using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
        }
    }

    private static async Task<bool> IsUp(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
