using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SiteHub.Cli.Api;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Listen;

/// <summary>For people who develop a receiver: prints what arrives, and whether its signature is right.</summary>
internal static class ListenCommand
{
    private const int MostBytes = 8 * 1024 * 1024;

    public static Command Create(Screen screen)
    {
        var port = new Option<int>("--port") { Description = "On loopback.", DefaultValueFactory = static _ => 9000 };
        var secret = new Option<string?>("--secret") { Description = "whsec_… or whpk_… checks Standard Webhooks; anything else is taken as the secret of Frappe's signature." };
        var status = new Option<int>("--status") { Description = "What to answer.", DefaultValueFactory = static _ => 200 };
        var count = new Option<int?>("--count") { Description = "End after so many." };
        var command = new Command("listen", "Prints what arrives at a local URL, verified. For developing a receiver.") { port, secret, status, count, RoleOptions.Json };
        command.SetAction((parsed, cancellationToken) => Guarded.Run(screen, () =>
            Run(screen, new Listening(parsed.GetValue(port), parsed.GetValue(status), parsed.GetValue(count), parsed.GetValue(RoleOptions.Json), SignatureOpinion.Under(parsed.GetValue(secret))), cancellationToken)));
        return command;
    }

    private static async Task<int> Run(Screen screen, Listening how, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://localhost:{how.Port}").ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = MostBytes);
        await using var app = builder.Build();
        using var printing = new ArrivalPrinter(screen, how, enough);
        app.Run(printing.Take);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new StopException(ExitCode.Taken, $"Port {how.Port} cannot be listened on: {e.Message}", "Choose another with --port.");
        }

        if (!how.Json)
        {
            screen.Say($"Listening at http://localhost:{how.Port}/, any path; Ctrl-C ends it.");
        }

        await app.WaitForShutdownAsync(enough.Token);
        return ExitCode.Ok;
    }
}

/// <param name="Count">ends after so many; null: goes on</param>
internal sealed record Listening(int Port, int Status, int? Count, bool Json, SignatureOpinion Signature);
