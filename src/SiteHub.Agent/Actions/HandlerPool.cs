using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SiteHub.Agent.Actions;

/// <summary>
/// Where people's handlers run: on threads of their own, a few of each side by side, each for as long as it may take. One that hangs takes nobody else's place.
/// </summary>
internal sealed class HandlerPool(IEnumerable<IActionHandler> handlers, TimeProvider time, ILogger<HandlerPool> log)
{
    private const int SideBySide = 4;

    /// <summary>Of one handler, beyond its time. Further ones keep their places, so that threads do not run out.</summary>
    private const int MostHung = 16;

    /// <summary>What is under way when the site stops may still give its answer.</summary>
    private static readonly TimeSpan AtStop = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Places> _places = new(StringComparer.Ordinal);

    public IActionHandler? Find(string name) => handlers.FirstOrDefault(handler => handler.Name == name);

    public async Task<Place> EnterAsync(IActionHandler handler, CancellationToken cancellationToken)
    {
        var places = _places.GetOrAdd(handler.Name, static _ => new Places());
        await places.Free.WaitAsync(cancellationToken);
        return new Place(handler, places, time, log);
    }

    /// <summary>One call's.</summary>
    internal sealed class Place(IActionHandler handler, Places places, TimeProvider time, ILogger log) : IDisposable
    {
        private Task _run = Task.CompletedTask;

        /// <returns>null: it gave no clear answer, or none in its time</returns>
        /// <exception cref="OperationCanceledException">the site stops, and nothing is known</exception>
        public async Task<HandlerOutcome?> Run(ActionCall call, CancellationToken stopping)
        {
            // Not disposed: a handler that hangs still holds its token.
            var end = new CancellationTokenSource(handler.Limit, time);
            using var stop = stopping.Register(static source => ((CancellationTokenSource)source!).Cancel(), end);
            try
            {
                var run = Task.Factory.StartNew(() => handler.Run(call, end.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
                _run = run;
                await Task.WhenAny(run, Task.Delay(Timeout.InfiniteTimeSpan, end.Token));
                if (!run.IsCompleted && stopping.IsCancellationRequested)
                {
                    await Task.WhenAny(run, Task.Delay(AtStop, CancellationToken.None));
                }

                if (!run.IsCompleted)
                {
                    stopping.ThrowIfCancellationRequested();
                    Log.HandlerHangs(log, handler.Name, call.Request, handler.Limit);
                    return null;
                }

                return await run;
            }
            catch (Exception fault) when (_run.IsCompleted)
            {
                Log.HandlerFailed(log, fault, handler.Name, call.Request);
                return null;
            }
        }

        public void Dispose()
        {
            if (_run.IsCompleted)
            {
                places.Free.Release();
                return;
            }

            var keeps = Interlocked.Increment(ref places.Hung) > MostHung;
            if (!keeps)
            {
                places.Free.Release();
            }

            _run.ContinueWith(
                late =>
                {
                    Interlocked.Decrement(ref places.Hung);
                    if (keeps)
                    {
                        places.Free.Release();
                    }

                    Log.HandlerLate(log, handler.Name, late.Exception?.GetBaseException().Message ?? "an outcome");
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    internal sealed class Places
    {
        public int Hung;

        public SemaphoreSlim Free { get; } = new(SideBySide, SideBySide);
    }
}
