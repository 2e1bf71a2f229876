using SiteHub.Protocol.Signatures;

namespace SiteHub.Protocol.Tests.Signatures;

/// <summary>The published vectors of Standard Webhooks 1.0.0 and its reference libraries.</summary>
public sealed class StandardWebhooksVectorTests
{
    public static TheoryData<string> Names => [.. Vectors.Select(static v => (string)v!["name"]!)];

    private static JsonArray Vectors => Fixture.Json("Vectors", "standard-webhooks.json")["sign"]!.AsArray();

    [Theory]
    [MemberData(nameof(Names))]
    public void Signs_to_the_letter(string name)
    {
        var vector = new Vector(name);

        SigningSecret.Parse(vector.Secret).Sign(vector.Id, vector.Timestamp, vector.Body).ShouldBe(vector.Signature);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verifies_with_what_the_receiver_holds(string name)
    {
        var vector = new Vector(name);

        foreach (var key in new[] { SigningSecret.Parse(vector.Secret).Verifier, VerifyingKey.Parse(vector.Public ?? vector.Secret) })
        {
            key.Verify(vector.Id, $"{vector.Timestamp}", vector.Signature, vector.Body, vector.Now).ShouldBe(VerifyOutcome.Valid);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_change_of_any_part_is_noticed(string name)
    {
        var vector = new Vector(name);
        var key = SigningSecret.Parse(vector.Secret).Verifier;
        var other = vector.Body.ToArray();
        other[^1] ^= 1;

        key.Verify(vector.Id, $"{vector.Timestamp}", vector.Signature, other, vector.Now).ShouldBe(VerifyOutcome.NoMatch);
        key.Verify(vector.Id, $"{vector.Timestamp}", vector.Signature, [.. vector.Body, (byte)' '], vector.Now).ShouldBe(VerifyOutcome.NoMatch);
        key.Verify(vector.Id, $"{vector.Timestamp + 1}", vector.Signature, vector.Body, vector.Now).ShouldBe(VerifyOutcome.NoMatch);
        key.Verify(vector.Id + "x", $"{vector.Timestamp}", vector.Signature, vector.Body, vector.Now).ShouldBe(VerifyOutcome.NoMatch);
        SigningSecret.GenerateSymmetric().Verifier.Verify(vector.Id, $"{vector.Timestamp}", vector.Signature, vector.Body, vector.Now).ShouldBe(VerifyOutcome.NoMatch);
        SigningSecret.GenerateEd25519().Verifier.Verify(vector.Id, $"{vector.Timestamp}", vector.Signature, vector.Body, vector.Now).ShouldBe(VerifyOutcome.NoMatch);
    }

    private sealed class Vector(string name)
    {
        private readonly JsonObject _json = Vectors.Single(v => (string)v!["name"]! == name)!.AsObject();

        public string Secret => (string)_json["secret"]!;

        public string? Public => (string?)_json["public"];

        public string Id => (string)_json["id"]!;

        public long Timestamp => (long)_json["timestamp"]!;

        public DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(Timestamp);

        public byte[] Body => Encoding.UTF8.GetBytes((string)_json["payload"]!);

        public string Signature => (string)_json["signature"]!;
    }
}
