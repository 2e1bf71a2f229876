using System.Diagnostics;
using System.Text;
using CsCheck;
using SiteHub.Delivery.Scripts;

namespace SiteHub.Delivery.Tests.Scripts;

/// <summary>Scripts that nobody thought of: whatever the tree, no process ends, none takes more than it is given, and what is forbidden does not get as far as running.</summary>
public sealed class ScriptGeneratorTests
{
    private const long Most = 64 * 1024 * 1024;
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(30);

    /// <summary>Each put somewhere into a tree that is otherwise allowed.</summary>
    private static readonly string[] Forbidden =
    [
        "(x => x)", "function(){}", "(doc.a = 1)", "doc.n++", "(1, 2)", "new Date()", "new Object()", "this", "doc.constructor", "doc['constructor']", "doc.__proto__", "({ __proto__: 1 })",
        "doc[doc.name]", "doc['a' + 'b']", "doc.items['map'](x => x)", "doc.items.map.call(1)", "doc.items.values()", "/x/", "/x/g[Symbol.replace]('a', 'b')", "String.raw`a`", "2n", "import('fs')",
        "typeof doc", "delete doc.a", "void 0", "~1", "(1 | 2)", "(1 << 2)", "('a' in doc)", "(doc instanceof Object)", "JSON.stringify(doc)", "eval('1')", "Function('1')", "globalThis", "Symbol.iterator",
        "Date.now()", "Math.random()", "Object.assign(doc, doc)", "Object.groupBy(doc.items, x => x)", "encodeURIComponent('a')", "doc.name.toLocaleString()", "({ get a() { return 1 } })", "({ [doc.name]: 1 })",
        "doc.items.filter(Boolean)", "doc.items.map(x => { return x })", "doc.items.map(({ a }) => a)", "doc.items.map(async x => x)", "doc.items.flat(9)", "class {}", "unknown", "Math", "Math.max",
        "doc.name.replace(/a/, 'b')", "doc.name.replace('a', x => x)", "matches(doc.name, doc.name)", "matches(doc.name, '(a{99}){99}')", "[,1]", "doc?.()", "doc.items.map?.(x => x)",
    ];

    private static readonly Gen<string> Scalars = ScriptTests.One(
        "1", "0", "-1", "2.5", "1e9", "1e308", "NaN", "Infinity", "'x'", "''", "'ab'", "'€😀'", "true", "null", "undefined", "doc", "before", "doc.items", "doc.name", "doc.status", "doc.grand_total", "doc.remark",
        "doc?.items?.length", "doc['valid till']", "doc.items[0]", "doc.items[0].qty", "'x'.repeat(1e6)", "'ab'.repeat(3e5)", "'x'.repeat(1e4).split('')", "'2026-11-30'", "[]", "({})", "doc.nothing.at.all");

    private static readonly Gen<string> Allowed = Gen.Recursive<string>((depth, inner) => depth > 6 ? Scalars : Gen.OneOf(
        Scalars,
        Gen.Select(inner, ScriptTests.One("+", "-", "*", "/", "%", "**", "==", "!=", "===", "!==", "<", "<=", ">", ">=", "&&", "||"), inner).Select(t => $"({t.Item1} {t.Item2} {t.Item3})"),
        Gen.Select(inner, inner, inner).Select(t => $"({t.Item1} ? {t.Item2} : {t.Item3})"),
        Gen.Select(inner, inner).Select(t => $"`{{${{{t.Item1}}}{{${{{t.Item2}}}`"),
        inner.Array[0, 6].Select(a => $"[{string.Join(", ", a)}]"),
        Gen.Select(inner, inner).Select(t => $"[...{t.Item1}, {t.Item2}, ...{t.Item1}]"),
        Gen.Select(inner, inner).Select(t => $"({{ a: {t.Item1}, ...{t.Item2}, b: {t.Item1} }})"),
        Gen.Select(ScriptTests.One("!", "-", "+"), inner).Select(t => $"({t.Item1}{t.Item2})"),
        Gen.Select(inner, ScriptTests.One("map", "filter", "flatMap", "some", "every", "find", "findIndex", "findLast", "sort", "toSorted"), inner).Select(t => $"({t.Item1}).{t.Item2}((x, y) => {Named(t.Item3)})"),
        Gen.Select(inner, ScriptTests.One("reduce", "reduceRight"), inner, inner).Select(t => $"({t.Item1}).{t.Item2}((x, y) => {Named(t.Item3)}, {t.Item4})"),
        Gen.Select(inner, ScriptTests.One("[x, x]", "x + x", "`${x}${x}`", "[...x, ...x]", "({ a: x, b: x })", "x.concat(x, x)", "x.flatMap(z => [z, z, z])", "x.replaceAll('x', x)", "x.split('').join(x)"))
            .Select(t => $"[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20].reduce(x => {t.Item2}, {t.Item1})"),
        Gen.Select(inner, ScriptTests.One("trim()", "toUpperCase()", "toLowerCase()", "flat()", "reverse()", "sort()", "slice(1)", "at(-1)", "join('x')", "split('')", "toFixed(2)", "length", "qty", "name")).Select(t => $"({t.Item1}).{t.Item2}"),
        Gen.Select(inner, ScriptTests.One("includes", "indexOf", "lastIndexOf", "concat", "join", "split", "repeat", "padStart", "padEnd", "startsWith", "endsWith", "at", "slice", "substring", "charAt", "toFixed"), inner)
            .Select(t => $"({t.Item1}).{t.Item2}({t.Item3})"),
        Gen.Select(inner, ScriptTests.One("replace", "replaceAll", "padStart", "slice", "substring"), inner, inner).Select(t => $"({t.Item1}).{t.Item2}({t.Item3}, {t.Item4})"),
        Gen.Select(ScriptTests.One("String", "Number", "Boolean", "Array.isArray", "Object.keys", "Object.values", "Object.entries", "Object.fromEntries", "Math.round", "Math.abs", "date", "year", "weekday", "time"), inner).Select(t => $"{t.Item1}({t.Item2})"),
        Gen.Select(ScriptTests.One("Math.max", "Math.min", "Math.pow", "addDays", "addMonths", "daysBetween", "formatDate", "Object.hasOwn"), inner, inner).Select(t => $"{t.Item1}({t.Item2}, {t.Item3})"),
        Gen.Select(inner, ScriptTests.One("a+b", "^(a|b)*a(a|b){9}$", "[^x]", "(x?){20}x{20}")).Select(t => $"matches({t.Item1}, '{t.Item2}')")));

    [Fact]
    public void No_script_takes_more_than_it_is_given() => Run(2_000);

    [Fact]
    [Trait("Run", "Soak")]
    public void No_script_of_very_many_takes_more_than_it_is_given() => Run(100_000);

    private static void Run(int scripts)
    {
        var sources = new List<(string Source, bool Allowed)>();
        Gen.Select(Allowed, Gen.Int[0, 3 * Forbidden.Length]).Sample(
            t =>
            {
                lock (sources)
                {
                    sources.Add(t.Item2 < Forbidden.Length ? (Spoilt(t.Item1, Forbidden[t.Item2], sources.Count), false) : (t.Item1, true));
                }
            },
            iter: scripts);
        var (at, since, ran) = (0, Stopwatch.GetTimestamp(), 0);
        Exception? fault = null;
        // A stack as small as this shows what goes deep; whatever ends this thread ends the process, and the run with it.
        var thread = new Thread(
            () =>
            {
                try
                {
                    for (at = 0; at < sources.Count; at++)
                    {
                        Volatile.Write(ref since, Stopwatch.GetTimestamp());
                        ran += Try(sources[at].Source, sources[at].Allowed) ? 1 : 0;
                    }
                }
#pragma warning disable CA1031 // It is rethrown where the test is.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    fault = e;
                }
            },
            512 * 1024) { IsBackground = true };
        thread.Start();
        while (!thread.Join(TimeSpan.FromMilliseconds(200)))
        {
            Stopwatch.GetElapsedTime(Volatile.Read(ref since)).ShouldBeLessThan(Watchdog, sources[Math.Min(at, sources.Count - 1)].Source);
        }

        fault.ShouldBeNull();
        ran.ShouldBeGreaterThan(scripts / 4, "most are of the language");
    }

    /// <returns>whether it was read and ran</returns>
    private static bool Try(string source, bool allowed)
    {
        Script script;
        try
        {
            script = Script.Compile(source);
        }
        catch (ScriptException e)
        {
            (e.Line >= 1 && e.Column >= 1).ShouldBeTrue(source);
            return false;
        }

        allowed.ShouldBeTrue(source);
        var document = Encoding.UTF8.GetBytes(ScriptTests.Quotation);
        var before = GC.GetAllocatedBytesForCurrentThread();
        script.Test(document, document);
        var between = GC.GetAllocatedBytesForCurrentThread();
        script.Transform(document);
        (between - before).ShouldBeLessThan(Most, source);
        (GC.GetAllocatedBytesForCurrentThread() - between).ShouldBeLessThan(Most, source);
        return true;
    }

    /// <summary>In callbacks their parameters stand for a part of what is given.</summary>
    private static string Named(string source) => source.Replace("doc.items[0]", "x", StringComparison.Ordinal).Replace("doc.name", "y", StringComparison.Ordinal);

    private static string Spoilt(string source, string by, int n) => (n % 4) switch
    {
        0 => $"{by} || {source}",
        1 => $"[{source}, {by}]",
        2 => $"({{ a: [1].map(z => ({source}) + `${{{by}}}`) }})",
        _ => $"String(({source}) ? {by} : 1)",
    };
}
