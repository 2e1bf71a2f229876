namespace SiteHub.Delivery.Scripts;

/// <summary>
/// A callback. It stands where it is called and nowhere else, so that it cannot call itself: its names have fixed places, and a run is never deeper than the source.
/// </summary>
internal sealed class Arrow(int place, int count, Step body)
{
    public Value Call(Run run, Value first, Value second = default, Value third = default, Value fourth = default)
    {
        run.Step();
        var names = run.Names;
        if (count > 0)
        {
            names[place] = first;
        }

        if (count > 1)
        {
            names[place + 1] = second;
        }

        if (count > 2)
        {
            names[place + 2] = third;
        }

        if (count > 3)
        {
            names[place + 3] = fourth;
        }

        return body.Eval(run);
    }
}
