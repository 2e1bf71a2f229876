using System.Buffers;
using System.IO.Pipelines;

namespace SiteHub.Agent.Documents.Bulk;

/// <summary>Takes a stream apart at its line ends. No more is held than one line and what the pipe has buffered.</summary>
internal sealed class LineReader(PipeReader pipe, int longest)
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private ReadOnlySequence<byte> _rest;
    private bool _filled;
    private bool _passing;
    private bool _completed;

    /// <summary>The number of the line last taken, from 1; blank ones count.</summary>
    public long Number { get; private set; }

    /// <summary>Nothing more will come, and every line has been taken.</summary>
    public bool IsDone { get; private set; }

    /// <param name="line">the line without its end; empty if it is blank; a copy of its own</param>
    /// <param name="isTooLong">the line was longer than allowed and was passed over</param>
    /// <returns>false if no whole line has arrived yet</returns>
    public bool TryTake(out byte[] line, out bool isTooLong)
    {
        line = [];
        isTooLong = false;
        if (!_filled)
        {
            return false;
        }

        var end = _rest.PositionOf((byte)'\n');
        if (end is null && !_completed)
        {
            // An endless line must not fill the memory: its beginning is dropped, and only its end is looked for.
            if (_passing || _rest.Length > longest)
            {
                _passing = true;
                _rest = _rest.Slice(_rest.End);
            }

            return false;
        }

        if (end is null && _rest.IsEmpty && !_passing)
        {
            pipe.AdvanceTo(_rest.End);
            _filled = false;
            IsDone = true;
            return false;
        }

        var text = end is null ? _rest : _rest.Slice(0, end.Value);
        isTooLong = _passing || text.Length > longest;
        _passing = false;
        _rest = end is null ? _rest.Slice(_rest.End) : _rest.Slice(_rest.GetPosition(1, end.Value));
        Number++;
        line = isTooLong ? [] : Trimmed(text);
        return true;
    }

    /// <summary>Waits for more.</summary>
    public async Task Fill(CancellationToken cancellationToken)
    {
        if (_filled)
        {
            // All that is left is part of a line: it stays in the pipe until there is more.
            pipe.AdvanceTo(_rest.Start, _rest.End);
            _filled = false;
        }

        var result = await pipe.ReadAsync(cancellationToken);
        _rest = result.Buffer;
        _completed = result.IsCompleted;
        _filled = true;
    }

    /// <summary>Ends a wait for more that nobody waits for any longer.</summary>
    public void CancelFill() => pipe.CancelPendingRead();

    /// <summary>Gives back what was not taken, so that the web server can do with the rest of the request what it does.</summary>
    public void Leave()
    {
        if (_filled)
        {
            pipe.AdvanceTo(_rest.Start);
            _filled = false;
        }
    }

    private byte[] Trimmed(ReadOnlySequence<byte> text)
    {
        var line = text.ToArray();
        var span = line.AsSpan();
        if (Number == 1 && span.StartsWith(ByteOrderMark))
        {
            span = span[ByteOrderMark.Length..];
        }

        span = span.Trim(" \t\r"u8);
        return span.Length == line.Length ? line : span.ToArray();
    }
}
