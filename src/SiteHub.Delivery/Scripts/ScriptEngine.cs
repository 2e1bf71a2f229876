using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Jint;
using Jint.Constraints;
using Jint.Native;

namespace SiteHub.Delivery.Scripts;

/// <summary>
/// One JavaScript engine, used by one thread at a time. Everything a script can reach is frozen beforehand and every run has a scope of its own, so
/// no run can leave anything to the next; that makes an engine worth keeping (some 20 ms and 1.5 MB to build, 3 µs to use).
/// </summary>
internal sealed class ScriptEngine : IDisposable
{
    private static readonly ConcurrentBag<ScriptEngine> Idle = [];

    private static readonly Prepared<Acornima.Ast.Script> Frozen = Engine.PrepareScript(FrozenWorld.Source, strict: true);

    private readonly ConditionalWeakTable<Script, JsValue> _functions = [];
    private readonly OperationDeadlineConstraint _deadline = new();
    private readonly JsValue _stringify;

    private ScriptEngine()
    {
        Engine = new Engine(options =>
        {
            options.Strict();
            options.DisableStringCompilation();
            options.Culture(CultureInfo.InvariantCulture);
            options.LocalTimeZone(TimeZoneInfo.Utc);
            options.Constraint(_deadline);
            options.MaxStatements(ScriptBounds.Statements);
            options.LimitMemory(ScriptBounds.Memory);
            options.LimitRecursion(ScriptBounds.Recursion);
            options.MaxArraySize(ScriptBounds.ArrayLength);
            options.MaxJsonParseDepth(ScriptBounds.JsonDepth);
            options.RegexTimeoutInterval(ScriptBounds.Time);
            options.Constraints.StackOverflowGuard = true;
        });
        Engine.Evaluate(Frozen);
        _stringify = Engine.Evaluate("(f, doc, before) => JSON.stringify(f(doc, before))");
    }

    public Engine Engine { get; }

    public static ScriptEngine Rent() => Idle.TryTake(out var engine) ? engine : new ScriptEngine();

    public static void Return(ScriptEngine engine)
    {
        if (Idle.Count < Environment.ProcessorCount * 2)
        {
            Idle.Add(engine);
        }
        else
        {
            engine.Dispose();
        }
    }

    public JsValue Call(Script script, JsValue doc, JsValue before, bool asJson, TimeSpan budget)
    {
        if (!_functions.TryGetValue(script, out var function))
        {
            function = Engine.Evaluate(script.Prepared);
            _functions.Add(script, function);
        }

        _deadline.Begin(budget, CancellationToken.None);
        try
        {
            return asJson ? Engine.Call(_stringify, JsValue.Undefined, [function, doc, before]) : Engine.Call(function, JsValue.Undefined, [doc, before]);
        }
        finally
        {
            _deadline.End();
        }
    }

    public void Dispose() => Engine.Dispose();
}
