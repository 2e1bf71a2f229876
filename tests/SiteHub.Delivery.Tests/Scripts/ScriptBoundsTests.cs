using System.Diagnostics;

namespace SiteHub.Delivery.Tests.Scripts;

public sealed class ScriptBoundsTests
{
    [Theory]
    [InlineData("while (true) {} return 1")]
    [InlineData("for (;;); return 1")]
    [InlineData("const f = () => f(); return f()")]
    [InlineData("const f = n => [n].map(f); return f(1)")]
    [InlineData("const f = () => { try { return f() + 1 } finally { f() } }; return f()")]
    [InlineData("let s = 'x'; while (true) s += s; return s")]
    [InlineData("'x'.repeat(1e9)")]
    [InlineData("'x'.padStart(1e9)")]
    [InlineData("'x'.repeat(1e5).replaceAll('x', 'y'.repeat(1e5))")]
    [InlineData("Array(1e4).join('x'.repeat(1e6))")]
    [InlineData("Array(1e4).fill(['x'.repeat(1e6)]).join()")]
    [InlineData("String(Array(1e4).fill(['x'.repeat(1e6)]))")]
    [InlineData("'x'.repeat(1e5).replace(/x/g, () => 'y'.repeat(1e5))")]
    [InlineData("'x'.repeat(1e5).replace(/x/g, '$`')")]
    [InlineData("''.concat(...Array(1e4).fill('x'.repeat(1e6)))")]
    [InlineData("new Array(4e9).fill(0)")]
    [InlineData("Array.from({ length: 1e9 })")]
    [InlineData("Array.prototype.map.call({ length: 2 ** 32 - 1 }, x => x)")]
    [InlineData("Array.prototype.reverse.call({ length: 2 ** 53 - 1 })")]
    [InlineData("[...Array(1e5).keys()].sort(() => { for (;;); })")]
    [InlineData("/^(a+)+$/.test('a'.repeat(40) + 'b')")]
    [InlineData("'a'.repeat(40).concat('b').match(/^(?:a|aa)+$/)")]
    [InlineData("function* all() { for (;;) yield 1 } return [...all()]")]
    [InlineData("const a = []; a[0] = a; return JSON.stringify(a)")]
    [InlineData("let o = {}; for (let i = 0; i < 50000; i++) o = { o }; return JSON.stringify(o)")]
    [InlineData("JSON.parse('['.repeat(1e5))")]
    [InlineData("const o = { toString() { return '' + o } }; return '' + o")]
    [InlineData("const o = { get x() { return this.x } }; return o.x")]
    [InlineData("const m = new Map(); for (let i = 0; ; i++) m.set(i, 'x'.repeat(1000)); return m")]
    public void A_script_that_would_not_end_or_would_take_everything_is_stopped(string source)
    {
        var start = Stopwatch.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();

        ScriptTests.Reason(source).ShouldNotBeEmpty();

        // Half a second of work at worst; the rest is for a machine that does other things as well.
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(30));
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(200 * 1024 * 1024);
        ScriptTests.Holds("doc.docstatus === 1").ShouldBeTrue();
    }

    [Theory]
    [InlineData("eval('1') === 1")]
    [InlineData("new Function('return 1')() === 1")]
    [InlineData("(() => 1).constructor('return 1')() === 1")]
    [InlineData("(function* () {}).constructor('yield 1')().next()")]
    [InlineData("System.IO.File.Exists('/')")]
    [InlineData("importNamespace('System')")]
    [InlineData("require('fs')")]
    [InlineData("doc.constructor.constructor('return 1')() === 1")]
    public void A_script_reaches_neither_the_machine_nor_a_compiler(string source) => ScriptTests.Reason(source).ShouldNotBeEmpty();

    [Theory]
    [InlineData("Date.now() > 0", "no clock")]
    [InlineData("new Date() > 0", "no clock")]
    [InlineData("Date()", "no clock")]
    [InlineData("new (new Date(0).constructor)()", "no clock")]
    [InlineData("Math.random() < 0.5", "no chance")]
    public void The_same_document_always_has_the_same_answer(string source, string reason) => ScriptTests.Reason(source).ShouldContain(reason);

    [Theory]
    [InlineData("typeof doc.GetType")]
    [InlineData("typeof doc.Engine")]
    [InlineData("typeof Promise")]
    [InlineData("typeof Proxy")]
    [InlineData("typeof WebAssembly")]
    [InlineData("typeof SharedArrayBuffer")]
    public void What_scripts_have_no_use_for_is_not_there(string source) => ScriptTests.Holds(source + " === 'undefined'").ShouldBeTrue();
}
