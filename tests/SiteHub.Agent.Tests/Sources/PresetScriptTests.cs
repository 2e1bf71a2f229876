using System.Text.Json;
using System.Text.Json.Nodes;
using SiteHub.Agent.Sources.Frappe.Joining;
using SiteHub.Delivery.Scripts;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Tests.Sources;

/// <summary>The presets' scripts are in the scripts' own language, and what members type comes out of them as text.</summary>
public sealed class PresetScriptTests
{
    /// <summary>Which member of what is a script, and of which names.</summary>
    private static readonly Dictionary<string, IReadOnlyList<string>> Kinds = new(StringComparer.Ordinal)
    {
        ["publications.when"] = ScriptNames.Document, ["publications.files.when"] = FilesEntry.ScriptNames, ["actions.when"] = ScriptNames.Document, ["actions.effect.set"] = ActionEntry.ScriptNames,
        ["actions.effect.create.doc"] = ActionEntry.ScriptNames, ["actions.effect.comment"] = ActionEntry.ScriptNames, ["actions.effect.map.fields"] = ActionEntry.ScriptNames, ["actions.effect.method.arguments"] = ActionEntry.ScriptNames,
    };

    public static TheoryData<string> Presets => [.. Preset.Names];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Every_script_compiles(string preset)
    {
        var scripts = Scripts(Json(preset)).ToList();

        scripts.Count.ShouldBeGreaterThan(10);
        scripts.Where(static script => Fault(script) is not null).Select(static script => $"{script.At}: {Fault(script)}").ShouldBeEmpty();
    }

    [Fact]
    public void A_regular_expression_is_none() => Fault(("actions.effect.create.doc", "({ text: input.text.replace(/</g, '&lt;') })")).ShouldNotBeNull();

    /// <summary>What stands in a Text Editor field is HTML.</summary>
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>")]
    [InlineData("a & b &lt; c", "a &amp; b &amp;lt; c")]
    [InlineData("one\ntwo\n\nthree", "one<br>two<br><br>three")]
    [InlineData("<<b>\"'</b>", "&lt;&lt;b>\"'&lt;/b>")]
    [InlineData("&lt;img src=x onerror=y&gt;", "&amp;lt;img src=x onerror=y&amp;gt;")]
    public void What_a_member_types_is_text_in_what_is_made_of_it(string typed, string stored)
    {
        var made = Scripts(Json("erpnext")).Where(static script => script.At == "actions.effect.create.doc").Select(script => Made(script.Source, typed)).ToList();

        made.Count.ShouldBe(2);
        made.ShouldAllBe(json => json.Contains(JsonSerializer.Serialize(stored, Relaxed), StringComparison.Ordinal));
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Made(string source, string typed)
    {
        ReadOnlyMemory<byte>?[] given = [null, Bytes(new { subject = "s", description = typed, text = typed }), Bytes(new { email = "a@b.example", name = "A" }), Bytes("CUST-1"), Bytes("act_1")];
        var made = Script.Compile(source, ActionEntry.ScriptNames).Transform(given).ShouldBeOfType<ScriptOutcome<ReadOnlyMemory<byte>>.Value>();
        return JsonSerializer.Serialize(JsonNode.Parse(made.Result.Span), Relaxed);
    }

    private static ReadOnlyMemory<byte> Bytes(object value) => JsonSerializer.SerializeToUtf8Bytes(value);

    private static string? Fault((string At, string Source) script)
    {
        try
        {
            Script.Compile(script.Source, Kinds[script.At]);
            return null;
        }
        catch (ScriptException fault)
        {
            return fault.Message;
        }
    }

    private static JsonNode Json(string preset) => JsonNode.Parse(typeof(Preset).Assembly.GetManifestResourceStream($"SiteHub.Agent.Sources.Frappe.Joining.Presets.{preset}.json")!)!;

    private static IEnumerable<(string At, string Source)> Scripts(JsonNode? node, string at = "") => node switch
    {
        JsonObject one => one.SelectMany(member => Scripts(member.Value, at.Length == 0 ? member.Key : $"{at}.{member.Key}")),
        JsonArray list => list.SelectMany(item => Scripts(item, at)),
        JsonValue value when Kinds.ContainsKey(at) && value.GetValueKind() == JsonValueKind.String => [(at, (string)value!)],
        _ => [],
    };
}
