using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SiteHub.Cli.Terminal;

/// <summary>
/// Standard output of a process that must go on whatever becomes of it: full, closed, on a full disk, on a terminal that is halted. A thread of its own writes;
/// what waits too long is dropped, counted, and told of once somebody reads again.
/// </summary>
internal sealed class DrainedOutput : TextWriter
{
    private const int MostWaiting = 1024 * 1024;

    private readonly Stream _to;
    private readonly Queue<string> _waiting = new();
    private readonly StringBuilder _begun = new();
    private readonly object _lock = new();
    private int _length;
    private long _missing;
    private bool _writing;

    public DrainedOutput(Stream to, Encoding encoding)
        : base(CultureInfo.InvariantCulture)
    {
        (_to, Encoding) = (to, encoding);
        new Thread(Drain) { IsBackground = true, Name = "output" }.Start();
    }

    public override Encoding Encoding { get; }

    /// <summary>Puts it in the place of both outputs of this process.</summary>
    public static DrainedOutput[] Install()
    {
        var output = new DrainedOutput(Console.OpenStandardOutput(), new UTF8Encoding(false));
        var errors = new DrainedOutput(Console.OpenStandardError(), new UTF8Encoding(false));
        Console.SetOut(output);
        Console.SetError(errors);
        return [output, errors];
    }

    public override void Write(char value)
    {
        lock (_lock)
        {
            _begun.Append(value);
            if (value == '\n')
            {
                Pass();
            }
        }
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_lock)
        {
            _begun.Append(buffer);
            if (buffer.Contains('\n'))
            {
                Pass();
            }
        }
    }

    public override void WriteLine(string? value) => Write(value + NewLine);

    /// <summary>What has gathered is passed on; it is not waited for.</summary>
    public override void Flush()
    {
        lock (_lock)
        {
            Pass();
        }
    }

    /// <summary>Before the process ends: what was said last is often why.</summary>
    public void Finish(TimeSpan longest)
    {
        var began = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            Pass();
            while ((_waiting.Count > 0 || _writing) && longest - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } left)
            {
                Monitor.Wait(_lock, left);
            }
        }
    }

    private void Pass()
    {
        if (_begun.Length == 0)
        {
            return;
        }

        if (_length + _begun.Length > MostWaiting)
        {
            _missing++;
        }
        else
        {
            if (_missing > 0)
            {
                Add(string.Create(CultureInfo.InvariantCulture, $"({_missing:N0} lines are missing here: nobody took them.){Environment.NewLine}"));
                _missing = 0;
            }

            Add(_begun.ToString());
        }

        _begun.Clear();
    }

    private void Add(string text)
    {
        _waiting.Enqueue(text);
        _length += text.Length;
        Monitor.PulseAll(_lock);
    }

    private void Drain()
    {
        while (true)
        {
            string text;
            lock (_lock)
            {
                _writing = false;
                Monitor.PulseAll(_lock);
                while (_waiting.Count == 0)
                {
                    Monitor.Wait(_lock);
                }

                text = _waiting.Dequeue();
                _length -= text.Length;
                _writing = true;
            }

            try
            {
                _to.Write(Encoding.GetBytes(text));
                _to.Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                lock (_lock)
                {
                    _missing++;
                }
            }
        }
    }
}
