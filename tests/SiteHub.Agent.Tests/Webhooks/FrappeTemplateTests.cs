using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Scripts;
using SiteHub.Delivery.Webhooks;
using SiteHub.Operations.Webhooks;

namespace SiteHub.Agent.Tests.Webhooks;

/// <summary>What Frappe's conditions and bodies mean, held by what Python and Jinja themselves made of them; what is not translated is refused with its place.</summary>
public sealed class FrappeTemplateTests
{
    private static readonly JsonNode Recorded = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Webhooks", "python-vectors.json")))!;

    public static TheoryData<string> Conditions => [.. Recorded["conditions"]!.AsArray().Select(static one => (string)one!["condition"]!)];

    public static TheoryData<string> Templates => [.. Recorded["templates"]!.AsArray().Select(static one => (string)one!["template"]!)];

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_condition_holds_where_it_holds_in_Python(string condition)
    {
        var script = PythonCondition.ToJavaScript(condition, out var why).ShouldNotBeNull(why);
        var holds = Recorded["conditions"]!.AsArray().Single(one => (string)one!["condition"]! == condition)!["holds"]!.AsArray().Select(static one => (bool)one!).ToArray();

        var compiled = Script.Compile(script);
        Documents.Zip(Before).Select(pair => compiled.Test(pair.First, pair.Second) is ScriptOutcome<bool>.Value { Result: var result } ? result : throw new InvalidOperationException(script)).ShouldBe(holds, script);
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_body_is_what_Jinja_makes_of_it(string template)
    {
        var liquid = JinjaTemplate.ToLiquid(template, out var why).ShouldNotBeNull(why);
        var gives = Recorded["templates"]!.AsArray().Single(one => (string)one!["template"]! == template)!["gives"]!.AsArray().Select(static one => (string)one!).ToArray();

        var parsed = LiquidTemplate.Parse(liquid);
        Documents.Select(doc => parsed.Render([new("doc", JsonElement.Parse(doc.Span))])).ShouldBe(gives, liquid);
    }

    [Theory]
    [InlineData("doc.a == 1 and frappe.session.user == 'x'", "line 1, column 16", "`frappe")]
    [InlineData("doc.total ** 2 > 4", "line 1, column 11", "`**`")]
    [InlineData("doc.a\n  and len(doc.items) > 1", "line 2, column 7", "len(…)")]
    [InlineData("doc.items.count() > 1", "line 1, column 10", ".count(…)")]
    [InlineData("doc.status is 'Open'", "line 1, column 15", "`is`")]
    [InlineData("doc.a in doc.b", "line 1, column 13", "`in`")]
    [InlineData("doc.total / doc.qty > 2", "line 1, column 11", "may be 0")]
    [InlineData("doc.total > '5'", "line 1, column 13", "number in quotes")]
    [InlineData("doc.items == []", "line 1, column 14", "a list")]
    [InlineData("doc.a < None", "line 1, column 9", "no order")]
    [InlineData("doc.qty % 2 == 0", "line 1, column 9", "`%`")]
    [InlineData("f'{doc.a}' == 'x'", "line 1, column 1", "a text with f")]
    [InlineData("doc.a == 'x", "line 1, column 10", "closing quote")]
    [InlineData("doc.a == 'x' 'y'", "line 1, column 14", "two texts")]
    [InlineData("[i for i in doc.items]", "line 1, column 4", "`for`")]
    [InlineData("doc.a == 0x10", "line 1, column 10", "0x10")]
    [InlineData("doc.a = 1", "line 1, column 7", "`=`")]
    [InlineData("doc.a if doc.b", "line 1, column 7", "`if`")]
    [InlineData("lambda x", "line 1, column 1", "`lambda`")]
    [InlineData("doc.__class__", "line 1, column 4", "__class__")]
    [InlineData("doc.customer.name == 'x'", "line 1, column 13", "`.name`")]
    [InlineData("", "line 1, column 1", "the end")]
    [InlineData("doc.a &&  doc.b", "line 1, column 7", "`&`")]
    [InlineData("doc.remark + 'x' == 'yx'", "line 1, column 14", "no number")]
    public void Another_condition_is_refused_where_it_stands(string python, string place, string what)
    {
        PythonCondition.ToJavaScript(python, out var why).ShouldBeNull();
        why.ShouldSatisfyAllConditions(() => why.ShouldStartWith(place), () => why.ShouldContain(what));
    }

    [Theory]
    [InlineData("{\n  \"x\": {{ frappe.utils.now() }}\n}", "line 2, column 11", "`frappe`")]
    [InlineData("{{ doc.x | urlencode }}", "line 1, column 10", "the filter urlencode")]
    [InlineData("{{ doc.x | default('y') }}", "line 1, column 10", "keeps None")]
    [InlineData("{{ doc.x | round(2) }}", "line 1, column 10", "round")]
    [InlineData("{{ doc.x == 1 }}", "line 1, column 7", "tojson")]
    [InlineData("{{ doc.a + doc.b }}", "line 1, column 10", "`+`")]
    [InlineData("{% for k, v in doc.items() %}{% endfor %}", "line 1, column 7", "`for`")]
    [InlineData("{% set a.b = 1 %}", "line 1, column 7", "`set`")]
    [InlineData("{% set x %}y{% endset %}", "line 1, column 7", "`set`")]
    [InlineData("{% macro m() %}{% endmacro %}", "line 1, column 4", "macro")]
    [InlineData("{% include 'x' %}", "line 1, column 4", "include")]
    [InlineData("{% if doc.x %}", "line 1, column 6", "without its endif")]
    [InlineData("{% if doc.x %}{% endfor %}", "line 1, column 24", "endfor")]
    [InlineData("x{% endif %}", "line 1, column 10", "endif")]
    [InlineData("{{ doc.x", "line 1, column 1", "without its end")]
    [InlineData("{{ x }}", "line 1, column 4", "neither doc nor set")]
    [InlineData("{% for i in doc.items %}{% endfor %}{{ i.x }}", "line 1, column 40", "neither doc nor set")]
    [InlineData("{{ loop.index }}", "line 1, column 8", "loop.index")]
    [InlineData("{% if doc.x is defined %}{% endif %}", "line 1, column 16", "`is`")]
    [InlineData("{% if doc.date > '2026-01-01' %}{% endif %}", "line 1, column 18", "no order of texts")]
    [InlineData("{{ doc.x.split(',')[0] }}", "line 1, column 20", "a place in a list")]
    [InlineData("{{ \"a\\nb\" }}", "line 1, column 4", "Liquid has no way")]
    public void Another_body_is_refused_where_it_stands(string jinja, string place, string what)
    {
        JinjaTemplate.ToLiquid(jinja, out var why).ShouldBeNull();
        why.ShouldSatisfyAllConditions(() => why.ShouldStartWith(place), () => why.ShouldContain(what));
    }

    [Fact]
    public void What_is_nested_without_end_is_refused()
    {
        foreach (var (open, close) in new[] { ("(", ")"), ("[", "]"), ("not ", ""), ("doc.get(", ")") })
        {
            PythonCondition.ToJavaScript(string.Concat(Enumerable.Repeat(open, 900)) + "1" + string.Concat(Enumerable.Repeat(close, 900)), out var why).ShouldBeNull();
            why.ShouldContain("more than 48 levels");
        }

        JinjaTemplate.ToLiquid(string.Concat(Enumerable.Repeat("{% if doc.x %}", 500)), out var deep).ShouldBeNull();
        deep.ShouldContain("inside one another");
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Documents => Recorded["documents"]!.AsArray().Select(static doc => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(doc!.ToJsonString()));

    private static IEnumerable<ReadOnlyMemory<byte>?> Before => Recorded["before"]!.AsArray().Select(static doc => doc is null ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(doc.ToJsonString()));
}
