namespace SiteHub.Operations.Webhooks;

/// <summary>Reads an expression of Python's, or of Jinja's, whole: each word of it has its place in the tree, or it is refused there.</summary>
internal sealed class PythonParser
{
    /// <summary>Deeper ones nobody writes by hand, and each level takes of the stack.</summary>
    private const int Deepest = 48;

    private static readonly string[] Comparisons = ["==", "!=", "<", ">", "<=", ">="];
    private static readonly string[] Words = ["and", "or", "not", "in", "is", "if", "else", "for", "lambda", "await", "async", "yield", "import", "from", "None", "True", "False"];

    private readonly List<PythonToken> _tokens;
    private readonly bool _isJinja;
    private int _next;
    private int _depth;

    private PythonParser(List<PythonToken> tokens, bool isJinja)
    {
        _tokens = tokens;
        _isJinja = isJinja;
    }

    /// <exception cref="PythonException">it is not of the part that is read</exception>
    public static PythonNode Python(string source) => Read(source, 0, source.Length, isJinja: false);

    /// <exception cref="PythonException">it is not of the part that is read</exception>
    public static PythonNode Jinja(string source, int from, int to) => Read(source, from, to, isJinja: true);

    private static PythonNode Read(string source, int from, int to, bool isJinja)
    {
        var parser = new PythonParser(PythonTokens.Of(source, from, to), isJinja);
        var node = parser.Choice();
        return parser.Now.Kind is PythonTokenKind.End ? node : throw parser.Unexpected();
    }

    private PythonToken Now => _tokens[_next];

    private PythonNode Choice()
    {
        if (++_depth > Deepest)
        {
            throw new PythonException($"more than {Deepest} levels of brackets", Now.At);
        }

        var node = Or();
        if (Now.Text == "if" && Now.Kind is PythonTokenKind.Name)
        {
            var at = Take().At;
            var test = Or();
            node = TakeIf("else") ? new PythonNode.Choice(at, test, node, Choice())
                : _isJinja ? new PythonNode.Choice(at, test, node, new PythonNode.Literal(at, "")) : throw new PythonException("`if` without `else`", at);
        }

        _depth--;
        return node;
    }

    private PythonNode Or() => Joined("or", isAnd: false, And);

    private PythonNode And() => Joined("and", isAnd: true, Not);

    private PythonNode Joined(string word, bool isAnd, Func<PythonNode> part)
    {
        var first = part();
        if (!Is(word))
        {
            return first;
        }

        var parts = new List<PythonNode> { first };
        while (TakeIf(word))
        {
            parts.Add(part());
        }

        return new PythonNode.Either(first.At, isAnd, parts);
    }

    private PythonNode Not()
    {
        var at = Now.At;
        if (!TakeIf("not"))
        {
            return Compare();
        }

        if (++_depth > Deepest)
        {
            throw new PythonException($"more than {Deepest} levels of `not`", at);
        }

        var not = new PythonNode.Not(at, Not());
        _depth--;
        return not;
    }

    private PythonNode Compare()
    {
        var first = Sum();
        var rest = new List<(string, PythonNode)>();
        while (Comparison() is { } sign)
        {
            rest.Add((sign, Sum()));
        }

        return rest.Count == 0 ? first : new PythonNode.Compare(first.At, first, rest);
    }

    private string? Comparison()
    {
        if (Now.Kind is PythonTokenKind.Sign && Comparisons.Contains(Now.Text))
        {
            return Take().Text;
        }

        if (Is("not") && _tokens[_next + 1].Text == "in")
        {
            Take();
            return $"not {Take().Text}";
        }

        if (TakeIf("in"))
        {
            return "in";
        }

        return TakeIf("is") ? TakeIf("not") ? "is not" : "is" : null;
    }

    private PythonNode Sum()
    {
        var left = Product();
        while (Now is { Kind: PythonTokenKind.Sign, Text: "+" or "-" or "~" } && (Now.Text != "~" || _isJinja))
        {
            var sign = Take();
            left = new PythonNode.Sum(sign.At, sign.Text, left, Product());
        }

        return left;
    }

    private PythonNode Product()
    {
        var left = Signed();
        while (Now is { Kind: PythonTokenKind.Sign, Text: "*" or "/" })
        {
            var sign = Take();
            left = new PythonNode.Sum(sign.At, sign.Text, left, Signed());
        }

        return left;
    }

    private PythonNode Signed()
    {
        if (Now is not { Kind: PythonTokenKind.Sign, Text: "-" or "+" })
        {
            return Postfix();
        }

        var sign = Take();
        return Now.Kind is PythonTokenKind.Number ? new PythonNode.Literal(sign.At, new PythonNode.Number(sign.Text == "-" ? "-" + Take().Text : Take().Text)) : throw new PythonException($"`{sign.Text}` before what is no number", sign.At);
    }

    private PythonNode Postfix()
    {
        var node = Primary();
        while (true)
        {
            var at = Now.At;
            if (TakeSign("."))
            {
                node = new PythonNode.Member(at, node, Word());
            }
            else if (TakeSign("["))
            {
                node = new PythonNode.Place(at, node, Choice());
                Expect("]");
            }
            else if (TakeSign("("))
            {
                node = new PythonNode.Call(at, node, List(")"));
            }
            else if (_isJinja && TakeSign("|"))
            {
                var name = Word();
                node = new PythonNode.Filter(at, node, name, TakeSign("(") ? List(")") : []);
            }
            else
            {
                return node;
            }
        }
    }

    private PythonNode Primary()
    {
        if (Now.Kind is PythonTokenKind.End)
        {
            throw Unexpected();
        }

        var token = Take();
        switch (token.Kind)
        {
            case PythonTokenKind.Text when Now.Kind is PythonTokenKind.Text:
                throw new PythonException("two texts one after the other", Now.At);
            case PythonTokenKind.Text:
                return new PythonNode.Literal(token.At, token.Text);
            case PythonTokenKind.Number:
                return new PythonNode.Literal(token.At, new PythonNode.Number(token.Text));
            case PythonTokenKind.Name when token.Text is "None" || (_isJinja && token.Text is "none"):
                return new PythonNode.Literal(token.At, null);
            case PythonTokenKind.Name when token.Text is "True" || (_isJinja && token.Text is "true"):
                return new PythonNode.Literal(token.At, true);
            case PythonTokenKind.Name when token.Text is "False" || (_isJinja && token.Text is "false"):
                return new PythonNode.Literal(token.At, false);
            case PythonTokenKind.Name when !Words.Contains(token.Text):
                return new PythonNode.Name(token.At, token.Text);
            case PythonTokenKind.Sign when token.Text == "[":
                return new PythonNode.Items(token.At, List("]"));
            case PythonTokenKind.Sign when token.Text == "(":
                return Bracket(token.At);
            default:
                _next--;
                throw Unexpected();
        }
    }

    /// <summary>With a comma in it, it is a tuple; without one, the brackets are brackets, also around a single text.</summary>
    private PythonNode Bracket(int at)
    {
        if (TakeSign(")"))
        {
            return new PythonNode.Items(at, []);
        }

        var first = Choice();
        if (TakeSign(")"))
        {
            return first;
        }

        Expect(",");
        return new PythonNode.Items(at, [first, .. List(")")]);
    }

    private List<PythonNode> List(string end)
    {
        var parts = new List<PythonNode>();
        while (!TakeSign(end))
        {
            if (parts.Count > 0)
            {
                Expect(",");
                if (TakeSign(end))
                {
                    break;
                }
            }

            parts.Add(Choice());
        }

        return parts;
    }

    private string Word() => Now.Kind is PythonTokenKind.Name ? Take().Text : throw Unexpected();

    private bool Is(string word) => Now.Kind is PythonTokenKind.Name && Now.Text == word;

    private PythonToken Take() => _tokens[_next].Kind is PythonTokenKind.End ? _tokens[_next] : _tokens[_next++];

    private bool TakeIf(string word)
    {
        var found = Is(word);
        _next += found ? 1 : 0;
        return found;
    }

    private bool TakeSign(string sign)
    {
        var found = Now.Kind is PythonTokenKind.Sign && Now.Text == sign;
        _next += found ? 1 : 0;
        return found;
    }

    private void Expect(string sign)
    {
        if (!TakeSign(sign))
        {
            throw new PythonException(Now.Kind is PythonTokenKind.End ? $"the end, where `{sign}` is expected" : $"`{Now.Text}`, where `{sign}` is expected", Now.At);
        }
    }

    private PythonException Unexpected() => new(Now.Kind is PythonTokenKind.End ? "the end, where a value is expected" : $"`{Now.Text}`", Now.At);
}
