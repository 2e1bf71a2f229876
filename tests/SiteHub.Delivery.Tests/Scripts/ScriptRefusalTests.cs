using System.Text;
using SiteHub.Delivery.Scripts;

namespace SiteHub.Delivery.Tests.Scripts;

/// <summary>What is no part of the language is refused when it is saved: with its place, with what was found and with what to write instead.</summary>
public sealed class ScriptRefusalTests
{
    [Theory]
    [InlineData("doc.docstatus >=", 1, 17, "")]
    [InlineData("doc.a &&\n  doc..b", 2, 7, "")]
    [InlineData("1) || (2", 1, 2, "")]
    [InlineData("", 1, 1, "write an expression")]
    [InlineData("  // nothing", 1, 1, "write an expression")]
    [InlineData("}; globalThis.x = 1; {", 1, 1, "")]
    [InlineData("doc.a;", 1, 1, "leave out the ;")]
    [InlineData("return doc.a", 1, 1, "write what stands behind it")]
    [InlineData("const t = doc.grand_total; if (t > 1000) return true; return false", 1, 1, "write the value where it is used")]
    [InlineData("if (doc.a) return 1", 1, 1, "condition ? this : that")]
    [InlineData("while (true) {} return 1", 1, 1, "map, filter")]
    [InlineData("let it=[1].values(); for (let i=0;i<30000;i++) it=it.take(2); return it.next().value", 1, 1, "a variable")]
    [InlineData("doc.a = 1; doc.b = 2;", 1, 1, "statements")]
    [InlineData("doc.a = 1", 1, 1, "found an assignment")]
    [InlineData("doc.n++", 1, 1, "found an assignment")]
    [InlineData("(doc.a, doc.b)", 1, 2, "found a comma")]
    [InlineData("delete doc.status", 1, 1, "values do not change")]
    [InlineData("'status' in doc", 1, 1, "Object.hasOwn")]
    [InlineData("doc instanceof Object", 1, 1, "Array.isArray")]
    [InlineData("typeof doc", 1, 1, "found typeof")]
    [InlineData("void 0", 1, 1, "write undefined")]
    [InlineData("~doc.a | 1", 1, 1, "bits")]
    [InlineData("doc.a << 3", 1, 1, "bits")]
    [InlineData("new Date()", 1, 1, "has no clock and no Date; write date(text)")]
    [InlineData("Date.now() > 0", 1, 1, "has no clock")]
    [InlineData("Math.random() < 0.5", 1, 6, "there is no Math.random; there are Math.abs")]
    [InlineData("/x/g.test(doc.name)", 1, 1, "write matches(text, \"pattern\")")]
    [InlineData("/x/g[Symbol.replace]('x'.repeat(3000),'$`'.repeat(10)).length", 1, 6, "found a call of a method that is no plain name")]
    [InlineData("String.raw`a`", 1, 1, "leave the tag out")]
    [InlineData("2n ** 1000000000n > 1", 1, 1, "without n")]
    [InlineData("import('fs')", 1, 1, "cannot import")]
    [InlineData("(async () => 1)()", 1, 1, "no listed method")]
    [InlineData("doc.items.map(async x => x)", 1, 15, "cannot wait")]
    [InlineData("(() => 1)()", 1, 1, "no listed method")]
    [InlineData("(x => x(x))(x => x(x))", 1, 1, "no listed method")]
    [InlineData("doc.items.map(x => { return x })", 1, 20, "one expression behind it")]
    [InlineData("doc.items.map(({ qty }) => qty)", 1, 16, "row => row.qty")]
    [InlineData("doc.items.map((...all) => all)", 1, 16, "row => row.qty")]
    [InlineData("doc.items.map((x = doc) => x)", 1, 16, "row => row.qty")]
    [InlineData("doc.items.map(function (x) { return x })", 1, 15, "takes an arrow that is written there")]
    [InlineData("doc.items.filter(Boolean)", 1, 18, "takes an arrow that is written there")]
    [InlineData("doc.items.map(doc.items.map)", 1, 15, "takes an arrow that is written there")]
    [InlineData("doc.items.includes(x => x)", 1, 20, "one stands only as an arrow in a call that takes one")]
    [InlineData("[x => x]", 1, 2, "one stands only as an arrow in a call that takes one")]
    [InlineData("({ f: x => x })", 1, 7, "one stands only as an arrow in a call that takes one")]
    [InlineData("({ get x() { return 1 } })", 1, 4, "values only")]
    [InlineData("({ toString() { return 1 } })", 1, 4, "values only")]
    [InlineData("({ [doc.name]: 1 })", 1, 4, "Object.fromEntries")]
    [InlineData("({ __proto__: doc })", 1, 4, "cannot name")]
    [InlineData("doc.constructor", 1, 5, "cannot name")]
    [InlineData("doc['constructor']", 1, 5, "cannot name")]
    [InlineData("doc.constructor('return 1')", 1, 5, "cannot name")]
    [InlineData("doc.items.map(x => x.__proto__)", 1, 22, "cannot name")]
    [InlineData("doc['con' + 'structor']", 1, 5, "whose name is worked out")]
    [InlineData("doc[doc.name]", 1, 5, "whose name is worked out")]
    [InlineData("doc.items[-1]", 1, 11, "list.at(place)")]
    [InlineData("doc.items[0.5]", 1, 11, "list.at(place)")]
    [InlineData("doc['items']['map'](x => x)", 1, 14, "no plain name")]
    [InlineData("doc.items.values()", 1, 11, "there is no method values; there are at,")]
    [InlineData("doc.items.map.call(doc, x => x)", 1, 15, "there is no method call")]
    [InlineData("Object.groupBy.bind(1)", 1, 1, "Object is no value")]
    [InlineData("Object.groupBy(doc.items, x => x)", 1, 8, "there is no Object.groupBy; there are Object.keys")]
    [InlineData("JSON.stringify(doc)", 1, 1, "written as JSON by itself")]
    [InlineData("doc.items.toLocaleString()", 1, 11, "there is no method toLocaleString")]
    [InlineData("encodeURIComponent(doc.name)", 1, 1, "there is no encodeURIComponent; there are date,")]
    [InlineData("eval('1')", 1, 1, "there is no eval")]
    [InlineData("Function('return 1')()", 1, 1, "")]
    [InlineData("System.IO.File.Exists('/')", 1, 1, "there is no System; there are doc, before")]
    [InlineData("globalThis.x", 1, 1, "there is no globalThis; there are doc, before")]
    [InlineData("this.x", 1, 1, "write doc")]
    [InlineData("Math", 1, 1, "Math is no value; call it, as in Math.abs(number)")]
    [InlineData("Math.abs", 1, 1, "no value; call it, as in Math.abs(number)")]
    [InlineData("input.reason", 1, 1, "there is no input; there are doc, before")]
    [InlineData("doc.name.repeat()", 1, 1, "write text.repeat(times)")]
    [InlineData("doc.items.flat(2)", 1, 1, "write list.flat()")]
    [InlineData("doc.items?.map?.(x => x)", 1, 12, "?. before its name")]
    [InlineData("doc.name.slice(...doc.items)", 1, 16, "a list may be spread in [ ]")]
    [InlineData("[1,,2]", 1, 1, "a place without a value")]
    [InlineData("matches(doc.name, doc.status)", 1, 1, "a pattern that is written there")]
    [InlineData("matches(doc.name, '(a)\\\\1')", 1, 19, "no pattern that can be used")]
    [InlineData("matches(doc.name, '(?=a)')", 1, 19, "no pattern that can be used")]
    [InlineData("matches(doc.name, '(a{200}){200}')", 1, 19, "repeats too much")]
    [InlineData("matches(doc.name, '(((a{9}){9}){9}){9}')", 1, 19, "repeats too much")]
    [InlineData("matches(doc.name, '((')", 1, 19, "no pattern that can be used")]
    public void It_says_where_and_what_and_what_instead(string source, int line, int column, string instead)
    {
        var fault = Should.Throw<ScriptException>(() => Script.Compile(source), source);
        fault.Message.ShouldStartWith($"line {line}, column {column}: ");
        fault.Message.ShouldContain(instead);
    }

    /// <summary>What nests without end, in each of the ways in which a source can.</summary>
    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("[", "1", "]")]
    [InlineData("!", "1", "")]
    [InlineData("- ", "1", "")]
    [InlineData("1 ** ", "1", "")]
    [InlineData("1 ? 1 : ", "1", "")]
    [InlineData("x => ", "1", "")]
    [InlineData("`${", "1", "}`")]
    [InlineData("[...", "[]", "]")]
    [InlineData("({ a: ", "1", "})")]
    [InlineData("[1].map(x => ", "1", ")")]
    [InlineData("1 + (", "1", ")")]
    [InlineData("new ", "x", "")]
    [InlineData("await ", "1", "")]
    [InlineData("String(", "1", ")")]
    [InlineData("", "doc", ".a")]
    [InlineData("", "doc", "?.a")]
    [InlineData("", "doc.name", ".trim()")]
    [InlineData("1 && (1 || ", "1", ")")]
    [InlineData("function(){", "1", "}")]
    [InlineData("if (1) ", "1", "")]
    [InlineData("a = ", "1", "")]
    public void Nesting_has_a_bound_and_no_source_ends_the_process(string open, string inside, string close)
    {
        foreach (var times in new[] { 65, 200, 1_000, 4_000 })
        {
            var source = string.Concat(Enumerable.Repeat(open, times)) + inside + string.Concat(Enumerable.Repeat(close, times));
            Exception? fault = null;
            // A small stack: where nesting were not counted, this is where it would show.
            var thread = new Thread(() => fault = Should.Throw<ScriptException>(() => Script.Compile(source)), 512 * 1024);
            thread.Start();
            thread.Join();
            fault.ShouldNotBeNull();
        }
    }

    [Fact]
    public void A_long_flat_source_is_no_deep_one()
    {
        var sum = string.Join(" + ", Enumerable.Repeat("1", 2_000));
        ScriptTests.Holds($"{sum} === 2000").ShouldBeTrue();
        ScriptTests.Holds(string.Join(" || ", Enumerable.Range(0, 300).Select(i => $"doc.name === 'Q{i}'"))).ShouldBeFalse();
        ScriptTests.Holds(new string('(', 60) + "true" + new string(')', 60)).ShouldBeTrue();
        Should.Throw<ScriptException>(() => Script.Compile("'" + new string('x', 8 * 1024) + "'")).Message.ShouldContain("at most 8,192");
        Encoding.UTF8.GetByteCount(sum).ShouldBeLessThan(8 * 1024);
    }

    [Fact]
    public void The_names_are_those_of_the_use()
    {
        Script.Compile("input.reason + member.email + account + request + doc.name", ["doc", "input", "member", "account", "request"]);
        Should.Throw<ScriptException>(() => Script.Compile("before", ScriptNames.Document)).Message.ShouldBe("line 1, column 1: there is no before; there are doc");
        Should.Throw<ScriptException>(() => Script.Compile("doc.items.map(row => rows)", ScriptNames.Document)).Message.ShouldBe("line 1, column 22: there is no rows; there are doc, row");
        Should.Throw<ScriptException>(() => Script.Compile("doc.items.map(row => 1).concat(row)", ScriptNames.Document)).Message.ShouldContain("there is no row;");
    }
}
