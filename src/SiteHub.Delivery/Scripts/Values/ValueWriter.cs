using System.Text;

namespace SiteHub.Delivery.Scripts;

/// <summary>
/// A value as JSON. Every visit pays, since a value may stand in many places at once: sixty lists of two of the one before are few to make and more than anybody can
/// write. Depth is bounded before it is gone into.
/// </summary>
internal sealed class ValueWriter(Run run)
{
    private byte[] _bytes = new byte[512];
    private int _length;

    /// <returns>null where the value has no JSON</returns>
    public ReadOnlyMemory<byte>? Write(Value value)
    {
        if (value.Kind is ValueKind.Undefined)
        {
            return null;
        }

        Any(value, 0);
        return _bytes.AsMemory(0, _length);
    }

    private void Any(Value value, int depth)
    {
        run.Step();
        switch (value.Kind)
        {
            case ValueKind.Boolean:
                Plain(value.IsTrue ? "true" : "false");
                break;
            case ValueKind.Number:
                run.PayText(ScriptBounds.Text);
                Plain(double.IsFinite(value.Number) ? NumberText.Of(value.Number) : "null");
                break;
            case ValueKind.Text:
                Text(value.Text);
                break;
            case ValueKind.List:
                List(value.List, Deeper(depth));
                break;
            case ValueKind.Object:
                Object(value.Object, Deeper(depth));
                break;
            default:
                Plain("null");
                break;
        }
    }

    private static int Deeper(int depth) => depth < ScriptBounds.Nesting
        ? depth + 1
        : throw new ScriptFault($"the result has more than {ScriptBounds.Nesting} lists and objects inside one another");

    private void List(ScriptList list, int depth)
    {
        Plain("[");
        var first = true;
        foreach (var item in list.Items(run))
        {
            Plain(first ? "" : ",");
            first = false;
            Any(item, depth);
        }

        Plain("]");
    }

    private void Object(ScriptObject value, int depth)
    {
        Plain("{");
        var first = true;
        foreach (var (name, member) in value.Ordered(run))
        {
            if (member.Kind is ValueKind.Undefined)
            {
                run.Pay(1);
                continue;
            }

            Plain(first ? "" : ",");
            first = false;
            Text(name);
            Plain(":");
            Any(member, depth);
        }

        Plain("}");
    }

    private void Plain(string ascii)
    {
        Room(ascii.Length);
        _length += Encoding.ASCII.GetBytes(ascii, _bytes.AsSpan(_length));
    }

    private void Text(string text)
    {
        Plain("\"");
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var plain = rest.IndexOfAny(Escapes);
            var until = plain < 0 ? rest.Length : plain;
            Room(until * 3L);
            if (System.Text.Unicode.Utf8.FromUtf16(rest[..until], _bytes.AsSpan(_length), out _, out var written, replaceInvalidSequences: false) is not System.Buffers.OperationStatus.Done)
            {
                throw new ScriptFault("the result holds half a character (a surrogate without its other half); cut a text between characters");
            }

            _length += written;
            if (plain < 0)
            {
                break;
            }

            Plain(rest[plain] switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                var c => $"\\u{(int)c:x4}",
            });
            rest = rest[(plain + 1)..];
        }

        Plain("\"");
    }

    private static readonly System.Buffers.SearchValues<char> Escapes = System.Buffers.SearchValues.Create([.. Enumerable.Range(0, 32).Select(static c => (char)c), '"', '\\']);

    private void Room(long bytes)
    {
        run.Pay(bytes);
        if (_length + bytes > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Max(_length + bytes, 2L * _bytes.Length));
        }
    }
}
