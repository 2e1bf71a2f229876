using System.Text;
using SiteHub.Delivery.Scripts;

namespace SiteHub.Delivery.Tests.Scripts;

/// <summary>Everything that makes much of little pays before it makes it: by each built-in, not by those that somebody thought of.</summary>
public sealed class ScriptBoundsTests
{
    private const long Most = 64 * 1024 * 1024;

    /// <summary>Lists and texts that are large and were paid for.</summary>
    private const string Long = "'x'.repeat(2000000)";
    private const string Many = "'x,'.repeat(100000).split(',')";

    [Theory]
    [InlineData("'x'.repeat(1e9)")]
    [InlineData("'x'.repeat(1e308)")]
    [InlineData("'x'.padStart(1e9)")]
    [InlineData("'x'.padEnd(1e9, 'yz')")]
    [InlineData("'x'.repeat(1e5).replaceAll('x', 'y'.repeat(1e5))")]
    [InlineData("'x'.repeat(1e5).replaceAll('', 'y'.repeat(1e5))")]
    [InlineData("'x'.repeat(3000).replaceAll('x', '$`'.repeat(10))")]
    [InlineData("'x'.repeat(30000).replaceAll('x', '$\\'')")]
    [InlineData("'x'.repeat(4e6).replace('x', '$&'.repeat(4e6))")]
    [InlineData("[1, 2, 3, 4, 5].map(a => " + Long + ").join('')")]
    [InlineData("'x,'.repeat(1e4).split(',').join('x'.repeat(1e6))")]
    [InlineData("'x'.repeat(4e6).split('')")]
    [InlineData("[1,2,3,4,5,6,7,8,9].reduce(a => a + a + a + a + a + a + a + a + a, 'xxxxxxxxx')")]
    [InlineData("[1,2,3,4,5,6,7,8,9].reduce(a => `${a}${a}${a}${a}${a}${a}${a}${a}${a}`, 'xxxxxxxxx')")]
    [InlineData("[1,2,3,4,5,6,7,8,9].reduce(a => a.concat(a, a, a, a, a, a, a, a), 'xxxxxxxxx')")]
    [InlineData("[1,2,3,4,5,6,7,8,9].reduce(a => [...a, ...a, ...a, ...a, ...a, ...a, ...a, ...a], [1, 2, 3])")]
    [InlineData("[1,2,3,4,5,6,7,8,9].reduce(a => a.concat(a, a, a, a, a, a, a, a), [1, 2, 3])")]
    [InlineData("[1,2,3,4,5,6,7,8,9].reduce(a => [a, a, a, a, a, a, a, a].flat(), [1, 2, 3])")]
    [InlineData("[1,2,3,4,5,6,7,8,9].reduce(a => a.flatMap(x => [x, x, x, x, x, x, x, x]), [1, 2, 3])")]
    [InlineData("[1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0].reduce(a => [a, a], 1)")]
    [InlineData("[1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0].reduce(a => ({ a, b: a }), 1)")]
    [InlineData("[1,2,3,4,5,6,7,8].reduce(a => [...a, ...a, ...a, ...a], [1,2,3,4]).map(x => x.toFixed(100))")]
    [InlineData(Many + ".map(x => " + Many + ")")]
    [InlineData(Many + ".filter(x => true).map(x => [x, x, x, x]).map(x => ({ x, y: x, z: x, a: x, b: x })).map(x => ({ ...x }))")]
    [InlineData(Many + ".sort((a, b) => 1).reverse().slice().toSorted().toReversed().sort().sort().sort().sort()")]
    [InlineData(Many + ".map(x => x + 'some more of it').map(x => [x]).map(x => Object.fromEntries([x]))")]
    [InlineData("Object.entries(Object.fromEntries(" + Many + ".map((x, i) => [i, i]))).map(x => [x, x])")]
    [InlineData("[1,2,3,4,5,6,7,8,9].map(x => " + Long + ".includes('y'))")]
    [InlineData("[1,2,3,4,5,6,7,8,9].map(x => " + Long + ".trim().toUpperCase())")]
    [InlineData("[1,2,3,4,5,6,7,8,9].map(x => " + Long + " === " + Long + ")")]
    [InlineData("[1,2,3,4,5,6,7,8,9].map(x => " + Long + " < " + Long + ")")]
    [InlineData("[1,2,3,4,5,6,7,8,9].map(x => Number(" + Long + "))")]
    [InlineData("[1,2,3,4,5,6,7,8,9].map(x => [" + Long + "].includes(" + Long + "))")]
    [InlineData("[" + Long + "].map(t => [1,2,3,4,5,6,7,8,9].map(x => Object.hasOwn(doc, t)))")]
    [InlineData("['x'.repeat(1e6)].map(t => [1,2,3,4,5,6].map(x => t.lastIndexOf('x'.repeat(5e5))))")]
    [InlineData("['x'.repeat(2e6)].map(t => t.indexOf('x'.repeat(1e6) + 'y'))")]
    [InlineData("matches('ab'.repeat(1e6), '(a|b)*a(a|b){15}')")]
    [InlineData("matches('ab'.repeat(2e4), '(a|b)*a(a|b){90}')")]
    [InlineData("matches('a'.repeat(5e5), '^(a?){99}a{99}$')")]
    [InlineData(Many + ".map(x => matches('abababababababababababab', '(a|b)*a(a|b){50}'))")]
    [InlineData(Many + ".map(x => date('2026-11-23'))")]
    [InlineData(Many + ".map(x => formatDate('2026-11-23', 'yyyyMMdd'))")]
    [InlineData(Many + ".map(x => Math.max(..." + Many + "))")]
    [InlineData(Many + ".map(x => doc.items.find(i => i.qty > 100))")]
    public void A_script_that_would_take_everything_is_stopped(string source)
    {
        foreach (var run in new[] { "Test", "Transform" })
        {
            var script = Script.Compile(source);
            var document = Encoding.UTF8.GetBytes(ScriptTests.Quotation);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var reason = run == "Test" ? (script.Test(document) as ScriptOutcome<bool>.Failed)?.Reason : (script.Transform(document) as ScriptOutcome<ReadOnlyMemory<byte>>.Failed)?.Reason;
            (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(Most, run);
            if (run == "Transform")
            {
                reason.ShouldNotBeNull();
                reason.ShouldContain("does too much");
            }
        }

        ScriptTests.Holds("doc.docstatus === 1").ShouldBeTrue();
    }

    /// <summary>Each way of looking into a document, over one as large as a link carries.</summary>
    [Theory]
    [InlineData("({ ...doc, more: 1 })", true)]
    [InlineData("doc", true)]
    [InlineData("doc.items.filter(i => i.qty > 1).length", true)]
    [InlineData("doc.items.map(i => ({ ...i })).map(i => ({ ...i })).map(i => ({ ...i }))", true)]
    [InlineData("doc.items.map(i => doc.items.map(j => j.qty))", false)]
    [InlineData("doc.items.map(i => doc.items.length + doc.text.length)", false)]
    [InlineData("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15].map(i => doc.text.includes('y'))", false)]
    public void A_large_document_can_be_carried_but_not_multiplied(string source, bool fits)
    {
        var document = Encoding.UTF8.GetBytes(
            $$"""{"text":"{{new string('x', 900_000)}}","items":[{{string.Join(',', Enumerable.Range(0, 2_000).Select(i => $$"""{"item_code":"I{{i}}","qty":{{i}},"rate":1}"""))}}]}""");
        var script = Script.Compile(source);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        (script.Transform(document) is ScriptOutcome<ReadOnlyMemory<byte>>.Value).ShouldBe(fits);
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(Most);
    }

    [Fact]
    public void What_is_too_deep_to_write_is_a_fault()
    {
        const string Deep = "[1,2,3,4,5,6,7,8].flatMap(x => [1,2,3,4,5,6,7,8,9]).reduce(a => [a], 1)";
        ScriptTests.Reason(Deep).ShouldContain("inside one another");
        ScriptTests.Holds($"{Deep} === 1").ShouldBeFalse();
        ScriptTests.Holds("'x'.repeat(20000).split('').reduce(a => [a], 1) !== 1").ShouldBeTrue();
    }
}
