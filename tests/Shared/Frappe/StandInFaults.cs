namespace SiteHub.Testing.Frappe;

/// <summary>What goes wrong, each by a switch.</summary>
internal sealed class StandInFaults
{
    /// <summary>The queue is down: what is saved is committed, its webhooks are lost, and the answer is an error page.</summary>
    public bool QueueDown { get; set; }

    /// <summary>503 to everybody.</summary>
    public bool Maintenance { get; set; }

    /// <summary>How many saves from now on are committed and then answered by nothing: the connection ends.</summary>
    public int DieAfterCommit { get; set; }

    /// <summary>How many saves from now on are committed and then answered with an error page.</summary>
    public int FailAfterCommit { get; set; }

    /// <summary>How many requests from now on are not done, and the connection ends.</summary>
    public int DieBefore { get; set; }

    /// <summary>Before each answer.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>What it takes for an answer, by the request's method and address and the answer's length; null: no time.</summary>
    public Func<string, string, int, TimeSpan>? Pace { get; set; }

    /// <summary>How long a webhook stands in the queue.</summary>
    public TimeSpan HintsAfter { get; set; }

    /// <summary>Microseconds of requests' time in a window of a minute; null: no limit, as by default.</summary>
    public long? RateLimit { get; set; }

    /// <summary>What each request costs of it.</summary>
    public long RequestCost { get; set; } = 20_000;

    /// <summary>How far its clock is ahead of the test's.</summary>
    public TimeSpan ClockIsOff { get; set; }

    /// <summary>What its workers hear of any address outside; null: they reach it.</summary>
    public string? Unreachable { get; set; }

    /// <summary>What becomes of webhooks.</summary>
    public HintMode Hints { get; set; }

    /// <summary>Of a request with this text in its address, the whole answer; null: none.</summary>
    public Func<string, (int Status, string Type, string Body)?>? Instead { get; set; }
}

internal enum HintMode
{
    /// <summary>Sent once each, after the commit.</summary>
    Sent,

    /// <summary>As where the worker is killed.</summary>
    Lost,

    /// <summary>As where the receiver is slow.</summary>
    Tripled,

    /// <summary>Kept until the test sends them.</summary>
    Held,
}
