using System.Text;

namespace SiteHub.Operations.Webhooks;

/// <summary>
/// Frappe's bodies in Liquid. The two look alike and differ where it is not seen: in Liquid an empty text, an empty list and 0 are true, <c>or</c> gives no value, <c>and</c> and <c>or</c> have no order, and what is
/// set in a loop stays set after it. So values are worked out before, into variables of their own, where Liquid's own form would not do.
/// </summary>
internal sealed partial class JinjaTemplate
{
    private static readonly Dictionary<string, (string Liquid, int Arguments)> Filters = new(StringComparer.Ordinal)
    {
        ["tojson"] = ("json", 0), ["json"] = ("json", 0), ["upper"] = ("upcase", 0), ["lower"] = ("downcase", 0), ["trim"] = ("strip", 0), ["length"] = ("size", 0), ["count"] = ("size", 0),
        ["first"] = ("first", 0), ["last"] = ("last", 0), ["join"] = ("join", 1), ["replace"] = ("replace", 2), ["abs"] = ("abs", 0),
    };

    private static readonly Dictionary<string, string> Loop = new(StringComparer.Ordinal)
    {
        ["first"] = "first", ["last"] = "last", ["index"] = "index", ["index0"] = "index0", ["length"] = "length", ["revindex"] = "rindex", ["revindex0"] = "rindex0",
    };

    private readonly StringBuilder _liquid = new();
    private readonly Stack<Dictionary<string, string>> _scopes = new([new(StringComparer.Ordinal)]);
    private int _made;
    private int _loops;

    /// <param name="jinja">the body's template</param>
    /// <param name="why">what stands in the way, and where</param>
    /// <returns>null if it is not translated</returns>
    public static string? ToLiquid(string jinja, out string why)
    {
        why = "";
        try
        {
            var template = new JinjaTemplate();
            template.Write(JinjaReader.Read(jinja));
            return template._liquid.ToString();
        }
        catch (PythonException e)
        {
            why = e.In(jinja);
            return null;
        }
    }

    private void Write(IReadOnlyList<JinjaNode> nodes)
    {
        foreach (var node in nodes)
        {
            switch (node)
            {
                case JinjaNode.Text text:
                    _liquid.Append(text.Value);
                    break;
                case JinjaNode.Raw raw:
                    _liquid.Append("{% raw %}").Append(raw.Value).Append("{% endraw %}");
                    break;
                case JinjaNode.Output { Value: var value }:
                    Output(value);
                    break;
                case JinjaNode.Set set:
                    var given = Chain(set.Value);
                    Assign(_scopes.Peek().TryGetValue(set.Name, out var known) ? known : _scopes.Peek()[set.Name] = Own(set.Name), given);
                    break;
                case JinjaNode.If test:
                    If(test);
                    break;
                case JinjaNode.For loop:
                    For(loop);
                    break;
            }
        }
    }

    private void Output(PythonNode value)
    {
        if (IsTruth(value))
        {
            throw new PythonException("a value that is true or false: Jinja writes True or False; add | tojson", value.At);
        }

        // Worked out before the braces open: it may need tags of its own.
        var chain = Chain(value);
        _liquid.Append("{{ ").Append(chain).Append(" }}");
    }

    private void If(JinjaNode.If node)
    {
        var test = Test(node.Test);
        _liquid.Append("{% if ").Append(test).Append(" %}");
        Write(node.Then);
        if (node.Else.Count > 0)
        {
            _liquid.Append("{% else %}");
            Write(node.Else);
        }

        _liquid.Append("{% endif %}");
    }

    /// <summary>What is set within a loop is the loop's own, anew with each round, and begins as what it is outside.</summary>
    private void For(JinjaNode.For node)
    {
        if (Find("loop") is not null || node.Name is "loop" or "doc")
        {
            throw new PythonException($"the name {node.Name}", node.Of.At);
        }

        var list = Value(node.Of);
        var item = Own(node.Name);
        _liquid.Append("{% for ").Append(item).Append(" in ").Append(list).Append(" %}");
        var own = new Dictionary<string, string>(StringComparer.Ordinal) { [node.Name] = item };
        foreach (var name in SetIn(node.Body).Distinct().Where(name => name != node.Name))
        {
            var outer = Find(name);
            own[name] = $"{name}_{++_made}";
            Assign(own[name], outer ?? "nil");
        }

        _scopes.Push(own);
        _loops++;
        Write(node.Body);
        _loops--;
        _scopes.Pop();
        if (node.Else.Count > 0)
        {
            _liquid.Append("{% else %}");
            Write(node.Else);
        }

        _liquid.Append("{% endfor %}");
    }

    private static IEnumerable<string> SetIn(IReadOnlyList<JinjaNode> nodes) => nodes.SelectMany(static node => node switch
    {
        JinjaNode.Set set => [set.Name],
        JinjaNode.If test => SetIn(test.Then).Concat(SetIn(test.Else)),
        _ => Enumerable.Empty<string>(),
    });

    private string? Find(string name) => _scopes.Select(scope => scope.GetValueOrDefault(name)).FirstOrDefault(static found => found is not null);

    /// <summary>Its own name where that is free: a second one, and those that are given to a template here, would be another's value.</summary>
    private string Own(string name) =>
        Find(name) is null && name is not ("doc" or "before" or "docType" or "name" or "site" or "event" or "events" or "revision" or "timestamp" or "forloop" or "empty" or "blank" or "nil" or "null" or "contains") ? name : $"{name}_{++_made}";

    private void Assign(string name, string value) => _liquid.Append("{% assign ").Append(name).Append(" = ").Append(value).Append(" %}");

    /// <summary>A value with its filters, as it stands in an output or behind <c>assign</c>.</summary>
    private string Chain(PythonNode node)
    {
        switch (node)
        {
            case PythonNode.Filter { Which: "safe", Arguments: [] } safe:
                return Chain(safe.Of);
            case PythonNode.Filter { Which: "default" or "d", Arguments: [var otherwise, PythonNode.Literal { Value: true }] } filled:
                return Value(new PythonNode.Either(filled.At, false, [filled.Of, otherwise]));
            case PythonNode.Filter { Which: "default" or "d" } filled:
                throw new PythonException("the filter default without true, which keeps None; write default(value, true)", filled.At);
            case PythonNode.Filter filter:
                if (!Filters.TryGetValue(filter.Which, out var known) || known.Arguments != filter.Arguments.Count)
                {
                    throw DocFields.Refuse(filter);
                }

                var arguments = filter.Arguments.Select(Value).ToList();
                return $"{Chain(filter.Of)} | {known.Liquid}{(arguments.Count > 0 ? ": " + string.Join(", ", arguments) : "")}";
            case PythonNode.Sum { Sign: "~" } sum:
                var right = Value(sum.Right);
                return $"{Chain(sum.Left)} | append: {right}";
            default:
                return Value(node);
        }
    }

    /// <summary>A value that needs no filter any more: a literal, a path or a variable.</summary>
    private string Value(PythonNode node)
    {
        switch (node)
        {
            case PythonNode.Literal literal:
                return Literal(literal);
            case PythonNode.Filter or PythonNode.Sum { Sign: "~" }:
                var chain = Chain(node);
                return Kept(chain);
            case PythonNode.Either either when !IsTruth(node):
                var one = Made();
                Choose(either.Parts, either.IsAnd, one);
                return one;
            case PythonNode.Choice choice:
                var chosen = Made();
                Branch(Test(choice.Test), () => Assign(chosen, Chain(choice.Then)), () => Assign(chosen, Chain(choice.Else)));
                return chosen;
            case var _ when IsTruth(node):
                return Settled(node);
            default:
                return Path(node) ?? throw DocFields.Refuse(node);
        }
    }

    private string Kept(string chain)
    {
        if (!chain.Contains(" | ", StringComparison.Ordinal))
        {
            return chain;
        }

        var kept = Made();
        Assign(kept, chain);
        return kept;
    }

    private void Choose(IReadOnlyList<PythonNode> parts, bool isAnd, string into)
    {
        Assign(into, Chain(parts[0]));
        if (parts.Count == 1)
        {
            return;
        }

        Branch(Filled(into), () => Next(isAnd), () => Next(!isAnd));

        void Next(bool goesOn)
        {
            if (goesOn)
            {
                Choose([.. parts.Skip(1)], isAnd, into);
            }
        }
    }

    private void Branch(string test, Action then, Action otherwise)
    {
        _liquid.Append("{% if ").Append(test).Append(" %}");
        then();
        var length = _liquid.Length;
        _liquid.Append("{% else %}");
        var begun = _liquid.Length;
        otherwise();
        if (_liquid.Length == begun)
        {
            _liquid.Length = length;
        }

        _liquid.Append("{% endif %}");
    }

    /// <returns>where a value stands; null if it is no path</returns>
    private string? Path(PythonNode node)
    {
        switch (node)
        {
            case PythonNode.Name { Text: "doc" }:
                return "doc";
            case PythonNode.Name name:
                return Find(name.Text) ?? throw new PythonException($"`{name.Text}`, which is neither doc nor set here", name.At);
            case PythonNode.Member { Of: PythonNode.Name { Text: "loop" }, Field: var of } loop:
                return _loops > 0 && Loop.TryGetValue(of, out var known) ? $"forloop.{known}" : throw new PythonException($"`loop.{of}`", loop.At);
            case PythonNode.Member member:
                return member.Field.StartsWith('_') ? throw new PythonException($"`.{member.Field}`", member.At) : Path(member.Of) is { } owner ? $"{owner}.{member.Field}" : null;
            case PythonNode.Call { Of: PythonNode.Member { Field: "get" } get, Arguments: [PythonNode.Literal { Value: string field }] } when Field(field):
                return Path(get.Of) is { } document ? $"{document}.{field}" : null;
            case PythonNode.Place { Index: PythonNode.Literal { Value: string field } } place when Field(field):
                return Path(place.Of) is { } of2 ? $"{of2}.{field}" : null;
            case PythonNode.Place { Index: PythonNode.Literal { Value: PythonNode.Number { Text: var index } } } place when index.All(char.IsAsciiDigit):
                return Path(place.Of) is { } list ? $"{list}[{index}]" : null;
            default:
                return null;
        }
    }

    private static bool Field(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private string Made() => $"made_{++_made}";

    private static string Literal(PythonNode.Literal literal) => literal.Value switch
    {
        null => "nil",
        bool truth => truth ? "true" : "false",
        PythonNode.Number number => number.Text,
        string text when text.AsSpan().ContainsAny('\\', '\n', '\t') || text.Contains("}}", StringComparison.Ordinal) || text.Contains("%}", StringComparison.Ordinal) || (text.Contains('"', StringComparison.Ordinal) && text.Contains('\'', StringComparison.Ordinal)) =>
            throw new PythonException("a text with signs in it that Liquid has no way to write", literal.At),
        string text => text.Contains('"', StringComparison.Ordinal) ? $"'{text}'" : $"\"{text}\"",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
