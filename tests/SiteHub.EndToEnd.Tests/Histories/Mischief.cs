using SiteHub.EndToEnd.Tests.Worlds;

namespace SiteHub.EndToEnd.Tests.Histories;

/// <summary>Does something wrong with a third of all batches, each wrong often enough before it is enough.</summary>
internal sealed class Mischief(int seed)
{
    private const int OfEach = 4;

    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(300);

    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly int[] _done = new int[5];
    private bool _ended;

    public bool IsEnough => _done.All(count => count >= OfEach);

    public void End() => _ended = true;

    public async Task DoAsync(Wire.Passage passage)
    {
        if (!passage.IsBatch || _ended || Choose() is not { } which)
        {
            await passage.GoThroughAsync();
            return;
        }

        switch (which)
        {
            case 0:
                // Applied, and the sender does not know.
                await passage.DeliverAsync();
                passage.CutOff();
                break;
            case 1:
                // Applied, and the sender hears what the second of the same batch is answered.
                await passage.DeliverAsync();
                await passage.GoThroughAsync();
                break;
            case 2:
                // The sender gives it up, and it comes after what follows it.
                await passage.BodyAsync();
                passage.CutOff();
                await Task.Delay(Late);
                await passage.DeliverAsync();
                break;
            case 3:
                await passage.AnswerAsync(500);
                break;
            default:
                await passage.AnswerAsync(503, ("Retry-After", "1"));
                break;
        }

        lock (_lock)
        {
            _done[which]++;
        }
    }

    private int? Choose()
    {
        lock (_lock)
        {
            return _random.Next(3) == 0 ? _random.Next(_done.Length) : null;
        }
    }
}
