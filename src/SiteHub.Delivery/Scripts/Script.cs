using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace SiteHub.Delivery.Scripts;

/// <summary>
/// A script in JavaScript over one document: an expression (<c>doc.docstatus >= 1</c>) or statements that end in <c>return</c>. It sees <c>doc</c>, and <c>before</c> (the
/// document as it was, or null), and the language's own objects; not the machine, the clock or other scripts. Bounded: 50 ms (500 ms at a second try),
/// 100,000 statements, 16 MiB allocated, 64 calls deep. Safe to use from any number of threads.
/// </summary>
public sealed class Script
{
    private static readonly ScriptOutcome<bool> True = new ScriptOutcome<bool>.Value(true);
    private static readonly ScriptOutcome<bool> False = new ScriptOutcome<bool>.Value(false);

    private Script(string source, Prepared<Acornima.Ast.Script> prepared)
    {
        Source = source;
        Prepared = prepared;
    }

    /// <summary>The text it was compiled from.</summary>
    public string Source { get; }

    internal Prepared<Acornima.Ast.Script> Prepared { get; }

    /// <summary>Parses the source once, for all runs.</summary>
    /// <exception cref="ScriptException">It does not parse, returns nothing, or uses what scripts may not (async, import, big integers).</exception>
    public static Script Compile(string source) => Compile(source, "before");

    /// <summary>The same where the second value is not what the document was.</summary>
    /// <param name="source">The script.</param>
    /// <param name="second">A parameter of a JavaScript function, such as <c>{ input, member }</c>: how the second value is called, or taken apart.</param>
    public static Script Compile(string source, string second) => new(source, Engine.PrepareScript(ScriptSyntax.Wrap(source, second), strict: true));

    /// <summary>Whether the condition holds, by JavaScript's idea of truth.</summary>
    /// <param name="doc">The document as UTF-8 JSON; not kept.</param>
    /// <param name="before">The document as it was, or null.</param>
    public ScriptOutcome<bool> Test(ReadOnlyMemory<byte> doc, ReadOnlyMemory<byte>? before = null) =>
        Run(doc, before, asJson: false, value => TypeConverter.ToBoolean(value) ? True : False);

    /// <summary>The script's value as UTF-8 JSON (what <c>JSON.stringify</c> makes of it); a value that has no JSON is a failure.</summary>
    /// <param name="doc">The document as UTF-8 JSON; not kept.</param>
    /// <param name="before">The document as it was, or null.</param>
    public ScriptOutcome<ReadOnlyMemory<byte>> Transform(ReadOnlyMemory<byte> doc, ReadOnlyMemory<byte>? before = null) =>
        Run(doc, before, asJson: true, Json);

    private static ScriptOutcome<ReadOnlyMemory<byte>> Json(JsValue value) => value is JsString text
        ? new ScriptOutcome<ReadOnlyMemory<byte>>.Value(Encoding.UTF8.GetBytes(text.ToString()))
        : new ScriptOutcome<ReadOnlyMemory<byte>>.Failed("the script's value has no JSON form (undefined, a function or a symbol)");

    private ScriptOutcome<T> Run<T>(ReadOnlyMemory<byte> doc, ReadOnlyMemory<byte>? before, bool asJson, Func<JsValue, ScriptOutcome<T>> read)
    {
        try
        {
            using var docJson = JsonDocument.Parse(doc);
            using var beforeJson = before is { } text ? JsonDocument.Parse(text) : null;
            return Run(docJson.RootElement, beforeJson?.RootElement, asJson, ScriptBounds.Time, read)
                ?? Run(docJson.RootElement, beforeJson?.RootElement, asJson, ScriptBounds.SecondTime, read)
                ?? new ScriptOutcome<T>.Failed($"took longer than {ScriptBounds.SecondTime.TotalMilliseconds:0} ms");
        }
        catch (JsonException e)
        {
            return new ScriptOutcome<T>.Failed($"the document is not JSON: {e.Message}");
        }
    }

    /// <returns>Null if the time ran out.</returns>
    private ScriptOutcome<T>? Run<T>(JsonElement doc, JsonElement? before, bool asJson, TimeSpan budget, Func<JsValue, ScriptOutcome<T>> read)
    {
        var engine = ScriptEngine.Rent();
        var sound = false;
        try
        {
            var value = engine.Call(
                this,
                LazyObject.Of(engine.Engine, doc),
                before is { } json ? LazyObject.Of(engine.Engine, json) : JsValue.Null,
                asJson,
                budget);
            var outcome = read(value);
            sound = true;
            return outcome;
        }
        catch (JavaScriptException e)
        {
            sound = true;
            return new ScriptOutcome<T>.Failed(Place(e) + e.Message);
        }
        catch (Exception e) when (e is TimeoutException or RegexMatchTimeoutException)
        {
            return null;
        }
        catch (OutOfMemoryException)
        {
            // Not the machine's: a text beyond what .NET can hold.
            return new ScriptOutcome<T>.Failed("the text would be too long");
        }
        catch (Exception e) when (e is JintException or InvalidOperationException or ArgumentException or InsufficientExecutionStackException)
        {
            return new ScriptOutcome<T>.Failed(e.Message);
        }
        finally
        {
            // One that was cut off half-way is not trusted to be what it was.
            if (sound)
            {
                ScriptEngine.Return(engine);
            }
            else
            {
                engine.Dispose();
            }
        }
    }

    // The wrapper's first line is not the author's.
    private static string Place(JavaScriptException e) =>
        e.Location.Start.Line > 1 ? $"line {e.Location.Start.Line - 1}: " : "";
}
