using SiteHub.Protocol.Signatures;

namespace SiteHub.Protocol.Tests.Signatures;

public sealed class SecretRingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 20, 44, 41, 646, TimeSpan.Zero);
    private static readonly byte[] Body = "{}"u8.ToArray();
    private readonly SigningSecret _old = SigningSecret.GenerateSymmetric();
    private readonly SigningSecret _next = SigningSecret.GenerateEd25519();

    [Fact]
    public void Signs_with_the_id_and_this_attempts_time()
    {
        var headers = new SecretRing(_old).Sign("msg_1", Now, Body);

        headers.ShouldBe(new SignatureHeaders("msg_1", "1795466681", _old.Sign("msg_1", 1795466681, Body)));
    }

    [Fact]
    public void During_a_rotation_both_sides_understand_each_other_whoever_has_it_first()
    {
        var before = new SecretRing(_old);
        var after = before.Rotate(_next, Now);

        Verify(by: after, from: before).ShouldBe(VerifyOutcome.Valid);
        Verify(by: before, from: after).ShouldBe(VerifyOutcome.Valid);
        Verify(by: new SecretRing(_next), from: after).ShouldBe(VerifyOutcome.Valid);
        after.Sign("m", Now, Body).Signature.Split(' ').Length.ShouldBe(2);
    }

    [Fact]
    public void A_replaced_secret_retires_after_24_hours()
    {
        var ring = new SecretRing(_old).Rotate(_next, Now);
        var end = Now.AddHours(24);

        Verify(by: ring, from: new SecretRing(_old), end.AddTicks(-1)).ShouldBe(VerifyOutcome.Valid);
        Verify(by: ring, from: new SecretRing(_old), end).ShouldBe(VerifyOutcome.NoMatch);
        ring.Sign("m", end, Body).Signature.ShouldBe(_next.Sign("m", end.ToUnixTimeSeconds(), Body));
    }

    [Fact]
    public void A_secret_that_leaked_retires_at_once()
    {
        var ring = new SecretRing(_old).Rotate(_next, Now, TimeSpan.Zero);

        ring.Secrets.Count.ShouldBe(1);
        Verify(by: ring, from: new SecretRing(_old)).ShouldBe(VerifyOutcome.NoMatch);
    }

    [Fact]
    public void Rotating_again_does_not_prolong_what_was_to_retire()
    {
        var ring = new SecretRing(_old).Rotate(_next, Now).Rotate(SigningSecret.GenerateSymmetric(), Now.AddHours(1));

        ring.Secrets.Select(static s => s.RetiresAt).ShouldBe([null, Now.AddHours(25), Now.AddHours(24)]);
        ring.Rotate(_old, Now.AddHours(2)).Secrets.Count(s => s.Secret.Text == _old.Text).ShouldBe(1);
    }

    [Fact]
    public void A_ring_reads_back()
    {
        var ring = new SecretRing(_old).Rotate(_next, Now);

        var back = SecretRing.FromJson(ring.ToJson());

        back.Secrets.Select(static s => (s.Secret.Text, s.RetiresAt)).ShouldBe(ring.Secrets.Select(static s => (s.Secret.Text, s.RetiresAt)));
        Verify(by: back, from: ring).ShouldBe(VerifyOutcome.Valid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("[null]")]
    [InlineData("""[{"secret":1}]""")]
    [InlineData("""[{"secret":"whsec_c2VjcmV0"}]""")]
    [InlineData("""[{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw","retiresAt":"c2VjcmV0"}]""")]
    [InlineData("""[{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw","retiresAt":"2026-11-23T00:00:00.0000000+00:00"}]""")]
    [InlineData("""[{"secret":"c2VjcmV0" """)]
    public void What_is_no_ring_is_refused_without_being_shown(string json)
    {
        var e = Should.Throw<FormatException>(() => SecretRing.FromJson(json));

        e.ToString().ShouldNotContain("c2VjcmV0");
        e.ToString().ShouldNotContain("MfKQ");
    }

    [Fact]
    public void A_ring_has_one_current_secret_and_it_comes_first()
    {
        Should.Throw<ArgumentException>(() => new SecretRing([]));
        Should.Throw<ArgumentException>(() => new SecretRing([new RingSecret(_old, Now)]));
        Should.Throw<ArgumentException>(() => new SecretRing([new RingSecret(_old, null), new RingSecret(_next, null)]));
    }

    private static VerifyOutcome Verify(SecretRing by, SecretRing from, DateTimeOffset? at = null)
    {
        var headers = from.Sign("m", at ?? Now, Body);
        return by.Verify(headers.Id, headers.Timestamp, headers.Signature, Body, at ?? Now);
    }
}
