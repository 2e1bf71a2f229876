using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SiteHub.Cli.Up;

/// <summary>Ctrl-C, SIGTERM and a closed terminal ask to stop; a second Ctrl-C does not wait any longer.</summary>
internal sealed class StopSignal : IDisposable
{
    private static readonly TimeSpan OneKeystroke = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _asked;
    private readonly CancellationTokenSource _insisted = new();
    private readonly PosixSignalRegistration[] _registrations;
    private long _askedAt;

    public StopSignal(CancellationToken cancellationToken)
    {
        _asked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, Heard))];
    }

    public CancellationToken Asked => _asked.Token;

    public CancellationToken Insisted => _insisted.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _asked.Dispose();
        _insisted.Dispose();
    }

    private void Heard(PosixSignalContext context)
    {
        // Not the runtime's own answer, which is to end at once.
        context.Cancel = true;
        if (!_asked.IsCancellationRequested)
        {
            _askedAt = Stopwatch.GetTimestamp();
            _asked.Cancel();
        }
        else if (context.Signal == PosixSignal.SIGINT && Stopwatch.GetElapsedTime(_askedAt) > OneKeystroke)
        {
            // Sooner, it is the same wish arriving twice: a wrapper such as `timeout` signals the process and its group.
            _insisted.Cancel();
        }
    }
}
