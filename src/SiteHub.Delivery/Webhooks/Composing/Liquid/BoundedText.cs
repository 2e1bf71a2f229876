using System.Text;

namespace SiteHub.Delivery.Webhooks;

/// <summary>A writer that stops a template which writes without end.</summary>
internal sealed class BoundedText : TextWriter
{
    // What is written was paid for; this is the bound of the whole.
    private static void Check(long length)
    {
        if (length > LiquidBounds.Characters)
        {
            throw new InvalidOperationException($"the text would be longer than {LiquidBounds.Characters:N0} characters");
        }
    }

    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        Check(_text.Length + 1L);
        _text.Append(value);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Check(_text.Length + (long)buffer.Length);
        _text.Append(buffer);
    }

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override string ToString() => _text.ToString();
}
