using SiteHub.Protocol.Signatures;

namespace SiteHub.Protocol.Tests.Signatures;

/// <summary>What is accepted and refused beside the vectors themselves; the list is that of <c>Vectors/standard-webhooks.json</c>.</summary>
public sealed class VerifyTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private const string Right = "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private const string Wrong = "ceuZFpKnHhfJmbjhwYK5xTTmIKtSyZlE3uFJELVlNAA=";
    private static readonly byte[] Body = "{\"test\": 2432232314}"u8.ToArray();
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    [Theory]
    [InlineData($"v1,{Right}")]
    [InlineData($"v1,{Wrong} v2,{Right} v1,{Right} v1,{Wrong}")]
    [InlineData($"nonsense v1,{Right}")]
    [InlineData($"v1, ,, v1a,AAAA v1,{Right}")]
    [InlineData($"  v1,{Right}  ")]
    [InlineData($"v1,%%% v1,{Right}")]
    public void One_right_signature_among_others_is_enough(string signature) => Verify(signature: signature).ShouldBe(VerifyOutcome.Valid);

    [Theory]
    [InlineData("v1,")]
    [InlineData("v1,g0hM9SsE")]
    [InlineData($"v2,{Right}")]
    [InlineData($"V1,{Right}")]
    [InlineData($"v1a,{Right}")]
    [InlineData(Right)]
    [InlineData("v1")]
    [InlineData(",")]
    [InlineData($"{Right},v1")]
    [InlineData($"v1,{Wrong} v1,{Wrong} v1,{Wrong}")]
    [InlineData($"v1,{Right}=")]
    [InlineData($"v1,{Right}{Right}")]
    public void Without_a_right_signature_there_is_no_match(string signature) => Verify(signature: signature).ShouldBe(VerifyOutcome.NoMatch);

    [Fact]
    public void A_right_signature_behind_too_many_others_is_not_looked_for() =>
        Verify(signature: string.Concat(Enumerable.Repeat($"v1,{Wrong} ", 16)) + $"v1,{Right}").ShouldBe(VerifyOutcome.NoMatch);

    [Theory]
    [InlineData(null, Timestamp, $"v1,{Right}")]
    [InlineData(Id, null, $"v1,{Right}")]
    [InlineData(Id, Timestamp, null)]
    [InlineData("", Timestamp, $"v1,{Right}")]
    [InlineData(Id, "", $"v1,{Right}")]
    [InlineData(Id, Timestamp, "")]
    public void All_three_headers_are_needed(string? id, string? timestamp, string? signature) =>
        VerifyingKey.Parse(Secret).Verify(id, timestamp, signature, Body, Now).ShouldBe(VerifyOutcome.HeaderMissing);

    [Theory]
    [InlineData("hello")]
    [InlineData("-1614265330")]
    [InlineData("+1614265330")]
    [InlineData("1614265330.0")]
    [InlineData(" 1614265330")]
    [InlineData("0x60380000")]
    [InlineData("99999999999999999999")]
    [InlineData("١٦١٤٢٦٥٣٣٠")]
    public void A_timestamp_is_decimal_digits(string timestamp) => Verify(timestamp).ShouldBe(VerifyOutcome.TimestampMalformed);

    [Fact]
    public void A_timestamp_with_leading_zeros_is_not_what_was_signed() => Verify("01614265330").ShouldBe(VerifyOutcome.NoMatch);

    [Theory]
    [InlineData(0, VerifyOutcome.Valid)]
    [InlineData(300, VerifyOutcome.Valid)]
    [InlineData(-300, VerifyOutcome.Valid)]
    [InlineData(301, VerifyOutcome.TooOld)]
    [InlineData(-301, VerifyOutcome.TooNew)]
    public void Clocks_may_differ_by_five_minutes(int later, VerifyOutcome outcome) =>
        VerifyingKey.Parse(Secret).Verify(Id, Timestamp, $"v1,{Right}", Body, Now.AddSeconds(later)).ShouldBe(outcome);

    [Theory]
    [InlineData(Secret)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void The_secret_may_come_without_its_prefix(string secret) =>
        VerifyingKey.Parse(secret).Verify(Id, Timestamp, $"v1,{Right}", Body, Now).ShouldBe(VerifyOutcome.Valid);

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a\r\nb")]
    public void An_id_that_could_be_cut_another_way_is_neither_signed_nor_accepted(string id)
    {
        Should.Throw<ArgumentException>(() => SigningSecret.Parse(Secret).Sign(id, 1614265330, Body));
        VerifyingKey.Parse(Secret).Verify(id, Timestamp, $"v1,{Right}", Body, Now).ShouldNotBe(VerifyOutcome.Valid);
    }

    [Fact]
    public void Moving_the_full_stop_does_not_make_a_second_message()
    {
        // The signature over "a" "1614265330" "1.{}" is the one over "a.1614265330" "1" "{}" as well, if ids could hold a full stop.
        var signature = SigningSecret.Parse(Secret).Sign("a", 1614265330, "1.{}"u8);

        VerifyingKey.Parse(Secret).Verify("a.1614265330", "1", signature, "{}"u8, DateTimeOffset.FromUnixTimeSeconds(1)).ShouldBe(VerifyOutcome.NoMatch);
    }

    [Fact]
    public void Many_threads_may_sign_with_one_secret()
    {
        var secret = SigningSecret.Parse(Secret);

        Parallel.For(0, 2_000, _ => secret.Sign(Id, 1614265330, Body).ShouldBe($"v1,{Right}"));
    }

    private static VerifyOutcome Verify(string timestamp = Timestamp, string signature = $"v1,{Right}") =>
        VerifyingKey.Parse(Secret).Verify(Id, timestamp, signature, Body, Now);
}
