using SiteHub.Cli.Data;
using SiteHub.Cli.Roles;
using SiteHub.Cli.Terminal;
using SiteHub.Cli.Tour;

namespace SiteHub.Cli.Up;

/// <summary>From the first role started to the last stopped.</summary>
internal sealed class UpSession(IReadOnlyList<Role> roles, RoleProcesses processes, UpEnrolment enrolment, SamplePeople? people, TourTraffic? tour, Screen screen)
{
    public async Task<int> Run(StopSignal stop)
    {
        try
        {
            await Start(stop.Asked);
            processes.ForgetWhatWasTold();
            AddressTable.Show(roles, screen);
            if (people is not null)
            {
                PeopleTable.Show(people, screen);
            }

            screen.Good("SiteHub is ready");
            screen.Quiet("Ctrl-C stops it.");
            await Task.WhenAll(new UpWatch(roles, processes, screen).Run(stop.Asked), Tour(stop.Asked));
        }
        catch (OperationCanceledException) when (stop.Asked.IsCancellationRequested)
        {
            // That is how it is meant to end.
        }
        finally
        {
            await Stop(stop.Insisted);
        }

        return ExitCode.Ok;
    }

    /// <summary>The roles go on without it.</summary>
    private async Task Tour(CancellationToken cancellationToken)
    {
        try
        {
            await (tour?.Run(cancellationToken) ?? Task.CompletedTask);
        }
        catch (StopException e)
        {
            screen.Warn($"The tour is over: {e.Message}");
        }
    }

    /// <summary>The hub first: a site that is not enrolled cannot start before it is.</summary>
    private async Task Start(CancellationToken cancellationToken)
    {
        using var readiness = new Readiness();
        await readiness.Wait(processes.Start(roles[0]), cancellationToken);
        await enrolment.Run(cancellationToken);
        using var oneFailed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waits = roles.Skip(1).Select(role => readiness.Wait(processes.Start(role), oneFailed.Token)).ToList();
        await foreach (var wait in Task.WhenEach(waits))
        {
            if (wait.IsFaulted)
            {
                await oneFailed.CancelAsync();
            }

            await wait;
        }
    }

    private async Task Stop(CancellationToken doNotWait)
    {
        if (processes.Running.Count == 0)
        {
            return;
        }

        screen.Say("Stopping; what is in flight is finished first ...");
        screen.Say(await processes.StopAll(doNotWait)
            ? "SiteHub has stopped."
            : "SiteHub was stopped the hard way; what was acknowledged is kept, and the next start goes on from there.");
    }
}
