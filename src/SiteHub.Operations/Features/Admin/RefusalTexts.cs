using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Localization;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Features.Admin;

/// <summary>
/// What the API refuses in English, in the page's language. The sentences are the keys, with <c>{0}</c> where one case differs from another: what the API said is
/// found again by the sentence around it, so that no refusal is written twice. One that is not among them is shown as it is.
/// </summary>
public sealed class RefusalTexts
{
    private static readonly ConcurrentDictionary<string, string[]> Keys = new();

    public static string In(IStringLocalizer<RefusalTexts> texts, string english)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(english);
        var language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        if (language == "en")
        {
            return english;
        }

        if (texts[english] is { ResourceNotFound: false } known)
        {
            return known;
        }

        // The longest first: the other may be a part of it.
        foreach (var key in Keys.GetOrAdd(language, static (_, all) => [.. all.GetAllStrings(includeParentCultures: false).Select(static text => text.Name).Where(static name => name.Contains("{0}", StringComparison.Ordinal)).OrderByDescending(static name => name.Length)], texts))
        {
            if (Gaps(key, english) is { } found)
            {
                return texts[key, [.. found.Select(gap => In(texts, gap))]];
            }
        }

        return english;
    }

    /// <summary>The whole of a refusal, for the top of a page.</summary>
    internal static string In(IStringLocalizer<RefusalTexts> texts, Problem problem)
    {
        var faults = problem.Members.Where(static member => member.Key == "errors").SelectMany(static member => (IReadOnlyList<Fault>)member.Value!)
            .Select(fault => fault.Found is null ? $"{fault.Member}: {In(texts, fault.Expected)}." : texts["{0}: found “{1}”, expected {2}.", fault.Member, fault.Found, In(texts, fault.Expected)].Value);
        return string.Join(' ', [In(texts, problem.Title), .. problem.Detail is null ? [] : new[] { In(texts, problem.Detail) }, .. faults]);
    }

    /// <returns>what stands in the place of <c>{0}</c>, <c>{1}</c> and so on; null: it is another sentence</returns>
    private static List<string>? Gaps(string key, string text)
    {
        var found = new List<string>();
        var (at, from) = (0, 0);
        while (true)
        {
            var gap = $"{{{found.Count}}}";
            var until = key.IndexOf(gap, at, StringComparison.Ordinal);
            var piece = until < 0 ? key[at..] : key[at..until];
            var next = found.Count == 0 ? (text.StartsWith(piece, StringComparison.Ordinal) ? 0 : -1)
                : until < 0 ? (text.EndsWith(piece, StringComparison.Ordinal) ? text.Length - piece.Length : -1)
                : text.IndexOf(piece, from, StringComparison.Ordinal);
            if (next < from)
            {
                return null;
            }

            if (at > 0)
            {
                found[^1] = text[from..next];
            }

            if (until < 0)
            {
                return found;
            }

            found.Add("");
            (at, from) = (until + gap.Length, next + piece.Length);
        }
    }
}
