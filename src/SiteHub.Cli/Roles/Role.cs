using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using SiteHub.Agent.Seed;
using SiteHub.Cli.Terminal;
using SiteHub.Delivery.Storage;

namespace SiteHub.Cli.Roles;

/// <summary>One role in this process, from its start to its stop.</summary>
/// <param name="Name"><c>hub</c> or the site's slug.</param>
/// <param name="Called">How messages call it.</param>
/// <param name="Folder">Its own data folder.</param>
/// <param name="SitesFile">Where to put another port.</param>
internal sealed record Role(string Name, string Called, Uri Url, string Listen, string Folder, string SitesFile)
{
    /// <param name="build">makes it</param>
    /// <param name="screen">where people read</param>
    /// <param name="cancellationToken">ends it</param>
    /// <param name="meanwhile">it runs for this alone, and stops then; null: until it is stopped</param>
    public async Task<int> Run(Func<Action<WebApplicationBuilder>, WebApplication> build, Screen screen, CancellationToken cancellationToken, Func<WebApplication, Task>? meanwhile = null)
    {
        using var held = FolderLock.Take(Folder, Called);
        LogFormat.OneLineEach();
        try
        {
            ThreadsAhead.Make();
            Task? ahead = null;
            await using var app = build(builder => builder.Services.AddHealthChecks().AddCheck("libraries", () => ahead is { IsCompletedSuccessfully: true } ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("They are being loaded.")));
            using var supervision = Supervision.Of(app);
            await app.StartAsync(cancellationToken);
            if (meanwhile is not null)
            {
                await meanwhile(app);
                await app.StopAsync(CancellationToken.None);
                return ExitCode.Ok;
            }

            if (!Supervision.IsOn)
            {
                screen.Good($"{Capital(Called)} is ready at {Url} (listening on {Listen}). Ctrl-C stops it.");
            }

            // Not before it answers, for a start has enough to do. One that is short of handles already ends, and is started again.
            ahead = LoadedAhead.Begin();
            var stopped = app.WaitForShutdownAsync(cancellationToken);
            if (await Task.WhenAny(ahead, stopped) == ahead)
            {
                await ahead;
            }

            await stopped;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw Ports.Taken(this);
        }
        catch (Exception e) when (e is FileLoadException or TypeInitializationException)
        {
            throw new StopException(ExitCode.Failed, $"{Capital(Called)} could not load what it consists of.", e.GetBaseException().Message, "It may open too few files at once: raise the limit (ulimit -n), and start it again.");
        }
        catch (DatabaseUnavailableException e)
        {
            throw new StopException(ExitCode.Failed, $"{Capital(Called)} cannot use its database.", e.Message, $"It is kept in {Folder}.");
        }
        catch (WrongDatabaseException e)
        {
            throw new StopException(ExitCode.Configuration, e.Message, $"Put it back where it belongs, and bring the database of {Called} back to {Folder}; without one it begins anew.");
        }
        catch (SeedRefusedException e)
        {
            throw new StopException(ExitCode.Configuration, e.Message, $"Put the seed of {Called} in {SitesFile} right; what was seeded before it is kept, and the next start goes on there.");
        }
        catch (CryptographicException e)
        {
            throw new StopException(
                ExitCode.Configuration, e.Message, $"What {Called} has stored in {Folder} opens only under the masterKey that it was stored under: bring that one back.");
        }

        if (!Supervision.IsOn)
        {
            screen.Say($"{Capital(Called)} has stopped.");
        }

        return ExitCode.Ok;
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
