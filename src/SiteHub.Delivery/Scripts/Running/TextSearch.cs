namespace SiteHub.Delivery.Scripts;

/// <summary>Finds a text in a text in time that grows with their lengths, never with their product (Knuth, Morris and Pratt).</summary>
internal sealed class TextSearch
{
    private readonly string _sought;
    private readonly int[] _back;

    public TextSearch(string sought, Run run)
    {
        run.Pay(ScriptBounds.Container + (4L * sought.Length));
        _sought = sought;
        _back = new int[sought.Length];
        for (int at = 1, matched = 0; at < sought.Length; at++)
        {
            while (matched > 0 && sought[at] != sought[matched])
            {
                matched = _back[matched - 1];
            }

            _back[at] = sought[at] == sought[matched] ? ++matched : matched;
        }
    }

    /// <returns>-1 if it is not there from <paramref name="start"/> on</returns>
    public int Next(string text, int start, Run run)
    {
        if (_sought.Length == 0)
        {
            return start <= text.Length ? start : -1;
        }

        var matched = 0;
        for (var at = start; at < text.Length; at++)
        {
            run.Pay(1);
            while (matched > 0 && text[at] != _sought[matched])
            {
                matched = _back[matched - 1];
            }

            if (text[at] == _sought[matched] && ++matched == _sought.Length)
            {
                return at + 1 - matched;
            }
        }

        return -1;
    }
}
