namespace SiteHub.Delivery.Storage;

/// <summary>The row that a query stands on. Valid only inside the mapping function; columns count from 0.</summary>
public abstract class Row
{
    public abstract bool IsNull(int column);

    public abstract string Text(int column);

    public abstract long Long(int column);

    public abstract double Double(int column);

    /// <summary>A copy of a blob's bytes, or of a text's UTF-8.</summary>
    public abstract byte[] Bytes(int column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public int Int(int column) => checked((int)Long(column));

    public bool Bool(int column) => Long(column) != 0;

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public double? DoubleOrNull(int column) => IsNull(column) ? null : Double(column);

    public byte[]? BytesOrNull(int column) => IsNull(column) ? null : Bytes(column);

    /// <summary>A time that was stored as UTC ticks.</summary>
    public DateTimeOffset Time(int column) => new(Long(column), TimeSpan.Zero);

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);
}
