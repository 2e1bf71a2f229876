using System.Text;
using System.Text.Json;
using CsCheck;
using SiteHub.Delivery.Scripts;

namespace SiteHub.Delivery.Tests.Scripts;

public sealed class ScriptTests
{
    internal const string Quotation = """
        {"doctype":"Quotation","name":"QTN-00001","docstatus":1,"status":"Open","customer":"Café \u00fc","grand_total":1250.50,"remark":null,"valid till":"2026-12-01",
         "items":[{"item_code":"I1","qty":1.0},{"item_code":"I2","qty":12}],"__proto__":{"polluted":true}}
        """;

    [Theory]
    [InlineData("doc.docstatus >= 1", true)]
    [InlineData("doc.docstatus > 1", false)]
    [InlineData("doc.grand_total > 1000 && doc.status === 'Open'", true)]
    [InlineData("doc.customer === 'Café ü'", true)]
    [InlineData("doc.items.some(i => i.qty > 10)", true)]
    [InlineData("doc.items.length === 2 && doc.items[1].item_code === 'I2' && doc.items.at(-1).item_code === 'I2'", true)]
    [InlineData("doc.remark === null && doc.no_such_field === undefined", true)]
    [InlineData("doc.no_such_field", false)]
    [InlineData("doc.status", true)]
    [InlineData("doc['status'] === 'Open' && doc[\"valid till\"] === '2026-12-01' && doc.status[0] === 'O'", true)]
    [InlineData("doc.items === doc.items && doc.items[0] === doc.items[0]", true)]
    [InlineData("[doc.items.map(i => i.qty), doc.items].flat().at(-1) === doc.items[1]", true)]
    [InlineData("Object.keys(doc).join() === 'doctype,name,docstatus,status,customer,grand_total,remark,valid till,items,__proto__'", true)]
    [InlineData("Object.hasOwn(doc, 'status') && !Object.hasOwn(doc, 'toString') && ({...doc}).status === 'Open'", true)]
    [InlineData("doc.polluted === undefined && doc.toString === undefined && ({}).valueOf === undefined", true)]
    [InlineData("[1, null, 'x'].join('-') === '1--x'", true)]
    [InlineData("'a.b.c'.replaceAll('.', '-') === 'a-b-c' && 'aXb'.replace('X', '[$&$`$\\'$$]') === 'a[Xab$]b'", true)]
    [InlineData("'a'.concat(1, 'b') === 'a1b' && 'straße'.toUpperCase() === 'STRASSE'", true)]
    [InlineData("Math.max(...doc.items.map(i => i.qty)) === 12 && Math.round(-2.5) === -2 && (1.005).toFixed(2) === '1.00'", true)]
    [InlineData("(2.5).toFixed() === '3' && (0.5).toFixed(0) === '1' && (-0.5).toFixed() === '-1' && (-0).toFixed(1) === '0.0' && (0.000001).toFixed(7) === '0.0000010' && (1e20).toFixed(2) === '100000000000000000000.00'", true)]
    [InlineData("before === null && !before?.status && before?.items.map(i => i.qty).length === undefined", true)]
    [InlineData("`${doc.name}: ${doc.grand_total}` === 'QTN-00001: 1250.5'", true)]
    [InlineData("[3, 1, 20].sort().join() === '1,20,3' && [3, 1, 20].sort((a, b) => a - b).join() === '1,3,20'", true)]
    [InlineData("doc.items.reduce((sum, i) => sum + i.qty, 0) === 13", true)]
    [InlineData("Object.fromEntries(doc.items.map(i => [i.item_code, i.qty])).I2 === 12", true)]
    [InlineData("date('2026-11-23T23:30:00-02:00') === '2026-11-24' && year(doc['valid till']) === 2026 && month('2026-11-23') === 11 && day('2026-11-23 10:20:30.123456') === 23", true)]
    [InlineData("addDays('2026-12-31', 1) === '2027-01-01' && addMonths('2026-01-31', 1) === '2026-02-28' && daysBetween('2026-11-30', doc['valid till']) === 1", true)]
    [InlineData("time('1970-01-02') === 86400000 && weekday('2026-11-30') === 1 && formatDate('2026-11-03', 'd.M.yyyy') === '3.11.2026'", true)]
    [InlineData("matches(doc.name, '^QTN-[0-9]+$') && !matches(doc.name, '^SO')", true)]
    [InlineData("doc.docstatus >= 1 // once submitted", true)]
    [InlineData("[1,[2,[3]]].flat().length === 3 && [1, 2].flatMap(n => [n, n]).join('') === '1122'", true)]
    public void A_condition_sees_the_document_as_JavaScript_does(string source, bool expected) => Holds(source).ShouldBe(expected);

    [Theory]
    [InlineData("before.status !== doc.status")]
    [InlineData("before && before.docstatus === 0 && doc.docstatus === 1")]
    public void A_condition_can_compare_with_the_document_as_it_was(string source)
    {
        var outcome = Script.Compile(source).Test("""{"status":"Open","docstatus":1}"""u8.ToArray(), """{"status":"Draft","docstatus":0}"""u8.ToArray());
        outcome.ShouldBe(new ScriptOutcome<bool>.Value(true));
    }

    [Theory]
    [InlineData("doc.customer_name.length > 3", "line 3: Cannot read properties of undefined (reading 'length')")]
    [InlineData("before.items.map(i => i.qty)", "line 3: Cannot read properties of null (reading 'items')")]
    [InlineData("doc.items + ''", "line 3: a list is no text; name the member that is meant, or join the list")]
    [InlineData("`${doc.items[0]}`", "line 3: an object is no text; name the member that is meant")]
    [InlineData("String(doc)", "line 3: an object is no text; name the member that is meant")]
    [InlineData("doc.items.join()", "line 3: an object is no text; name the member that is meant")]
    [InlineData("[[1], [2]].sort()", "line 3: a list is no text; name the member that is meant, or join the list")]
    [InlineData("doc.items == 'x'", "line 3: a list is no number")]
    [InlineData("-doc > 1", "line 3: an object is no number")]
    [InlineData("doc.name.map(x => x)", "line 3: a text has no method map")]
    [InlineData("doc.items.map", "line 3: map is a method of a list: it is called, and is no value")]
    [InlineData("[...doc.name]", "line 3: a text is spread into a list, which takes a list")]
    [InlineData("({ ...doc.items })", "line 3: a list is spread into an object, which takes an object")]
    [InlineData("date('23.11.2026')", "line 3: \"23.11.2026\" is no date; one is written 2026-11-23 or 2026-11-23T10:20:30Z")]
    [InlineData("addDays('9999-12-31', 1)", "line 3: the date would not be between the years 1 and 9999")]
    [InlineData("[].reduce((a, b) => a)", "line 3: reduce of an empty list takes a value to begin with, as in reduce((sum, x) => sum + x, 0)")]
    public void What_goes_wrong_is_told_with_its_line(string source, string reason) => Reason("\n\n" + source).ShouldBe(reason);

    [Fact]
    public void A_transform_gives_the_JSON_of_its_value()
    {
        Json("({ id: doc.name, lines: doc.items.map(i => i.item_code), was: before, gone: undefined, none: NaN, list: [undefined] })")
            .ShouldBe("""{"id":"QTN-00001","lines":["I1","I2"],"was":null,"none":null,"list":[null]}""");
        Json("doc.items").ShouldBe("""[{"item_code":"I1","qty":1},{"item_code":"I2","qty":12}]""");
        Json("({ b: 1, 2: 2, 1: 1, a: '\"\\u0001\\n€😀' })").ShouldBe("""{"1":1,"2":2,"b":1,"a":"\"\u0001\n€😀"}""");
        Script.Compile("doc.nothing").Transform("{}"u8.ToArray()).ShouldBeOfType<ScriptOutcome<ReadOnlyMemory<byte>>.Failed>();
    }

    [Theory]
    [InlineData("'😀'.slice(0, 1)")]
    [InlineData("doc.items")]
    [InlineData("doc[\"\\ud800\"]")]
    [InlineData("Object.keys(doc)")]
    [InlineData("doc.items + 'x'")]
    [InlineData("({ ...doc })")]
    public void Half_a_character_is_a_fault_of_the_script_and_nothing_worse(string source) =>
        Script.Compile(source).Transform("""{"items":"\ud800","\udc00":1}"""u8.ToArray(), null).ShouldBeOfType<ScriptOutcome<ReadOnlyMemory<byte>>.Failed>();

    [Fact]
    public void What_is_not_JSON_is_a_failure_and_not_an_exception()
    {
        foreach (var document in new[] { "{", "", "\"", new string('[', 100) })
        {
            Script.Compile("true").Test(Encoding.UTF8.GetBytes(document)).ShouldBeOfType<ScriptOutcome<bool>.Failed>();
        }
    }

    [Fact]
    public void Any_JSON_comes_through_as_it_is_but_for_the_form_of_its_numbers()
    {
        var script = Script.Compile("({ same: doc.same, list: [doc.same], spread: ({ ...doc }).same })");
        var scalar = Gen.OneOf(
            Gen.Double.Where(double.IsFinite).Select(d => JsonSerializer.Serialize(d)), Gen.Int.Select(i => $"{i}"), One("1.0", "-0", "1e400", "12345678901234567890", "null", "true"),
            Gen.String.Where(s => !s.Any(char.IsSurrogate)).Select(s => JsonSerializer.Serialize(s)));
        var key = Gen.OneOf(One("\"a\"", "\"__proto__\"", "\"length\"", "\"toJSON\"", "\"constructor\""), Gen.String[0, 5].Where(s => !s.Any(char.IsSurrogate) && !s.All(char.IsAsciiDigit)).Select(s => JsonSerializer.Serialize(s)));
        var json = Gen.Recursive<string>((depth, inner) => depth > 3
            ? scalar
            : Gen.OneOf(scalar, inner.Array[0, 4].Select(a => $"[{string.Join(',', a)}]"), Gen.Select(key, inner).Array[0, 4].Select(a => $"{{{string.Join(',', a.DistinctBy(m => JsonSerializer.Deserialize<string>(m.Item1)).Select(m => m.Item1 + ":" + m.Item2))}}}")));
        json.Sample(
            text =>
            {
                var made = script.Transform(Encoding.UTF8.GetBytes($$"""{"same":{{text}}}""")).ShouldBeOfType<ScriptOutcome<ReadOnlyMemory<byte>>.Value>(text).Result;
                using var result = JsonDocument.Parse(made);
                var expected = Plain(JsonElement.Parse(text));
                Plain(result.RootElement.GetProperty("same")).ShouldBe(expected);
                Plain(result.RootElement.GetProperty("list")[0]).ShouldBe(expected);
                Plain(result.RootElement.GetProperty("spread")).ShouldBe(expected);
            },
            iter: 500);
    }

    [Fact]
    public void One_script_runs_on_many_threads_at_once()
    {
        var script = Script.Compile("doc.n % 2 === 0");
        Parallel.For(0, 2_000, n => script.Test(Encoding.UTF8.GetBytes($$"""{"n":{{n}}}""")).ShouldBe(new ScriptOutcome<bool>.Value(n % 2 == 0)));
    }

    internal static Gen<string> One(params string[] of) => Gen.Int[0, of.Length - 1].Select(i => of[i]);

    internal static bool Holds(string source) => Script.Compile(source).Test(Encoding.UTF8.GetBytes(Quotation)).ShouldBeOfType<ScriptOutcome<bool>.Value>(source).Result;

    internal static string Reason(string source) => Script.Compile(source).Transform(Encoding.UTF8.GetBytes(Quotation)).ShouldBeOfType<ScriptOutcome<ReadOnlyMemory<byte>>.Failed>(source).Reason;

    private static string Json(string source) =>
        Encoding.UTF8.GetString(Script.Compile(source).Transform(Encoding.UTF8.GetBytes(Quotation)).ShouldBeOfType<ScriptOutcome<ReadOnlyMemory<byte>>.Value>(source).Result.Span);

    /// <summary>Told again without a line of the program's: order and texts to the letter, numbers by what they are.</summary>
    private static string Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', json.EnumerateObject().Select(m => JsonSerializer.Serialize(m.Name) + ":" + Plain(m.Value)))}}}",
        JsonValueKind.Array => $"[{string.Join(',', json.EnumerateArray().Select(Plain))}]",
        JsonValueKind.Number => json.GetDouble() is var number && double.IsInfinity(number) ? "null" : number == 0 ? "0" : number.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        JsonValueKind.String => JsonSerializer.Serialize(json.GetString()),
        _ => json.GetRawText(),
    };
}
