using SiteHub.Protocol.Signatures;

namespace SiteHub.Protocol.Tests.Signatures;

/// <summary>Deliveries recorded from a Frappe 15.44.2.</summary>
public sealed class FrappeSignatureTests
{
    public static TheoryData<string, string> Recordings => new()
    {
        { "hq-fulldoc-2.json", "s3cr3t-hq-fulldoc" },
        { "hq-on_cancel-form-1.json", "s3cr3t-hq-on_cancel-form" },
        { "note-on_update-json-1.json", "s3cr3t-note-on_update-json" },
        { "note-nobody-1.json", "s3cr3t-note-nobody" },
        { "dyn-slash-pluspluse-acute-HQ-00004-1.json", "s3cr3t-dyn/{{ doc.customer | urlencode }}/{{ doc.name }}" },
    };

    [Theory]
    [MemberData(nameof(Recordings))]
    public void What_Frappe_signed_verifies(string file, string secret)
    {
        var (signature, body) = Read(file);

        FrappeSignature.Verify(secret, signature, body).ShouldBeTrue();
        FrappeSignature.Sign(secret, body).ShouldBe(signature);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Another_secret_body_or_signature_does_not(string file, string secret)
    {
        var (signature, body) = Read(file);

        FrappeSignature.Verify(secret + "x", signature, body).ShouldBeFalse();
        FrappeSignature.Verify(secret, signature, [.. body, (byte)'\n']).ShouldBeFalse();
        FrappeSignature.Verify(secret, signature[1..], body).ShouldBeFalse();
        FrappeSignature.Verify(secret, "", body).ShouldBeFalse();
        FrappeSignature.Verify(secret, null, body).ShouldBeFalse();
    }

    private static (string Signature, byte[] Body) Read(string file)
    {
        var recording = Fixture.Json("Vectors", "frappe-webhooks", file);
        var header = recording["headers"]!.AsArray().Single(h => (string)h![0]! == FrappeSignature.HeaderName)!;
        return ((string)header[1]!, Convert.FromBase64String((string)recording["body_base64"]!));
    }
}
