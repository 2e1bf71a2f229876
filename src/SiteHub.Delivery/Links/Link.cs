using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Delivery.Links;

/// <summary>A link that this process runs.</summary>
internal sealed class Link(string name, Uri peer, SecretRing sends, SecretRing receives, LinkSignal signal)
{
    private int _personAgreed;
    private int _heard;
    private int _mustTry;
    private int _hasPump;
    private bool _paused;
    private bool _waiting;
    private volatile Trial? _trial;

    public string Name { get; } = name;

    public Uri Peer { get; } = peer;

    public SecretRing Sends { get; } = sends;

    public SecretRing Receives { get; } = receives;

    public LinkSignal Signal { get; } = signal;

    /// <summary>An operator stopped its sending. What is in flight gets its answer.</summary>
    public bool IsPaused
    {
        get => Volatile.Read(ref _paused);
        set => Volatile.Write(ref _paused, value);
    }

    /// <summary>Whether the pump waits after a try that did not succeed.</summary>
    public bool IsWaiting
    {
        get => Volatile.Read(ref _waiting);
        set => Volatile.Write(ref _waiting, value);
    }

    /// <summary>How the pump fares while it waits; null before its first failure and after its last. The row is not written at each try.</summary>
    public Trial? Waits
    {
        get => _trial;
        set => _trial = value;
    }

    /// <summary>Set when the peer's word about our log does not fit it: greet before sending anything more.</summary>
    public bool MustGreet { get; set; } = true;

    /// <summary>Set when the peer's confirmed position was changed in the row by someone other than the pump.</summary>
    public bool MustReload { get; set; } = true;

    /// <summary>The peer sent us something that is certainly its own, so it is there. Called with each batch: cheap but for the first in a wait.</summary>
    public void Heard()
    {
        if (IsWaiting && Volatile.Read(ref _heard) == 0 && Interlocked.Exchange(ref _heard, 1) == 0)
        {
            Signal.Raise();
        }
    }

    /// <summary>Whether it was heard since the last try.</summary>
    public bool WasHeard
    {
        get => Volatile.Read(ref _heard) == 1;
        set => Volatile.Write(ref _heard, value ? 1 : 0);
    }

    /// <summary>Whatever it waits for, it tries now: a person says so, or the clock was set.</summary>
    public void TryNow()
    {
        Volatile.Write(ref _mustTry, 1);
        Signal.Raise();
    }

    public bool TakeMustTry() => Interlocked.Exchange(ref _mustTry, 0) == 1;

    /// <summary>Two pumps of one link would race for its position, and take each other's signals.</summary>
    /// <returns>false if it has its pump</returns>
    public bool TakePump() => Interlocked.Exchange(ref _hasPump, 1) == 0;

    /// <summary>An operator asks for a new history, should the two sides' differ.</summary>
    public void Agree() => Volatile.Write(ref _personAgreed, 1);

    /// <summary>Whether somebody has agreed; asked once, it is used up. One who agrees while it is being used agrees to the next time.</summary>
    public bool TakeAgreement() => Interlocked.Exchange(ref _personAgreed, 0) == 1;

    /// <summary>
    /// Where the last batch that was taken ended. Only a hint, which spares a look into the row: the transaction compares with the row
    /// itself, and where the hint does not fit the row is asked before anything is refused.
    /// </summary>
    public (Epoch Epoch, LogPosition Position) Taken { get; set; }

    /// <summary>What the pump has sent and the peer confirmed; ahead of the row, which remembers it once a second.</summary>
    public LinkSide Confirmed { get; set; } = new(Epoch.None, LogPosition.Start);

    /// <summary>The last entry that the peer is known to have confirmed, by the row or by what the pump knows beyond it.</summary>
    public LogPosition AckedOf(LinkState state)
    {
        var (epoch, position) = Confirmed;
        return epoch == state.OutEpoch && position.Seq > state.Acked.Seq && position.Seq <= state.Head.Seq ? position : state.Acked;
    }

    /// <param name="Failures">in a row</param>
    /// <param name="Next">when it is tried again, by the machine's clock</param>
    public sealed record Trial(int Failures, DateTimeOffset Next);
}
