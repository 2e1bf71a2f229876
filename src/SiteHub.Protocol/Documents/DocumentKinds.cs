using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Documents;

/// <summary>What a document is to a customer, whatever its DocType is called. A publication says which; one that does not is <see cref="Other"/>.</summary>
public static class DocumentKinds
{
    public const string Offer = "offer";
    public const string Order = "order";
    public const string Delivery = "delivery";
    public const string Invoice = "invoice";
    public const string Payment = "payment";
    public const string Request = "request";
    public const string Other = "other";

    private const int MaxLength = 40;

    /// <summary>In the order in which business goes.</summary>
    public static IReadOnlyList<string> All { get; } = [Offer, Order, Delivery, Invoice, Payment, Request, Other];

    /// <summary>A kind of a later version is none that this one could treat as it should: <see cref="Other"/>.</summary>
    internal static string Read(ref StrictReader reader) =>
        reader.IsNull ? Other : reader.Text($"a kind of at most {MaxLength} characters", MaxLength) is var kind && All.Contains(kind) ? kind : Other;
}
