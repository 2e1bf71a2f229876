using System.Text.Json;

namespace SiteHub.Delivery.Scripts;

/// <summary>
/// A script: one expression of the language that docs/scripts.md lists, over given values. It is checked when it is read; when it runs, each step and each character is
/// paid for before it is made (<see cref="ScriptBounds"/>). It sees the values and nothing else. Safe to use from any number of threads.
/// </summary>
public sealed class Script
{
    private static readonly ScriptOutcome<bool> True = new ScriptOutcome<bool>.Value(true);
    private static readonly ScriptOutcome<bool> False = new ScriptOutcome<bool>.Value(false);

    private readonly Step _script;
    private readonly int _places;

    private Script(string source, IReadOnlyList<string> names, Step script, int places)
    {
        Source = source;
        Names = names;
        _script = script;
        _places = places;
    }

    /// <summary>The text it was read from.</summary>
    public string Source { get; }

    /// <summary>The names that it is given.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads and checks the source once, for all runs; it is given a document and the document as it was.</summary>
    /// <exception cref="ScriptException">it is no part of the language; the message says where, what was found and what to write instead</exception>
    public static Script Compile(string source) => Compile(source, ScriptNames.Change);

    /// <summary>The same with other names.</summary>
    /// <param name="source">the script</param>
    /// <param name="names">what its values are called, in their order; see <see cref="ScriptNames"/></param>
    /// <exception cref="ScriptException">it is no part of the language</exception>
    public static Script Compile(string source, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(names);
        var (script, places) = ScriptReader.Read(source, names);
        return new Script(source, names, script, places);
    }

    /// <summary>Whether the condition holds, by JavaScript's idea of truth.</summary>
    /// <param name="values">one for each name, as UTF-8 JSON; null, or left out at the end, for none. Not kept.</param>
    public ScriptOutcome<bool> Test(params ReadOnlySpan<ReadOnlyMemory<byte>?> values) =>
        Run<bool>(values, static (value, _) => value.IsTrue ? True : False);

    /// <summary>The script's value as UTF-8 JSON; a value that has no JSON is a failure.</summary>
    /// <param name="values">one for each name, as UTF-8 JSON; null, or left out at the end, for none. Not kept.</param>
    public ScriptOutcome<ReadOnlyMemory<byte>> Transform(params ReadOnlySpan<ReadOnlyMemory<byte>?> values) =>
        Run<ReadOnlyMemory<byte>>(values, static (value, run) => new ValueWriter(run).Write(value) is { } json
            ? new ScriptOutcome<ReadOnlyMemory<byte>>.Value(json)
            : new ScriptOutcome<ReadOnlyMemory<byte>>.Failed("the script's value has no JSON form (undefined)"));

    private ScriptOutcome<T> Run<T>(ReadOnlySpan<ReadOnlyMemory<byte>?> values, Func<Value, Run, ScriptOutcome<T>> read)
    {
        var documents = new JsonDocument?[Names.Count];
        try
        {
            var run = new Run(_places);
            for (var i = 0; i < Names.Count; i++)
            {
                var given = i < values.Length ? values[i] : null;
                documents[i] = given is { } json ? JsonDocument.Parse(json) : null;
                run.Names[i] = documents[i] is { } document ? Value.Of(document.RootElement, run) : Value.Null;
            }

            return read(_script.Eval(run), run);
        }
        catch (ScriptFault e)
        {
            return new ScriptOutcome<T>.Failed(e.Message);
        }
        catch (JsonException e)
        {
            return new ScriptOutcome<T>.Failed($"the document is not JSON: {e.Message}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or ArithmeticException or FormatException or OutOfMemoryException or InsufficientExecutionStackException)
        {
            // None is known. Should one be found, it is the script's fault all the same, and not that of whoever runs it.
            return new ScriptOutcome<T>.Failed(e.Message);
        }
        finally
        {
            foreach (var document in documents)
            {
                document?.Dispose();
            }
        }
    }
}
