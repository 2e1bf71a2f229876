namespace SiteHub.Delivery.Storage;

/// <summary>UTF-8 bytes that are stored as text, so that SQL can look into them (JSON), without a detour through a string.</summary>
public readonly record struct Utf8(ReadOnlyMemory<byte> Bytes);
