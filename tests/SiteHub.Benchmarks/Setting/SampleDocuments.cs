using System.Buffers;
using System.Text;
using SiteHub.Protocol.Documents;

namespace SiteHub.Benchmarks.Setting;

/// <summary>Quotations as the sample configuration publishes them: the published form has some 600 bytes, the entry 1,200.</summary>
internal static class SampleDocuments
{
    private static readonly DateTimeOffset Modified = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);

    /// <summary>The data of <c>document.changed</c> for the submitted quotation of that number.</summary>
    public static ReadOnlyMemory<byte> Changed(string site, long number)
    {
        var doc = Encoding.UTF8.GetBytes(
            $$"""
            {"name":"QTN-{{number:D7}}","customer":"CUST-{{number % 500:D4}}","customer_name":"Riverside Waterworks {{number % 500}}","transaction_date":"2026-11-24","valid_till":"2026-12-24","order_type":"Sales","currency":"EUR","items":[{"item_code":"PUMP-{{number % 40:D3}}","item_name":"Centrifugal pump {{number % 40}}","description":"Single stage, stainless steel","qty":{{1 + (number % 9)}}.0,"uom":"Nos","rate":249.5,"amount":{{(1 + (number % 9)) * 249.5:F2}}}],"total_qty":{{1 + (number % 9)}}.0,"total":{{(1 + (number % 9)) * 249.5:F2}},"grand_total":{{(1 + (number % 9)) * 249.5:F2}},"status":"Open","po_no":null,"terms":"30 days net","modified":"2026-11-24 09:30:00.000000"}
            """);
        var change = new DocumentChange(
            "Quotation",
            $"QTN-{number:D7}",
            1,
            1,
            [DocEvents.AfterInsert, DocEvents.OnUpdate, DocEvents.OnSubmit, DocEvents.OnChange],
            1,
            Modified,
            "sales@example.com",
            ContentHash.Of(doc),
            new DocumentOrigin(site, $"evt_{number:D12}", [site]),
            $"CUST-{number % 500:D4}",
            null,
            new DocumentCard($"Riverside Waterworks {number % 500}", "Open", (1 + (number % 9)) * 249.5m, "EUR", new DateOnly(2026, 11, 24), new DateOnly(2026, 12, 24)),
            doc);
        var data = new ArrayBufferWriter<byte>(1500);
        change.WriteTo(data);
        return data.WrittenMemory;
    }
}
