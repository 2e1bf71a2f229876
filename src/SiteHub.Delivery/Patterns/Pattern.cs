#pragma warning disable RS0030 // The one place that makes expressions, so that none of them can be made to backtrack over what others sent.
using System.Text.RegularExpressions;

namespace SiteHub.Delivery.Patterns;

/// <summary>A regular expression whose work grows with the text and never faster (<see cref="RegexOptions.NonBacktracking"/>): whoever sends the text cannot choose one that costs minutes.</summary>
public sealed class Pattern
{
    private readonly Regex _expression;

    private Pattern(string expression, bool ignoreCase, TimeSpan? within = null) =>
        _expression = new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None), within ?? Regex.InfiniteMatchTimeout);

    /// <summary>All of the text must be so. (<c>$</c> would let a line break through at its end.)</summary>
    public static Pattern Whole(string expression) => new($@"\A(?:{expression})\z", ignoreCase: false);

    /// <summary>Somewhere in the text.</summary>
    /// <param name="expression">what is looked for</param>
    /// <param name="ignoreCase">in any letter case</param>
    /// <param name="within">a longer look throws <see cref="RegexMatchTimeoutException"/>; null: the work that grows with the text is bound enough</param>
    public static Pattern Part(string expression, bool ignoreCase = false, TimeSpan? within = null) => new(expression, ignoreCase, within);

    public bool IsMatch(string text) => _expression.IsMatch(text);

    public Match Match(string text) => _expression.Match(text);

    /// <summary>As if the text began at <paramref name="start"/>.</summary>
    public Match MatchFrom(string text, int start)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _expression.Match(text, start, text.Length - start);
    }

    public MatchCollection Matches(string text) => _expression.Matches(text);

    public string Replace(string text, string with) => _expression.Replace(text, with);
}
