namespace SiteHub.Fuzzing;

/// <summary>Chance that falls the same way again for the same seed.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    /// <returns>true once in so many times</returns>
    public bool OneIn(int times) => _random.Next(times) == 0;

    public int Below(int end) => _random.Next(end);

    public T Of<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
