using System.Text;

namespace SiteHub.Delivery.Webhooks;

/// <summary>A writer that stops a template which writes without end.</summary>
internal sealed class BoundedText : TextWriter
{
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        LiquidBounds.Check(_text.Length + 1L);
        _text.Append(value);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        LiquidBounds.Check(_text.Length + (long)buffer.Length);
        _text.Append(buffer);
    }

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override string ToString() => _text.ToString();
}
