using SiteHub.Protocol.Signatures;

namespace SiteHub.Protocol.Tests.Signatures;

public sealed class SecretTests
{
    private const string Ed25519 = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
    private const string Public = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";

    public static TheoryData<string> NotSecrets =>
    [
        "",
        "whsec_",
        "w",
        "whsec_%",
        "whsec_wronglength",
        "hwsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
        "whsec_MfKQ9r8GKYqrTwjU PD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",
        "whsec_" + Convert.ToBase64String(new byte[23]),
        "whsec_" + Convert.ToBase64String(new byte[65]),
        "whsec_" + Convert.ToBase64String(new byte[5000]),
        Public,
        Ed25519[..^4],
        "whsk_",
        "whsk_" + Convert.ToBase64String(new byte[32]),
        "whsk_" + Convert.ToBase64String(new byte[64]),
    ];

    [Fact]
    public void Nothing_at_all_is_refused() => SigningSecret.TryParse(null, out _, out _).ShouldBeFalse();

    [Theory]
    [MemberData(nameof(NotSecrets))]
    public void Is_refused_without_being_shown(string text)
    {
        SigningSecret.TryParse(text, out var secret, out var fault).ShouldBeFalse();

        secret.ShouldBeNull();
        fault.ShouldNotBeNullOrEmpty();
        if (text.Split('_', 2) is [_, { Length: > 1 } key])
        {
            fault.ShouldNotContain(key);
        }

        Should.Throw<FormatException>(() => SigningSecret.Parse(text)).Message.ShouldBe(fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("w")]
    [InlineData("whsec_")]
    [InlineData("hwsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData(Ed25519)]
    [InlineData("whpk_")]
    [InlineData("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbO")]
    public void A_verifying_key_is_refused_without_being_shown(string text) =>
        Should.Throw<FormatException>(() => VerifyingKey.Parse(text)).Message.ShouldNotContain(text.Length > 6 ? text[6..] : "whatever");

    [Theory]
    [InlineData(24)]
    [InlineData(32)]
    [InlineData(64)]
    public void A_generated_secret_reads_back(int bytes)
    {
        var secret = SigningSecret.GenerateSymmetric(bytes);

        secret.Text.ShouldStartWith("whsec_");
        Convert.FromBase64String(secret.Text[6..]).Length.ShouldBe(bytes);
        SigningSecret.Parse(secret.Text).Sign("a", 1, "{}"u8).ShouldBe(secret.Sign("a", 1, "{}"u8));
        SigningSecret.GenerateSymmetric(bytes).Text.ShouldNotBe(secret.Text);
    }

    [Fact]
    public void A_generated_pair_reads_back()
    {
        var secret = SigningSecret.GenerateEd25519();

        secret.Text.ShouldStartWith("whsk_");
        SigningSecret.Parse(secret.Text).Sign("a", 1, "{}"u8).ShouldBe(secret.Sign("a", 1, "{}"u8));
        secret.Verifier.Verify("a", "1", secret.Sign("a", 1, "{}"u8), "{}"u8, DateTimeOffset.UnixEpoch).ShouldBe(VerifyOutcome.Valid);
    }

    [Fact]
    public void Generating_too_short_or_too_long_a_secret_is_a_bug()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => SigningSecret.GenerateSymmetric(23));
        Should.Throw<ArgumentOutOfRangeException>(() => SigningSecret.GenerateSymmetric(65));
    }

    [Fact]
    public void Nothing_prints_a_secret()
    {
        var secrets = new[] { SigningSecret.GenerateSymmetric(), SigningSecret.Parse(Ed25519) };

        foreach (var secret in secrets)
        {
            var key = secret.Text.Split('_', 2)[1];
            $"{secret} {secret.Verifier} {new RingSecret(secret, null)} {new SecretRing(secret)}".ShouldNotContain(key);
        }
    }
}
