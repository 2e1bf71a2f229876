namespace SiteHub.Delivery.Tests.Scripts;

/// <summary>Expressions of the language, made by chance: mostly of kinds that fit, so that they come to a value.</summary>
internal sealed class MadeExpressions(int seed)
{
    private const int Deepest = 4;

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "2", "3", "7", "10", "2.5", "-0.5", "0.1", "0.2", "1e21", "1e-7", "123456789012345680000", "5e-324", "1.7976931348623157e308", "NaN", "Infinity", "-Infinity", "-0", "4294967296", "9007199254740993",
        "doc.docstatus", "doc.grand_total", "doc.items.length", "doc.items[0].qty", "doc.items[1].qty", "1.005", "0.000001", "100", "1e300", "Math.PI", "0.5", "1.5", "-1.5", "2147483648", "0x1F",
    ];

    private static readonly string[] Texts =
    [
        "''", "'x'", "'ab'", "'a,b,,c'", "'  padded\\t\\n '", "'€😀'", "'straße'", "'Äéñ'", "'ǆ'", "'\\u00a0x\\ufeff'", "'\\u2028'", "'12'", "' 12 '", "'0x10'", "'0b11'", "'1e3'", "'-0'", "'Infinity'", "'1_0'",
        "'.5'", "'5.'", "'+7'", "'1,5'", "'٣'", "'true'", "'$&$1$$'", "'10'", "'9'", "doc.name", "doc.status", "doc.customer", "doc['valid till']", "doc.items[0].item_code", "'\\'\"\\\\'", "'\\0'",
    ];

    private static readonly string[] Flags = ["true", "false", "doc.docstatus === 1", "doc.status === 'Open'"];

    private static readonly string[] Anything = ["null", "undefined", "doc.remark", "doc.nothing", "before", "before?.name", "doc.items[9]", "doc.items[0].nothing"];

    private static readonly string[] Members = ["qty", "item_code", "name", "length", "nothing", "a", "b", "docstatus"];

    private readonly Random _random = new(seed);
    private readonly List<string> _numbers = [];
    private readonly List<string> _any = [];
    private int _depth;
    private int _names;

    public string Next() => _random.Next(6) switch { 0 => Number(), 1 => Text(), 2 => Flag(), 3 => List(), 4 => Object(), _ => Any() };

    private string Any() => Deep() ? Scalar() : Down(() => _random.Next(12) switch
    {
        0 or 1 => Number(),
        2 or 3 => Text(),
        4 => Flag(),
        5 => List(),
        6 => Object(),
        7 => $"({Flag()} ? {Any()} : {Any()})",
        8 => $"({Any()} {One("&&", "||", "??")} {Any()})",
        9 => $"({Object()})?.{One(Members)}",
        10 => $"{List()}{One("[0]", "[1]", ".at(-1)", ".at(1)", ".find(" + Arrow(Flag) + ")", ".findLast(" + Arrow(Flag) + ")")}",
        _ => $"{List()}.reduce({Arrow2(Any)}, {Any()})",
    });

    private string Scalar() => _any.Count > 0 && _random.Next(3) == 0 ? One([.. _any]) : _random.Next(4) switch { 0 => One(Numbers), 1 => One(Texts), 2 => One(Flags), _ => One(Anything) };

    private string Number() => Deep() ? _numbers.Count > 0 && _random.Next(2) == 0 ? One([.. _numbers]) : One(Numbers) : Down(() => _random.Next(16) switch
    {
        0 or 1 or 2 => $"({Number()} {One("+", "-", "*", "/", "%")} {Number()})",
        3 => $"({Small()} ** {Small()})",
        4 => $"({One("-", "+", "- -")}({Number()}))",
        5 => $"Math.{One("abs", "ceil", "floor", "round", "sign", "sqrt", "trunc")}({Number()})",
        6 => $"Math.{One("max", "min")}({Number()}, {Number()}, ...{Numberless()})",
        7 => $"Number({_random.Next(3) switch { 0 => Number(), 1 => Flag(), _ => Text() }})",
        8 => $"{Text()}.length",
        9 => $"{List()}.length",
        10 => $"{Text()}.{One("indexOf", "lastIndexOf")}({Text()}{One("", ", " + Number())})",
        11 => $"{List()}.{One("indexOf", "lastIndexOf")}({Scalar()})",
        12 => $"{List()}.{One("findIndex", "findLastIndex")}({Arrow(Flag)})",
        13 => $"({Flag()} ? {Number()} : {Number()})",
        14 => $"{Numberless()}.reduce((p, q) => p {One("+", "-", "*")} q, {Number()})",
        _ => $"(+{Text()})",
    });

    private string Small() => One("0", "1", "2", "3", "(-2)", "10", "0.5", "(-1)", "4");

    private string Text() => Deep() ? One(Texts) : Down(() => _random.Next(18) switch
    {
        0 or 1 => $"({Text()} + {_random.Next(3) switch { 0 => Number(), 1 => Flag(), _ => Text() }})",
        2 => "`<${" + Text() + "}|${" + Number() + "}${" + One(Anything) + "}>`",
        3 => $"{Text()}.{One("trim", "trimStart", "trimEnd", "toUpperCase", "toLowerCase")}()",
        4 => $"{Text()}.{One("slice", "substring")}({Number()}{One("", ", " + Number())})",
        5 => $"{Text()}.{One("padStart", "padEnd")}({One("0", "1", "5", "9", "-3", "2.9")}{One("", ", " + Text())})",
        6 => $"{Text()}.repeat({One("0", "1", "2", "3.7")})",
        7 => $"{Text()}.{One("replace", "replaceAll")}({Text()}, {One(Text(), "'[$&]'", "'$`'", "'$\\''", "'$$'", "'$1$0$<a>'")})",
        8 => $"{Text()}.charAt({Number()})",
        9 => $"String({_random.Next(4) switch { 0 => Number(), 1 => Flag(), 2 => One(Anything), _ => Text() }})",
        10 => $"({Number()}).toFixed({One("", "0", "1", "2", "10", "2.7")})",
        11 => $"{Plain()}.join({One("", "'-'", Text(), "''")})",
        12 => $"{Text()}.concat({Scalar()}, {Text()})",
        13 => $"({Flag()} ? {Text()} : {Text()})",
        14 => $"{Text()}.split({Text()}).join({Text()})",
        15 => $"{Text()}.at({One("0", "-1", "9", "1.5")})",
        16 => $"{Text()}[{One("0", "1", "9")}]",
        _ => One(Texts),
    });

    private string Flag() => Deep() ? One(Flags) : Down(() => _random.Next(16) switch
    {
        0 => $"({Number()} {One("<", "<=", ">", ">=", "===", "!==", "==", "!=")} {Number()})",
        1 => $"({Text()} {One("<", "<=", ">", ">=", "===", "!==", "==", "!=")} {Text()})",
        2 => $"({Scalar()} {One("===", "!==", "==", "!=")} {Scalar()})",
        3 => $"({Scalar()} {One("<", "<=", ">", ">=")} {Scalar()})",
        4 => $"(!{Any()})",
        5 => $"({Flag()} {One("&&", "||")} {Flag()})",
        6 => $"{Text()}.{One("includes", "startsWith", "endsWith")}({Text()}{One("", ", " + One("0", "1", "-1", "99", "NaN"))})",
        7 => $"{List()}.includes({Scalar()})",
        8 => $"{List()}.{One("some", "every")}({Arrow(Flag)})",
        9 => $"Boolean({Any()})",
        10 => $"Array.isArray({Any()})",
        11 => $"Number.{One("isFinite", "isInteger", "isNaN")}({Scalar()})",
        12 => $"Object.hasOwn({Object()}, {One("'a'", "'b'", "'name'", "'length'", Text())})",
        13 => $"({Text()} {One("==", "!=", "<", ">")} {Number()})",
        14 => $"({Flag()} == {Number()})",
        _ => $"({List()} === {List()})",
    });

    private string List() => Deep() ? One("[]", "doc.items", "[1, 2, 3]", "['b', 'a', 'c']", "[3, 1, 20, 10]", "[NaN, undefined, null]") : Down(() => _random.Next(17) switch
    {
        0 => $"[{Any()}, {Any()}]",
        1 => $"[...{List()}, {Any()}, ...{List()}]",
        2 => $"{List()}.map({Arrow(Any)})",
        3 => $"{List()}.filter({Arrow(Flag)})",
        4 => $"{List()}.flatMap({Arrow(List)})",
        5 => $"{List()}.slice({Number()}{One("", ", " + Number())})",
        6 => $"{List()}.concat({Any()}, {List()})",
        7 => $"[{List()}, {List()}].flat()",
        8 => $"{Plain()}.{One("sort", "toSorted")}()",
        9 => $"{Numberless()}.{One("sort", "toSorted")}((p, q) => {One("p - q", "q - p", "0", "NaN", "p % 2 - q % 2")})",
        10 => $"{List()}.{One("reverse", "toReversed")}()",
        11 => $"{Text()}.split({Text()})",
        12 => $"Object.{One("keys", "values", "entries")}({Object()})",
        13 => $"({Flag()} ? {List()} : {List()})",
        14 => $"{List()}.map((e{++_names}, i{_names}) => [i{_names}, e{_names}])",
        15 => $"{List()}.flat()",
        _ => $"[{Number()}, {Number()}, {Number()}]",
    });

    /// <summary>Of texts and numbers alone.</summary>
    private string Plain() => One("[3, 1, 20]", "['b', 'a', 'ä', 'B']", "[1, null, 'x', undefined]", "[10, 9, 'x', true]", $"{Text()}.split({Text()})", $"[{Number()}, {Text()}, {Number()}]");

    private string Numberless() => One("[]", "[1]", "[3, 1, 20, 4]", "[0.1, 0.2, 0.3]", $"[{Number()}, {Number()}]", "doc.items.map(r => r.qty)");

    private string Object() => Deep() ? One("doc", "({})", "doc.items[0]", "({ a: 1, b: 'x' })") : Down(() => _random.Next(6) switch
    {
        0 => $"({{ a: {Any()}, b: {Any()} }})",
        1 => $"({{ ...{Object()}, a: {Any()} }})",
        2 => $"({{ '{One("x", "2", "1", "10", "01", "-1", "a b", "")}': {Any()}, b: {Any()}, '{One("1", "0", "z", "4294967295", "4294967294")}': {Number()} }})",
        3 => $"Object.fromEntries([['{One("b", "7", "x")}', {Any()}], ['{One("a", "3")}', {Any()}]])",
        4 => $"({{ ...{One("null", "undefined", "before", Object())}, b: 1 }})",
        _ => $"({Flag()} ? {Object()} : {Object()})",
    });

    private string Arrow(Func<string> body)
    {
        var name = "v" + ++_names;
        _any.Add(name);
        var written = body();
        _any.Remove(name);
        return $"{name} => {(written.StartsWith('{') ? $"({written})" : written)}";
    }

    private string Arrow2(Func<string> body)
    {
        var (one, other) = ("v" + ++_names, "w" + _names);
        _any.AddRange([one, other]);
        var written = body();
        _any.Remove(one);
        _any.Remove(other);
        return $"({one}, {other}) => {written}";
    }

    private bool Deep() => _depth >= Deepest;

    private string Down(Func<string> make)
    {
        _depth++;
        var made = make();
        _depth--;
        return made;
    }

    private string One(params string[] of) => of[_random.Next(of.Length)];
}
