using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SiteHub.Delivery.Tests.Webhooks;

/// <summary>A script of tests/npm, run by Node.js: it is given JSON and answers with JSON.</summary>
internal static class NodeScript
{
    private static readonly string Folder = Path.Combine(Root(AppContext.BaseDirectory), "tests", "npm");

    public static async Task<JsonNode> RunAsync(string script, JsonNode given)
    {
        using var process = Start(script);
        return await AnswerAsync(process, given);
    }

    /// <summary>One that needs no packages.</summary>
    public static async Task<JsonNode> EvaluateAsync(string program, JsonNode given)
    {
        Assert.SkipUnless(IsThere("node"), "Needs Node.js.");
        using var process = Begin("-e", program);
        return await AnswerAsync(process, given);
    }

    private static async Task<JsonNode> AnswerAsync(Process process, JsonNode given)
    {
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(given.ToJsonString());
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await complained);
        return JsonSerializer.Deserialize<JsonNode>(await said)!;
    }

    /// <summary>One that goes on until it is killed.</summary>
    public static Process Start(params string[] arguments)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules")) && IsThere("node"), "Needs Node.js and `npm ci` in tests/npm, which tests/run.sh does where it can.");
        return Begin(arguments);
    }

    private static Process Begin(params string[] arguments) => Process.Start(new ProcessStartInfo("node", arguments)
    {
        WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
    })!;

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Root(string folder) => File.Exists(Path.Combine(folder, "SiteHub.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
