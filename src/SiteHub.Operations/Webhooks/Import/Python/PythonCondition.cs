using System.Globalization;
using System.Text.Json;

namespace SiteHub.Operations.Webhooks;

/// <summary>
/// The conditions that people write in Frappe, in JavaScript: what each means in Python it means here, for every value of a field. What would mean something else, or might, is not guessed at.
/// </summary>
internal static class PythonCondition
{
    /// <summary>As of a script of ours.</summary>
    private const int Longest = 8 * 1024;

    private const int Ternary = 0;
    private const int Or = 2;
    private const int And = 3;
    private const int Equality = 4;
    private const int Relation = 5;
    private const int Additive = 6;
    private const int Multiplicative = 7;
    private const int Unary = 8;
    private const int Primary = 9;

    /// <returns>null if it is not translated; then <paramref name="why"/> says what stands in the way, and where</returns>
    public static string? ToJavaScript(string python, out string why)
    {
        why = "";
        if (python.Length > Longest)
        {
            why = $"its {python.Length} characters, of which {Longest} are taken";
            return null;
        }

        try
        {
            return Truth(PythonParser.Python(python)).Text;
        }
        catch (PythonException e)
        {
            why = e.In(python);
            return null;
        }
    }

    /// <summary>What stands for the value where only its truth counts: in Python an empty list is as false as an empty text.</summary>
    private static Script Truth(PythonNode node) => node switch
    {
        PythonNode.Literal { Value: var value } => new(value switch { null or false or "" or PythonNode.Number { IsZero: true } => "false", _ => "true" }, Primary),
        PythonNode.Items items => new(items.Parts.Count > 0 ? "true" : "false", Primary),
        PythonNode.Not not => new($"!{Truth(not.Of).In(Unary)}", Unary),
        PythonNode.Either { IsAnd: true } either => new(string.Join(" && ", either.Parts.Select(static part => Truth(part).In(And))), And),
        PythonNode.Either either => new(string.Join(" || ", either.Parts.Select(static part => Truth(part).In(Or))), Or),
        PythonNode.Choice choice => new($"{Truth(choice.Test).In(Or)} ? {Truth(choice.Then).In(Or)} : {Truth(choice.Else).In(Ternary)}", Ternary),
        _ when IsTruth(node) => Value(node),
        PythonNode.Sum => Value(node),
        _ => Filled(Value(node)),
    };

    /// <summary>A text's or a list's length, and of what has none the value.</summary>
    private static Script Filled(Script value) => new($"({value.In(Primary)}?.length ?? {value.In(Or)})", Primary);

    private static Script Value(PythonNode node)
    {
        switch (node)
        {
            case PythonNode.Literal literal:
                return new(Literal(literal.Value), Primary);
            case PythonNode.Not:
                return Truth(node);
            case PythonNode.Either either:
                return Either(either);
            case PythonNode.Choice choice:
                return new($"{Truth(choice.Test).In(Or)} ? {Value(choice.Then).In(Or)} : {Value(choice.Else).In(Ternary)}", Ternary);
            case PythonNode.Compare compare:
                return Compare(compare);
            case PythonNode.Sum sum:
                return Sum(sum);
            case PythonNode.Call { Of: PythonNode.Member { Of: PythonNode.Name { Text: "doc" }, Field: "has_value_changed" }, Arguments: [PythonNode.Literal { Value: string field }] }:
                return new($"(before == null || ({Field("before", field)} ?? null) !== ({Field("doc", field)} ?? null))", Primary);
            default:
                return DocFields.Of(node, out var otherwise) is { } name
                    ? otherwise is null ? new(Field("doc", name), Primary) : new($"{Field("doc", name)} === undefined ? {Value(otherwise).In(Or)} : {Field("doc", name)}", Ternary)
                    : throw DocFields.Refuse(node);
        }
    }

    /// <summary>Python's <c>a or b</c> is one of the two.</summary>
    private static Script Either(PythonNode.Either either)
    {
        if (either.Parts.All(IsTruth))
        {
            return Truth(either);
        }

        var last = Value(either.Parts[^1]);
        foreach (var part in either.Parts.SkipLast(1).Reverse())
        {
            var (test, value) = (Truth(part).In(Or), Value(part));
            last = either.IsAnd ? new($"{test} ? {last.In(Ternary)} : {value.In(Ternary)}", Ternary) : new($"{test} ? {value.In(Or)} : {last.In(Ternary)}", Ternary);
        }

        return last;
    }

    private static bool IsTruth(PythonNode node) => node switch
    {
        PythonNode.Compare or PythonNode.Not or PythonNode.Literal { Value: bool } => true,
        PythonNode.Either either => either.Parts.All(IsTruth),
        PythonNode.Call { Of: PythonNode.Member { Field: "has_value_changed" } } => true,
        _ => false,
    };

    /// <summary><c>0 &lt; x &lt; 5</c> is two comparisons.</summary>
    private static Script Compare(PythonNode.Compare compare)
    {
        var left = compare.First;
        var parts = new List<Script>();
        foreach (var (sign, right) in compare.Rest)
        {
            parts.Add(sign switch
            {
                "in" or "not in" => In(left, right, sign == "not in"),
                "is" or "is not" => right is PythonNode.Literal { Value: null } ? Null(left, sign == "is not") : throw new PythonException($"`{sign}` other than with None", right.At),
                "==" or "!=" => Equal(left, right, sign == "!="),
                _ => Ordered(left, sign, right),
            });
            left = right;
        }

        return parts.Count == 1 ? parts[0] : new(string.Join(" && ", parts.Select(static part => part.In(And))), And);
    }

    private static Script Null(PythonNode left, bool negated) => new($"{Value(left).In(Equality + 1)} {(negated ? "!=" : "==")} null", Equality);

    private static Script Equal(PythonNode left, PythonNode right, bool negated)
    {
        if (left is PythonNode.Literal && right is not PythonNode.Literal)
        {
            return Equal(right, left, negated);
        }

        switch (right)
        {
            case PythonNode.Literal { Value: null }:
                return Null(left, negated);
            case PythonNode.Literal { Value: bool truth }:
                // In Python 1 == True, and a field that is checked holds 1.
                return new($"{(negated ? "!" : "")}[{(truth ? "1, true" : "0, false")}].includes({Value(left).Text})", negated ? Unary : Primary);
            default:
                var sign = negated ? "!==" : "===";
                return right is PythonNode.Literal || left is PythonNode.Sum || right is PythonNode.Sum
                    ? new($"{Value(left).In(Equality + 1)} {sign} {Value(right).In(Equality + 1)}", Equality)
                    : new($"({Value(left).In(Or)} ?? null) {sign} ({Value(right).In(Or)} ?? null)", Equality);
        }
    }

    private static Script Ordered(PythonNode left, string sign, PythonNode right)
    {
        foreach (var side in new[] { left, right })
        {
            if (side is PythonNode.Literal { Value: null or bool })
            {
                throw new PythonException($"`{sign}` with what has no order", side.At);
            }

            if (side is PythonNode.Literal { Value: string text } && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            {
                throw new PythonException("a number in quotes: Python compares it with no number, JavaScript does", side.At);
            }
        }

        return new($"{Value(left).In(Relation + 1)} {sign} {Value(right).In(Relation + 1)}", Relation);
    }

    private static Script In(PythonNode left, PythonNode right, bool negated)
    {
        switch (right)
        {
            case PythonNode.Items items:
                var values = items.Parts.SelectMany(static part => part is PythonNode.Literal { Value: bool truth } ? truth ? ["1", "true"] : ["0", "false"] : new[] { Value(part).In(Or) }).ToList();
                var sought = items.Parts.All(static part => part is PythonNode.Literal { Value: not null }) ? Value(left).Text : $"{Value(left).In(Or)} ?? null";
                return new($"{(negated ? "!" : "")}[{string.Join(", ", values)}].includes({sought})", negated ? Unary : Primary);
            case PythonNode.Literal { Value: string text }:
                // Brackets around one text are no tuple: Python looks for a part of the text.
                return new($"{Value(left).In(Equality + 1)} != null && {(negated ? "!" : "")}{Literal(text)}.includes({Value(left).Text})", And);
            case var _ when left is PythonNode.Literal { Value: string } && DocFields.Of(right, out var otherwise) is { } field && otherwise is null:
                return new($"{(negated ? "!" : "")}({Field("doc", field)} ?? \"\").includes({Value(left).Text})", negated ? Unary : Primary);
            default:
                throw new PythonException("`in` other than in a list, or of a text in a field", right.At);
        }
    }

    private static Script Sum(PythonNode.Sum sum)
    {
        foreach (var side in new[] { sum.Left, sum.Right })
        {
            if (side is PythonNode.Literal { Value: not PythonNode.Number } || IsTruth(side))
            {
                throw new PythonException($"`{sum.Sign}` with what is no number", side.At);
            }
        }

        if (sum.Sign == "/" && sum.Right is not PythonNode.Literal { Value: PythonNode.Number { IsZero: false } })
        {
            throw new PythonException("`/` by what may be 0", sum.At);
        }

        var level = sum.Sign is "*" or "/" ? Multiplicative : Additive;
        return new($"{Value(sum.Left).In(level)} {sum.Sign} {Value(sum.Right).In(level + 1)}", level);
    }

    private static string Field(string owner, string field) =>
        field.Length > 0 && !char.IsAsciiDigit(field[0]) && field.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') ? $"{owner}.{field}" : $"{owner}[{Literal(field)}]";

    private static string Literal(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        PythonNode.Number number => number.Text,
        _ => JsonSerializer.Serialize((string)value, Relaxed),
    };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="Text">JavaScript</param>
    /// <param name="Level">how closely its parts hold together</param>
    private readonly record struct Script(string Text, int Level)
    {
        public string In(int level) => Level < level ? $"({Text})" : Text;
    }
}
