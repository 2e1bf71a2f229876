using Acornima.Ast;

namespace SiteHub.Delivery.Scripts;

/// <summary>Calls: of what is listed, by its name, with as many arguments as it takes, and arrows only where one is taken.</summary>
internal sealed partial class ScriptReader
{
    /// <summary>As many as reduce hands over.</summary>
    private const int MaxParameters = 4;

    private Step Call(CallExpression call) => call.Callee switch
    {
        Identifier name when !IsGiven(name) => Function(call, name, name.Name),
        MemberExpression { Computed: false, Object: Identifier owner, Property: Identifier name } when !IsGiven(owner) && Functions.Owners.Contains(owner.Name) =>
            Function(call, name, $"{owner.Name}.{name.Name}"),
        MemberExpression { Computed: false, Property: Identifier name } method => Method(call, method, name),
        MemberExpression computed => throw Refused.At(computed.Property, "found a call of a method that is no plain name; write it as list.map(…)"),
        _ => throw Refused.At(call.Callee, "found a call of what is no listed method; docs/scripts.md lists them all"),
    };

    private Step Function(CallExpression call, Identifier at, string name)
    {
        if (name == Functions.Matches && !call.Optional)
        {
            return Matches(call);
        }

        if (!Functions.All.TryGetValue(name, out var function) || call.Optional)
        {
            var owner = name.IndexOf('.', StringComparison.Ordinal);
            throw owner < 0 && name != Functions.Matches
                ? Refused.Name(at, Functions.All.Keys.Where(static k => !k.Contains('.', StringComparison.Ordinal)).Append(Functions.Matches))
                : Refused.At(at, $"there is no {name}; there are {string.Join(", ", Functions.All.Keys.Where(k => owner > 0 && k.StartsWith(name[..(owner + 1)], StringComparison.Ordinal)))}");
        }

        Count(call, function);
        return new FunctionCallStep(function, Arguments(call.Arguments, function), Line(at));
    }

    private MatchesStep Matches(CallExpression call)
    {
        if (call.Arguments is not { Count: 2 } arguments || Plain(arguments[1]) is not StringLiteral pattern)
        {
            throw Refused.At(call, "matches takes a text and a pattern that is written there, as in matches(doc.name, \"^SO-[0-9]+$\")");
        }

        try
        {
            return new MatchesStep(Of(arguments[0]), new TextPattern(pattern.Value), Line(call));
        }
        catch (FormatException e)
        {
            throw Refused.At(pattern, e.Message);
        }
    }

    private MethodCallStep Method(CallExpression call, MemberExpression member, Identifier name)
    {
        if (Never.Contains(name.Name))
        {
            throw Refused.At(name, $"found {name.Name}, which a script cannot name");
        }

        if (call.Optional)
        {
            throw Refused.At(name, $"found ?.( ; a listed method is always there: write .{name.Name}(…), or ?. before its name");
        }

        // First what it is called of: of what is not there, that is what is said.
        var on = Of(member.Object);
        var methods = new[] { ValueKind.Text, ValueKind.List, ValueKind.Number }.Select(kind => Methods.Find(kind, name.Name)).OfType<Method>().ToList();
        if (methods.Count == 0)
        {
            throw Refused.Method(name, name.Name);
        }

        // What it is called of is not known before it runs; what no kind takes is refused here.
        var widest = methods.MaxBy(static m => m.Most)!;
        Count(call, widest with { Least = methods.Min(static m => m.Least) });
        if (call.Arguments.Count > 0 && Plain(call.Arguments[0]) is ArrowFunctionExpression arrow)
        {
            return methods.Exists(static m => m.TakesCallback)
                ? new MethodCallStep(on, name.Name, Arguments(call.Arguments.Skip(1), widest), Callback(arrow), member.Optional, Line(name))
                : throw Refused.Part(arrow);
        }

        if (methods.TrueForAll(static m => m.TakesCallback) && (call.Arguments.Count > 0 || methods.TrueForAll(static m => m.CallbackRequired)))
        {
            throw Refused.At(call.Arguments.Count > 0 ? call.Arguments[0] : name, $"{name.Name} takes an arrow that is written there, as in {methods[0].Form}");
        }

        return new MethodCallStep(on, name.Name, Arguments(call.Arguments, widest), null, member.Optional, Line(name));
    }

    private static void Count(CallExpression call, Method method)
    {
        var given = call.Arguments.Count;
        if (given < method.Least || given > method.Most)
        {
            throw Refused.At(call, $"found {given} argument{(given == 1 ? "" : "s")}; write {method.Form}");
        }
    }

    private Step[] Arguments(IEnumerable<Expression> given, Method method) => [.. given.Select(argument =>
        argument is not SpreadElement spread ? Of(argument) : method.TakesSpread ? new SpreadStep(Of(spread.Argument)) : throw Refused.Part(spread))];

    private Arrow Callback(ArrowFunctionExpression arrow)
    {
        if (arrow.Async)
        {
            throw Refused.At(arrow, "found async; a script cannot wait");
        }

        if (arrow.Body is not Expression body)
        {
            throw Refused.At(arrow.Body, "found statements; an arrow has one expression behind it, and an object stands in parentheses: x => ({ qty: x.qty })");
        }

        var parameters = arrow.Params.Select(static p => p as Identifier
            ?? throw Refused.At(p, "found a parameter that is taken apart; give it a name, and read its members: row => row.qty")).ToList();
        if (parameters.Count > MaxParameters || parameters.Find(static p => Constants.ContainsKey(p.Name) || Functions.Owners.Contains(p.Name) || Functions.All.ContainsKey(p.Name) || p.Name == Functions.Matches) is not null)
        {
            throw Refused.At(arrow, $"an arrow has at most {MaxParameters} parameters, none with the name of something built in");
        }

        var place = _places;
        _places += parameters.Count;
        _names.AddRange(parameters.Select((p, i) => (p.Name, place + i)));
        if (++_depth > ScriptBounds.Nesting)
        {
            throw Refused.TooDeep(Line(arrow), arrow.Location.Start.Column + 1);
        }

        var step = Of(body);
        _depth--;
        _names.RemoveRange(_names.Count - parameters.Count, parameters.Count);
        return new Arrow(place, parameters.Count, step);
    }
}
