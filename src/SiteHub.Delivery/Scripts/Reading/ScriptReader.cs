using Acornima;
using Acornima.Ast;

namespace SiteHub.Delivery.Scripts;

/// <summary>
/// Makes of a source's tree what runs, part by part. What is not listed here is refused: the language is what it has, and not what was taken out of another.
/// </summary>
internal sealed partial class ScriptReader
{
    /// <summary>Ways out of many a sandbox; here they would be nothing, and nobody's document has them.</summary>
    private static readonly string[] Never = ["constructor", "__proto__"];

    private static readonly Dictionary<string, Value> Constants = new(StringComparer.Ordinal)
    {
        ["undefined"] = Value.Undefined, ["NaN"] = Value.Of(double.NaN), ["Infinity"] = Value.Of(double.PositiveInfinity),
    };

    /// <summary>The names that may be used at this point, the innermost last.</summary>
    private readonly List<(string Name, int Place)> _names;
    private int _depth;
    private int _places;

    private ScriptReader(IReadOnlyList<string> given)
    {
        _names = [.. given.Select(static (name, place) => (name, place))];
        _places = given.Count;
    }

    /// <param name="source">the script</param>
    /// <param name="given">the names that it is given, in the order of their values</param>
    /// <returns>what runs, and for how many names it needs places</returns>
    /// <exception cref="ScriptException">it is no part of the language</exception>
    public static (Step Script, int Places) Read(string source, IReadOnlyList<string> given)
    {
        var reader = new ScriptReader(given);
        var script = reader.Of(SourceTree.Of(source));
        return (script, reader._places);
    }

    private Step Of(Node node)
    {
        if (++_depth > ScriptBounds.Nesting)
        {
            throw Refused.TooDeep(node.Location.Start.Line, node.Location.Start.Column + 1);
        }

        var step = Read(node);
        _depth--;
        return step;
    }

    private Step Read(Node node) => node switch
    {
        ParenthesizedExpression inner => Of(inner.Expression),
        StringLiteral text => new LiteralStep(Value.Of(text.Value)),
        NumericLiteral number => new LiteralStep(Value.Of(number.Value)),
        BooleanLiteral truth => new LiteralStep(Value.Of(truth.Value)),
        NullLiteral => new LiteralStep(Value.Null),
        Identifier name => Name(name),
        MemberExpression member => Member(member),
        CallExpression call => Call(call),
        ChainExpression chain => new ChainStep(Of(chain.Expression)),
        ConditionalExpression choice => new ConditionalStep(Of(choice.Test), Of(choice.Consequent), Of(choice.Alternate)),
        LogicalExpression logical => Logical(logical),
        BinaryExpression binary => Binary(binary),
        UpdateExpression => throw Refused.Part(node),
        UnaryExpression { Operator: Operator.LogicalNot } not => new NotStep(Of(not.Argument)),
        UnaryExpression { Operator: Operator.UnaryNegation or Operator.UnaryPlus } sign => new SignStep(Of(sign.Argument), sign.Operator is Operator.UnaryNegation, Line(sign)),
        TemplateLiteral template => Template(template),
        ArrayExpression list => new ListStep([.. list.Elements.Select(element => element switch
        {
            null => throw Refused.At(list, "found a place without a value; write undefined there"),
            SpreadElement spread => new SpreadStep(Of(spread.Argument)),
            _ => Of(element),
        })], Line(list)),
        ObjectExpression made => Object(made),
        _ => throw Refused.Part(node),
    };

    private Step Name(Identifier name)
    {
        var known = _names.FindLastIndex(known => known.Name == name.Name);
        return known >= 0 ? new NameStep(_names[known].Place)
            : Constants.TryGetValue(name.Name, out var constant) ? new LiteralStep(constant)
            : throw Refused.Name(name, _names.Select(static n => n.Name).Distinct());
    }

    private Step Member(MemberExpression member)
    {
        if (Plain(member.Object) is Identifier { Name: "Math" } math && !IsGiven(math) && member is { Computed: false, Property: Identifier { Name: "PI" } })
        {
            return new LiteralStep(Value.Of(Math.PI));
        }

        if (!member.Computed && Plain(member.Object) is Identifier owner && !IsGiven(owner) && member.Property is Identifier function && Functions.All.TryGetValue($"{owner.Name}.{function.Name}", out var listed))
        {
            throw Refused.At(member, $"{owner.Name}.{function.Name} is no value; call it, as in {listed.Form}");
        }

        var line = Line(member.Property);
        return (member.Computed, member.Property) switch
        {
            (false, Identifier name) => new MemberStep(Of(member.Object), new MemberName(Allowed(name, name.Name)), member.Optional, line),
            (true, StringLiteral text) => new MemberStep(Of(member.Object), new MemberName(Allowed(text, text.Value)), member.Optional, line),
            (true, NumericLiteral { Value: >= 0 and < int.MaxValue } number) when double.IsInteger(number.Value) =>
                new PlaceStep(Of(member.Object), (int)number.Value, new MemberName(NumberText.Of(number.Value)), member.Optional, line),
            _ => throw Refused.At(member.Property, "found a member whose name is worked out; write the name, doc.status or doc[\"a name\"], the number, or list.at(place)"),
        };
    }

    private static string Allowed(Node at, string name) =>
        Never.Contains(name) ? throw Refused.At(at, $"found {name}, which a script cannot name") : name;

    private LogicalStep Logical(LogicalExpression logical)
    {
        // a && b && c is one part with three, so that a long condition is not a deep one.
        var parts = new List<Expression>();
        Expression left = logical;
        for (; left is LogicalExpression more && more.Operator == logical.Operator; left = more.Left)
        {
            parts.Add(more.Right);
        }

        parts.Add(left);
        parts.Reverse();
        var logic = logical.Operator switch { Operator.LogicalAnd => Logic.And, Operator.LogicalOr => Logic.Or, _ => Logic.Nothing };
        return new LogicalStep(logic, [.. parts.Select(Of)]);
    }

    private BinaryStep Binary(BinaryExpression binary)
    {
        var rest = new List<(Operator, Expression, int)>();
        Expression left = binary;
        for (; left is BinaryExpression more and not LogicalExpression; left = more.Left)
        {
            if (more.Operator is not (Operator.Equality or Operator.Inequality or Operator.StrictEquality or Operator.StrictInequality or Operator.LessThan or Operator.LessThanOrEqual
                or Operator.GreaterThan or Operator.GreaterThanOrEqual or Operator.Addition or Operator.Subtraction or Operator.Multiplication or Operator.Division or Operator.Remainder
                or Operator.Exponentiation))
            {
                throw Refused.Part(more);
            }

            rest.Add((more.Operator, more.Right, Line(more.Right)));
        }

        rest.Reverse();
        return new BinaryStep(Of(left), [.. rest.Select(part => (part.Item1, Of(part.Item2), part.Item3))]);
    }

    private TemplateStep Template(TemplateLiteral template) =>
        new([.. template.Quasis.Select(static q => q.Value.Cooked!)], [.. template.Expressions.Select(Of)], Line(template));

    private ObjectStep Object(ObjectExpression made) => new([.. made.Properties.Select(property => property switch
    {
        SpreadElement spread => (null, Of(spread.Argument)),
        ObjectProperty { Kind: PropertyKind.Init, Computed: false, Method: false } member => ((string?)Allowed(member.Key, KeyOf(member)), Of(member.Value)),
        ObjectProperty { Computed: true } computed => throw Refused.At(computed, "found a member whose name is worked out; write the name, or Object.fromEntries([[name, value]])"),
        _ => throw Refused.At(property, "found a getter, setter or method; an object has values only"),
    })], Line(made));

    private static string KeyOf(ObjectProperty member) => member.Key switch
    {
        Identifier name => name.Name,
        StringLiteral text => text.Value,
        NumericLiteral number => NumberText.Of(number.Value),
        _ => throw Refused.Part(member.Key),
    };

    private bool IsGiven(Identifier name) => _names.Exists(known => known.Name == name.Name);

    private static Node Plain(Node node)
    {
        while (node is ParenthesizedExpression inner)
        {
            node = inner.Expression;
        }

        return node;
    }

    private static int Line(Node node) => node.Location.Start.Line;
}
