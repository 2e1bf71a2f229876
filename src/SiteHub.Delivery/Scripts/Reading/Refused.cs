using Acornima;
using Acornima.Ast;

namespace SiteHub.Delivery.Scripts;

/// <summary>What is no part of the language: what was found, and what to write instead.</summary>
internal static class Refused
{
    private static readonly Dictionary<Operator, string> Operators = new()
    {
        [Operator.In] = "found in; write Object.hasOwn(doc, \"status\"), or doc.status !== undefined",
        [Operator.InstanceOf] = "found instanceof; a list is told by Array.isArray(value)",
        [Operator.TypeOf] = "found typeof; write Number.isFinite(value), Array.isArray(value), or compare with undefined",
        [Operator.Void] = "found void; write undefined",
        [Operator.Delete] = "found delete; values do not change: write a new object without the member",
        [Operator.BitwiseNot] = "found ~; there is no arithmetic of bits",
    };

    /// <summary>Where people know a name from JavaScript that is not there.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["Date"] = "a script has no clock and no Date; write date(text), addDays(date, days), daysBetween(from, to), year(date), time(date)",
        ["RegExp"] = "write matches(text, \"pattern\")",
        ["JSON"] = "the value of a transform is written as JSON by itself",
        ["parseInt"] = "write Math.trunc(Number(text))",
        ["parseFloat"] = "write Number(text)",
        ["isNaN"] = "write Number.isNaN(value)",
        ["isFinite"] = "write Number.isFinite(value)",
    };

    public static ScriptException Part(Node node) => At(node, node switch
    {
        ArrowFunctionExpression or FunctionExpression => "found a function; one stands only as an arrow in a call that takes one, such as doc.items.map(row => row.qty)",
        AssignmentExpression or UpdateExpression => "found an assignment; values do not change: write a new one, such as ({ ...doc, status: \"Open\" })",
        SequenceExpression => "found a comma; a script is one expression",
        NewExpression { Callee: Identifier { Name: "Date" } } => "found new Date; " + Names["Date"],
        NewExpression => "found new; a list is written [ ], an object { }",
        ThisExpression => "found this; write doc",
        TaggedTemplateExpression => "found a tagged template; leave the tag out",
        AwaitExpression => "found await; a script cannot wait",
        ImportExpression => "found import; a script cannot import anything",
        YieldExpression => "found yield; a script cannot pause",
        RegExpLiteral => "found a regular expression; write matches(text, \"pattern\")",
        BigIntLiteral => "found a big integer; write a number without n",
        ClassExpression => "found a class; there are none",
        UnaryExpression unary => Operators.GetValueOrDefault(unary.Operator, $"found {unary.Operator}; there is no such operator"),
        BinaryExpression binary => Operators.GetValueOrDefault(binary.Operator, "found an operator on bits; there is no arithmetic of bits"),
        SpreadElement => "found ...; a list may be spread in [ ], in Math.max, Math.min and concat, an object in { }",
        _ => $"found {node.TypeText}, which is no part of the language",
    });

    public static ScriptException Name(Identifier name, IEnumerable<string> given) => At(
        name,
        Names.TryGetValue(name.Name, out var instead) ? $"found {name.Name}; {instead}"
        : Functions.All.ContainsKey(name.Name) || Functions.Owners.Contains(name.Name) || name.Name == Functions.Matches ? $"{name.Name} is no value; call it, as in {Example(name.Name)}"
        : $"there is no {name.Name}; there are {string.Join(", ", given)}");

    public static ScriptException Method(Node at, string name) => At(at, $"there is no method {name}; there are {string.Join(", ", Methods.Names)}");

    public static ScriptException TooDeep(int line, int column) =>
        new($"more than {ScriptBounds.Nesting} parts inside one another, parentheses included; write it flatter", line, column);

    public static ScriptException At(Node node, string what) => new(what, node.Location.Start.Line, node.Location.Start.Column + 1);

    private static string Example(string name) => name == Functions.Matches ? "matches(text, \"pattern\")"
        : Functions.All.TryGetValue(name, out var function) ? function.Form
        : Functions.All.First(f => f.Key.StartsWith(name + ".", StringComparison.Ordinal)).Value.Form;
}
