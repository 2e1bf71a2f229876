using System.Text.RegularExpressions;
using SiteHub.EndToEnd.Tests.Cli;
using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Walks;

/// <summary>What the README tells its readers to type is typed, in order, in a terminal, against `sitehub up`; what it says comes of it, comes.</summary>
public sealed partial class ReadmeWalkTests : IAsyncLifetime
{
    private const string AsTyped = "dotnet run -c Release --project src/SiteHub.Cli --";

    private readonly Workplace _work = new();
    private SiteHubProcess _up = null!;

    public async ValueTask InitializeAsync()
    {
        _up = _work.Start("up");
        await _up.Says("SiteHub is ready");
    }

    public async ValueTask DisposeAsync()
    {
        await _up.DisposeAsync();
        _work.Dispose();
    }

    [Fact]
    public async Task Every_step_of_the_README_does_what_it_says()
    {
        await using var terminal = new BashSession(_work.Folder);
        var asides = new List<(SiteHubProcess Process, ShellStep Step)>();
        try
        {
            await terminal.Run($"sitehub() {{ '{SiteHubProgram.Executable}' \"$@\"; }}");
            foreach (var step in ShellStep.In(Here(await File.ReadAllTextAsync(Repository.File("README.md"), TestContext.Current.CancellationToken))))
            {
                if (step.IsAside)
                {
                    asides.Add((_work.Start(Words().Matches(step.Text["sitehub ".Length..]).Select(static word => word.Value).ToArray()), step));
                    await asides[^1].Process.Says("istening");
                }
                else if (!IsForItself(step.Text))
                {
                    await Walk(terminal, step);
                }
            }

            foreach (var (process, step) in asides)
            {
                await Until.Holds(() =>
                {
                    step.Missing(process.Output).ShouldBeEmpty(process.Output);
                    return Task.CompletedTask;
                });
            }
        }
        finally
        {
            foreach (var (process, _) in asides)
            {
                await process.DisposeAsync();
            }
        }
    }

    private static async Task Walk(BashSession terminal, ShellStep step)
    {
        var (code, output) = await terminal.Run(step.Text);
        for (var tries = 0; tries < 100 && step.Asks && step.Missing(output).Any(); tries++)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            (code, output) = await terminal.Run(step.Text);
        }

        code.ShouldBe(0, $"{step.Text}\n{output}");
        step.Missing(output).ShouldBeEmpty($"{step.Text}\n{output}");
    }

    /// <summary>On the ports of this run, with the program that is tested.</summary>
    private string Here(string page) => page
        .Replace(AsTyped, "sitehub", StringComparison.Ordinal)
        .Replace("localhost:5100", _work.Hub.Authority, StringComparison.Ordinal)
        .Replace("localhost:5101", _work.Acme.Authority, StringComparison.Ordinal)
        .Replace("localhost:5102", _work.Globex.Authority, StringComparison.Ordinal);

    /// <summary>It starts what runs already, or is what runs this.</summary>
    private static bool IsForItself(string step) => step.StartsWith("sitehub up", StringComparison.Ordinal) || step.StartsWith("tests/run.sh", StringComparison.Ordinal);

    [GeneratedRegex(@"\S+")]
    private static partial Regex Words();
}
