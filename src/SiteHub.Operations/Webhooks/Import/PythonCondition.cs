using System.Text;
using SiteHub.Delivery.Patterns;

namespace SiteHub.Operations.Webhooks;

/// <summary>
/// The conditions that people write in Frappe, in JavaScript: comparisons, <c>and</c>, <c>or</c>, <c>not</c>, <c>in</c> a list, <c>doc.get("field")</c>. What means
/// something else in the other language, or might, is not guessed at.
/// </summary>
internal static class PythonCondition
{
    /// <summary>As of a script of ours.</summary>
    private const int Longest = 8 * 1024;

    private static readonly Pattern Token = Pattern.Part("""\A(?:\s+|(doc\.get\(\s*(?:"[^"\\]*"|'[^'\\]*')\s*\)|"[^"\\]*"|'[^'\\]*'|\d+(?:\.\d+)?|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*|==|!=|<=|>=|[<>()\[\],+\-]))""");
    private static readonly Pattern Get = Pattern.Whole("""doc\.get\(\s*("[^"]*"|'[^']*')\s*\)""");
    private static readonly Pattern Name = Pattern.Whole(@"[A-Za-z_][\w.]*");
    private static readonly Pattern LastField = Pattern.Part("""(doc(?:\.\w+)+|doc\[(?:"[^"]*"|'[^']*')\])\z""");

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["and"] = "&&", ["or"] = "||", ["not"] = "!", ["None"] = "null", ["True"] = "true", ["False"] = "false", ["=="] = "==", ["!="] = "!=",
    };

    private static readonly string[] Comparisons = ["==", "!=", "<", ">", "<=", ">=", "in", "is"];

    /// <returns>null if it is not translated; then <paramref name="why"/> says what stands in the way</returns>
    public static string? ToJavaScript(string python, out string why)
    {
        if (python.Length > Longest)
        {
            why = $"its {python.Length} characters, of which {Longest} are taken";
            return null;
        }

        var tokens = new List<string>();
        var at = 0;
        while (at < python.Length)
        {
            var match = Token.MatchFrom(python, at);
            if (!match.Success)
            {
                why = $"at \"{python[at..Math.Min(python.Length, at + 20)]}\"";
                return null;
            }

            at += match.Length;
            if (match.Groups[1].Success)
            {
                tokens.Add(match.Groups[1].Value);
            }
        }

        return Translate(tokens, out why);
    }

    private static string? Translate(List<string> tokens, out string why)
    {
        var script = new StringBuilder();
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (Get.Match(token) is { Success: true } get)
            {
                Append(script, $"doc[{get.Groups[1].Value}]");
            }
            else if (token is "in" || (token is "not" && Next(tokens, i) is "in"))
            {
                var negated = token is "not";
                if (List(tokens, i + (negated ? 2 : 1)) is not { } list || Operand(script) is not { } operand)
                {
                    why = "`in` needs a field before it and a list of values after it";
                    return null;
                }

                script.Length = operand.Start;
                Append(script, $"{(negated ? "!" : "")}[{string.Join(", ", list.Values)}].includes({operand.Text})");
                i = list.End;
            }
            else if (token is "not" && NotOfComparison(tokens, i))
            {
                why = "`not` before a comparison; put it into brackets";
                return null;
            }
            else if (token is "is")
            {
                var negated = Next(tokens, i) is "not";
                i += negated ? 2 : 1;
                if (i >= tokens.Count || tokens[i] is not "None")
                {
                    why = "`is` other than with None";
                    return null;
                }

                Append(script, negated ? "!= null" : "== null");
            }
            else if (Words.TryGetValue(token, out var word))
            {
                Append(script, word);
            }
            else if (Name.IsMatch(token) && !token.StartsWith("doc.", StringComparison.Ordinal))
            {
                why = $"`{token}`, which is no field of doc";
                return null;
            }
            else if (Name.IsMatch(token) && Next(tokens, i) is "(")
            {
                why = $"the call {token}(…)";
                return null;
            }
            else
            {
                Append(script, token);
            }
        }

        why = "";
        return script.ToString().Trim();
    }

    private static void Append(StringBuilder script, string text)
    {
        var glued = script.Length == 0 || script[^1] is '(' or '!' or ' ' || text is ")" or ",";
        script.Append(glued ? "" : " ").Append(text);
    }

    private static string? Next(List<string> tokens, int i) => i + 1 < tokens.Count ? tokens[i + 1] : null;

    /// <summary>In Python <c>not a == b</c> is <c>not (a == b)</c>; in JavaScript it is not.</summary>
    private static bool NotOfComparison(List<string> tokens, int i) =>
        Next(tokens, i) is not "(" && i + 2 < tokens.Count && (Comparisons.Contains(tokens[i + 2]) || (tokens[i + 2] is "not" && Next(tokens, i + 2) is "in"));

    private static (List<string> Values, int End)? List(List<string> tokens, int open)
    {
        var values = new List<string>();
        if (open >= tokens.Count || tokens[open] is not ("(" or "["))
        {
            return null;
        }

        for (var i = open + 1; i < tokens.Count; i++)
        {
            if (tokens[i] is ")" or "]")
            {
                return (values, i);
            }

            if (tokens[i] is not ",")
            {
                values.Add(Words.GetValueOrDefault(tokens[i], tokens[i]));
            }
        }

        return null;
    }

    private static (string Text, int Start)? Operand(StringBuilder script)
    {
        var match = LastField.Match(script.ToString());
        return match.Success ? (match.Groups[1].Value, match.Groups[1].Index) : null;
    }
}
