using System.Text;
using System.Text.Json.Nodes;
using SiteHub.Delivery.Scripts;
using SiteHub.Delivery.Tests.Webhooks;

namespace SiteHub.Delivery.Tests.Scripts;

/// <summary>What a script comes to is what Node.js makes of the same text, but for what docs/scripts.md says is refused.</summary>
public sealed class NodeComparisonTests
{
    private const int Expressions = 4_000;

    /// <summary>In JavaScript these two change the list itself; docs/scripts.md says that values do not change.</summary>
    private const string Program = """
        Array.prototype.sort = function (by) { return this.toSorted(by); };
        Array.prototype.reverse = function () { return this.toReversed(); };
        const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
        console.log(JSON.stringify(given.sources.map(source => {
          const run = new Function("doc", "before", `"use strict"; return (${source}\n);`);
          try {
            const value = run(JSON.parse(given.doc), null);
            return { json: JSON.stringify(value) ?? "undefined", holds: Boolean(value) };
          } catch (e) {
            return { json: "throws " + e.message, holds: false };
          }
        })));
        """;

    [Fact]
    public async Task A_script_comes_to_what_Node_js_makes_of_it()
    {
        var seed = Random.Shared.Next();
        var made = new MadeExpressions(seed);
        var sources = Enumerable.Range(0, Expressions).Select(_ => made.Next()).Where(static source => source.Length < 2_000).Distinct().ToList();

        var node = (await NodeScript.EvaluateAsync(Program, new JsonObject { ["doc"] = ScriptTests.Quotation, ["sources"] = new JsonArray([.. sources.Select(static source => (JsonNode)source)]) })).AsArray();

        var document = Encoding.UTF8.GetBytes(ScriptTests.Quotation);
        var (differ, compared, refused) = (new List<string>(), 0, new Dictionary<string, int>());
        foreach (var (source, theirs) in sources.Zip(node))
        {
            Script script;
            try
            {
                script = Script.Compile(source);
            }
            catch (ScriptException e)
            {
                Refuse(e.Message);
                continue;
            }

            if (script.Test(document, null) is ScriptOutcome<bool>.Failed failed)
            {
                Refuse(failed.Reason);
                continue;
            }

            var ours = script.Transform(document, null) switch
            {
                ScriptOutcome<ReadOnlyMemory<byte>>.Value { Result: var json } => Encoding.UTF8.GetString(json.Span),
                ScriptOutcome<ReadOnlyMemory<byte>>.Failed { Reason: var reason } => reason.Contains("undefined", StringComparison.Ordinal) ? "undefined" : $"fails: {reason}",
                _ => "?",
            };
            if (ours.Contains("half a character", StringComparison.Ordinal))
            {
                Refuse(ours);
                continue;
            }

            compared++;
            if (!Same(ours, (string)theirs!["json"]!) || ((ScriptOutcome<bool>.Value)script.Test(document, null)).Result != (bool)theirs["holds"]!)
            {
                differ.Add($"{source}\n   here {ours}\n   node {theirs["json"]}");
            }
        }

        void Refuse(string reason)
        {
            reason = reason[(reason.LastIndexOf(':') + 1)..];
            refused[reason] = refused.GetValueOrDefault(reason) + 1;
        }

        differ.ShouldBeEmpty($"seed {seed}, {differ.Count} of {compared}:\n{string.Join('\n', differ.OrderBy(static d => d.Length).Take(12))}\nrefused: {string.Join("; ", refused.OrderByDescending(static r => r.Value).Take(20))}");
        compared.ShouldBeGreaterThan(sources.Count / 3, string.Join("; ", refused.OrderByDescending(static r => r.Value).Take(20)));
    }

    /// <summary>Both are JSON; how they escape their texts is free.</summary>
    private static bool Same(string ours, string theirs) =>
        ours == theirs || (theirs is not "undefined" && !theirs.StartsWith("throws", StringComparison.Ordinal) && !ours.StartsWith("fails", StringComparison.Ordinal) && ours != "undefined"
            && string.Equals(JsonNode.Parse(ours)?.ToJsonString(), JsonNode.Parse(theirs)?.ToJsonString(), StringComparison.Ordinal));
}
