namespace SiteHub.Operations.Webhooks;

/// <summary>What is true or not: as Liquid writes it where that is the same, else worked out into a variable.</summary>
internal sealed partial class JinjaTemplate
{
    private static readonly Dictionary<string, string> Opposite = new(StringComparer.Ordinal)
    {
        ["=="] = "!=", ["!="] = "==", ["<"] = ">", [">"] = "<", ["<="] = ">=", [">="] = "<=",
    };

    /// <summary>As an <c>if</c> takes it.</summary>
    private string Test(PythonNode node) => Direct(node)?.Text ?? Settled(node);

    /// <summary>Whether it is true, in a variable.</summary>
    private string Settled(PythonNode node)
    {
        var made = Made();
        Assign(made, "false");
        Settle(node, made);
        return made;
    }

    /// <param name="node">what is true or not</param>
    /// <param name="into">false before; true after, if it is</param>
    private void Settle(PythonNode node, string into)
    {
        if (Direct(node) is { } direct)
        {
            Branch(direct.Text, () => Assign(into, "true"), static () => { });
            return;
        }

        switch (node)
        {
            case PythonNode.Not not:
                var inner = Settled(not.Of);
                Branch(inner, static () => { }, () => Assign(into, "true"));
                break;
            case PythonNode.Either either:
                All(either.Parts, either.IsAnd, into);
                break;
            case PythonNode.Compare { Rest.Count: > 1 } chain:
                All([.. Pairs(chain)], isAnd: true, into);
                break;
            case PythonNode.Compare { Rest: [("not in", var right)] } compare:
                Settle(new PythonNode.Not(compare.At, compare with { Rest = [("in", right)] }), into);
                break;
            default:
                var value = Value(node);
                Branch(Filled(value), () => Assign(into, "true"), static () => { });
                break;
        }
    }

    private void All(IReadOnlyList<PythonNode> parts, bool isAnd, string into)
    {
        var first = parts.Count == 1 ? into : Settled(parts[0]);
        if (parts.Count == 1)
        {
            Settle(parts[0], into);
        }
        else if (isAnd)
        {
            Branch(first, () => All([.. parts.Skip(1)], isAnd, into), static () => { });
        }
        else
        {
            Branch(first, () => Assign(into, "true"), () => All([.. parts.Skip(1)], isAnd, into));
        }
    }

    private static IEnumerable<PythonNode> Pairs(PythonNode.Compare chain)
    {
        var left = chain.First;
        foreach (var (sign, right) in chain.Rest)
        {
            yield return new PythonNode.Compare(left.At, left, [(sign, right)]);
            left = right;
        }
    }

    /// <summary>Python's truth. All of it with <c>and</c>: Liquid reads a row of one kind alone as it is meant.</summary>
    private static string Filled(string value) => $"{value} and {value} != \"\" and {value} != 0 and {value} != empty";

    private readonly record struct Condition(string Text, bool HasAnd, bool HasOr);

    /// <returns>the condition as Liquid writes it; null where that would be another</returns>
    private Condition? Direct(PythonNode node)
    {
        switch (node)
        {
            case PythonNode.Literal { Value: bool truth }:
                return new(truth ? "true" : "false", false, false);
            case PythonNode.Member { Of: PythonNode.Name { Text: "loop" }, Field: "first" or "last" } when _loops > 0:
                return new(Path(node)!, false, false);
            case PythonNode.Not { Of: PythonNode.Member { Of: PythonNode.Name { Text: "loop" }, Field: "first" or "last" } ends } when _loops > 0:
                return new($"{Path(ends)} == false", false, false);
            case PythonNode.Compare { Rest: [var (sign, right)] } compare:
                return Compare(compare.First, sign, right);
            case PythonNode.Compare chain:
                return Row([.. Pairs(chain)], isAnd: true);
            case PythonNode.Either either:
                return Row(either.Parts, either.IsAnd);
            default:
                return Path(node) is { } path ? new(Filled(path), true, false) : null;
        }
    }

    private Condition? Row(IReadOnlyList<PythonNode> parts, bool isAnd)
    {
        var length = _liquid.Length;
        var made = new List<Condition>();
        foreach (var part in parts)
        {
            if (Direct(part) is not { } direct || _liquid.Length != length || (isAnd ? direct.HasOr : direct.HasAnd))
            {
                // What was worked out ahead stays where it is, unused.
                _liquid.Length = length;
                return null;
            }

            made.Add(direct);
        }

        return new(string.Join(isAnd ? " and " : " or ", made.Select(static condition => condition.Text)), isAnd, !isAnd);
    }

    private Condition? Compare(PythonNode left, string sign, PythonNode right)
    {
        if (left is PythonNode.Literal && right is not PythonNode.Literal && Opposite.ContainsKey(sign))
        {
            (left, right, sign) = (right, left, sign is "==" or "!=" ? sign : Opposite[sign]);
        }

        switch (sign)
        {
            case "is" or "is not" when right is PythonNode.Literal { Value: null }:
                return new($"{Value(left)} {(sign == "is" ? "==" : "!=")} nil", false, false);
            case "is" or "is not":
                throw new PythonException($"`{sign}` other than with none", right.At);
            case "==" or "!=" when right is PythonNode.Items:
                throw DocFields.Refuse(right);
            case "==" or "!=" when right is PythonNode.Literal { Value: bool truth }:
                var (value, number, word) = (Value(left), truth ? "1" : "0", truth ? "true" : "false");
                return sign == "==" ? new($"{value} == {number} or {value} == {word}", false, true) : new($"{value} != {number} and {value} != {word}", true, false);
            case "==" or "!=":
                return new($"{Value(left)} {sign} {Value(right)}", false, false);
            case "in" or "not in" when right is PythonNode.Items { Parts.Count: > 0 } items:
                var sought = Value(left);
                return sign == "in"
                    ? new(string.Join(" or ", items.Parts.Select(part => $"{sought} == {Value(part)}")), false, items.Parts.Count > 1)
                    : new(string.Join(" and ", items.Parts.Select(part => $"{sought} != {Value(part)}")), items.Parts.Count > 1, false);
            case "in" when left is PythonNode.Literal { Value: string } && Path(right) is { } path:
                return new($"{path} contains {Value(left)}", false, false);
            case "not in" when left is PythonNode.Literal { Value: string } && Path(right) is not null:
                return null;
            case "in" or "not in":
                throw new PythonException("`in` other than in a list, or of a text in a field", right.At);
            default:
                return right is PythonNode.Literal { Value: PythonNode.Number }
                    ? new($"{Value(left)} {sign} {Value(right)}", false, false)
                    : throw new PythonException($"`{sign}` other than with a number: Liquid has no order of texts", right.At);
        }
    }

    private static bool IsTruth(PythonNode node) => node switch
    {
        PythonNode.Compare or PythonNode.Not or PythonNode.Literal { Value: bool } => true,
        PythonNode.Member { Of: PythonNode.Name { Text: "loop" }, Field: "first" or "last" } => true,
        PythonNode.Either either => either.Parts.All(IsTruth),
        _ => false,
    };
}
