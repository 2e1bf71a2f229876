using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SiteHub.Cli.Roles;

/// <summary>
/// What a role does for the `up` above it: it stops when its standard input ends, which it also does when `up` was killed, and it reports
/// its counts on standard output. Nothing of it has a port, so nobody else can ask.
/// </summary>
internal sealed class Supervision : IDisposable
{
    /// <summary>Set by `up` for the roles that it starts: its own process id.</summary>
    public const string Variable = "SITEHUB_SUPERVISED";

    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(40);

    /// <summary>Where nobody waits for it any more, but for its port and folder.</summary>
    private static readonly TimeSpan LongestOrphaned = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _ended = new();

    private Supervision()
    {
    }

    /// <summary>Said on its standard input when it is to stop in order.</summary>
    public const string Stop = "stop";

    public static bool IsOn { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>The first thing that a role does.</summary>
    /// <returns>false: whoever started it is gone</returns>
    public static bool Begin() => !IsOn || ParentDeath.EndWith(Environment.GetEnvironmentVariable(Variable)!);

    public static Supervision Of(WebApplication app)
    {
        var supervision = new Supervision();
        if (IsOn)
        {
            var lifetime = app.Lifetime;
            new Thread(() => StopAtEndOfInput(lifetime)) { IsBackground = true, Name = "supervision" }.Start();
            lifetime.ApplicationStarted.Register(() => _ = supervision.Report(app));
            lifetime.ApplicationStopping.Register(supervision._ended.Cancel);
        }

        return supervision;
    }

    public void Dispose() => _ended.Dispose();

    private static void StopAtEndOfInput(IHostApplicationLifetime lifetime)
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        var asked = false;
        while (input.Read(buffer) > 0)
        {
            asked = true;
        }

        lifetime.StopApplication();

        // A role that cannot stop must not outlive the `up` that would have killed it.
        if (!lifetime.ApplicationStopped.WaitHandle.WaitOne(asked ? LongestStop : LongestOrphaned))
        {
            Environment.Exit(1);
        }
    }

    private async Task Report(WebApplication app)
    {
        var counts = new RoleCounts(app.Services);
        var time = app.Services.GetService<TimeProvider>() ?? TimeProvider.System;
        using var timer = new PeriodicTimer(ReportEvery, time);
        try
        {
            do
            {
#pragma warning disable RS0030 // Numbers of ours, for the program above.
                Console.Out.WriteLine(RoleReport.Mark + JsonSerializer.Serialize(counts.Take(), JsonSerializerOptions.Web));
#pragma warning restore RS0030
            }
            while (await timer.WaitForNextTickAsync(_ended.Token));
        }
        catch (OperationCanceledException)
        {
            // The role stops.
        }
        catch (ObjectDisposedException)
        {
            // It has stopped while a report was under way.
        }
    }
}
