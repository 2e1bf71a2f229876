using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Storage;
using SiteHub.Delivery.Workers;
using SiteHub.Hub.Customers;
using SiteHub.Hub.Replica;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Live;

/// <summary>
/// Tells open pages that something of theirs changed, after it was committed. It says what, never how: what is to be seen of it is fetched by a
/// request of its own, which asks again who may.
/// </summary>
internal sealed class LiveFeed(Database database, CustomerSignal customers, WorkerSet workers) : Worker(workers)
{
    private const int MostOfOne = 1_000;

    private readonly Channel<(string Site, string Account, LiveEvent What)> _told = Channel.CreateUnbounded<(string, string, LiveEvent)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<LiveStream, byte> _streams = new();
    private Dictionary<(string Site, string Account), List<LiveStream>> _listeners = [];

    /// <summary>Asked at every document that arrives: a dictionary would take all its locks to say that it is empty.</summary>
    private int _open;

    private long _listenersOf = -1;

    /// <summary>For as long as the answer lasts.</summary>
    /// <returns>null: they have as many open as anybody may</returns>
    public LiveStream? Subscribe(string person, HttpResponse response)
    {
        if (_streams.Keys.Count(stream => stream.Person == person) >= MostOfOne)
        {
            return null;
        }

        var stream = new LiveStream(person);
        _streams[stream] = 0;
        Interlocked.Increment(ref _open);
        response.OnCompleted(() =>
        {
            End(stream);
            return Task.CompletedTask;
        });
        Forget();
        return stream;
    }

    /// <summary>Runs after a commit: it must not wait.</summary>
    public void ActionChanged(string site, string? account, string request) => Tell(site, account, new LiveEvent("action", site, null, null, request));

    /// <summary>As <see cref="ActionChanged"/>: what was said on a document is part of its page.</summary>
    public void MessageChanged(string site, string? account, string docType, string name) => Tell(site, account, new LiveEvent("document", site, docType, name, null));

    public Func<Session, ApplyOutcome> Told(EntryPlace place, DocumentChange change, Func<Session, ApplyOutcome> apply) =>
        IsSilent ? apply : session => Applied(session, apply, place.Site, change.DocType, change.Name, change.Account, change.PreviousAccount);

    public Func<Session, ApplyOutcome> Told(EntryPlace place, DocumentRemoval removal, Func<Session, ApplyOutcome> apply) =>
        IsSilent ? apply : session => Applied(session, apply, place.Site, removal.DocType, removal.Name, removal.Account, removal.PreviousAccount);

    private void End(LiveStream stream)
    {
        if (_streams.TryRemove(stream, out _))
        {
            Interlocked.Decrement(ref _open);
        }

        Forget();
    }

    private bool IsSilent => Volatile.Read(ref _open) == 0;

    private ApplyOutcome Applied(Session session, Func<Session, ApplyOutcome> apply, string site, string docType, string name, string? account, string? previous)
    {
        var outcome = apply(session);
        if (outcome == ApplyOutcome.Applied)
        {
            session.AfterCommit(() =>
            {
                Tell(site, account, new LiveEvent("document", site, docType, name, null));
                if (previous != account)
                {
                    Tell(site, previous, new LiveEvent("document", site, docType, name, null));
                }
            });
        }

        return outcome;
    }

    private void Tell(string site, string? account, LiveEvent what)
    {
        if (account is not null && !IsSilent)
        {
            _told.Writer.TryWrite((site, account, what));
        }
    }

    public override string Name => "live feed";

    /// <summary>Beside the writer, which must not wait for the question who hears of what. What cannot be told is left: pages show it when they are loaded again.</summary>
    protected override Task TurnAsync(CancellationToken stopping)
    {
        while (_told.Reader.TryPeek(out var told))
        {
            try
            {
                Loop.Enter("handle", told.Account);
                foreach (var stream in Listeners().GetValueOrDefault((told.Site, told.Account)) ?? [])
                {
                    stream.Put(told.What);
                }
            }
            catch (Exception fault)
            {
                Forget();
                if (!DatabaseFaults.IsAway(fault))
                {
                    _told.Reader.TryRead(out _);
                }

                throw;
            }

            _told.Reader.TryRead(out _);
        }

        return Task.CompletedTask;
    }

    protected override async Task WaitAsync(CancellationToken stopping) => await _told.Reader.WaitToReadAsync(stopping);

    private void Forget() => Interlocked.Exchange(ref _listenersOf, -1);

    /// <summary>Who hears of which account. Read anew when somebody came or went, or when anything changed in who belongs to whom.</summary>
    private Dictionary<(string Site, string Account), List<LiveStream>> Listeners()
    {
        var version = customers.Version;
        if (Interlocked.Read(ref _listenersOf) == version)
        {
            return _listeners;
        }

        // Before it is read: whoever comes meanwhile makes it be read anew.
        Interlocked.Exchange(ref _listenersOf, version);
        var streams = _streams.Keys.ToLookup(static stream => stream.Person);
        var listeners = new Dictionary<(string, string), List<LiveStream>>();
        foreach (var group in streams)
        {
            foreach (var account in database.Read(session => session.Many(
                "SELECT a.site, a.account FROM customer_member m JOIN customer_account a ON a.customer = m.customer WHERE m.person = $1", static row => (row.Text(0), row.Text(1)), group.Key)))
            {
                if (!listeners.TryGetValue(account, out var hearing))
                {
                    listeners[account] = hearing = [];
                }

                hearing.AddRange(group);
            }
        }

        return _listeners = listeners;
    }
}

/// <summary>One open page's, or program's.</summary>
internal sealed class LiveStream(string person)
{
    private readonly Channel<LiveEvent> _events = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest });

    public string Person => person;

    /// <summary>A page that does not keep up misses what is old: what it fetches is the present state anyway.</summary>
    public void Put(LiveEvent what) => _events.Writer.TryWrite(what);

    public ChannelReader<LiveEvent> Events => _events.Reader;
}

/// <param name="Kind"><c>document</c> or <c>action</c></param>
internal sealed record LiveEvent(string Kind, string Site, string? DocType, string? Name, string? Request);
