using System.Security.Cryptography;
using SiteHub.Delivery.Secrets;

namespace SiteHub.Delivery.Tests.Secrets;

public sealed class SecretBoxTests
{
    private readonly SecretBox _box = new(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void A_secret_comes_back_and_its_sealed_text_differs_each_time_and_does_not_show_it()
    {
        var first = _box.Protect("link acme", "whsec_täglich");
        var second = _box.Protect("link acme", "whsec_täglich");

        _box.Unprotect("link acme", first).ShouldBe("whsec_täglich");
        first.ShouldNotBe(second);
        first.ShouldNotContain("whsec");
    }

    [Fact]
    public void It_opens_neither_for_another_purpose_nor_under_another_key_nor_altered()
    {
        var text = _box.Protect("link acme", "secret");
        var altered = text[..^3] + (text[^3] == 'A' ? 'B' : 'A') + text[^2..];

        Should.Throw<CryptographicException>(() => _box.Unprotect("link globex", text)).Message.ShouldContain("link globex");
        Should.Throw<CryptographicException>(() => new SecretBox(RandomNumberGenerator.GetBytes(32)).Unprotect("link acme", text)).Message.ShouldContain("masterKey");
        Should.Throw<CryptographicException>(() => _box.Unprotect("link acme", altered));
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1.")]
    [InlineData("v1.!!!")]
    [InlineData("secret in clear")]
    public void What_is_not_a_sealed_secret_is_refused_as_such(string text) =>
        Should.Throw<CryptographicException>(() => _box.Unprotect("link acme", text)).Message.ShouldContain("not in a form");
}
