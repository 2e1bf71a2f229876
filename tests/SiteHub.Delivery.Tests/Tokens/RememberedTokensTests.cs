using System.Security.Claims;
using Microsoft.Extensions.Time.Testing;
using SiteHub.Delivery.Tokens;

namespace SiteHub.Delivery.Tests.Tokens;

public sealed class RememberedTokensTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RememberedTokens _tokens;

    public RememberedTokensTests() => _tokens = new RememberedTokens(_time, capacity: 4);

    [Fact]
    public void A_token_is_remembered_until_it_expires()
    {
        Remember("a", "site-acme");

        _tokens.Find("a")!.Subject.ShouldBe("site-acme");
        _time.Advance(TimeSpan.FromMinutes(5));
        _tokens.Find("a").ShouldBeNull();
    }

    [Fact]
    public void A_token_that_differs_in_one_character_is_not_known()
    {
        Remember("abc", "site-acme");

        _tokens.Find("abd").ShouldBeNull();
        _tokens.Find("").ShouldBeNull();
        _tokens.Find(new string('a', 10_000)).ShouldBeNull();
        _tokens.Find("äbc").ShouldBeNull();
    }

    [Fact]
    public void Evicting_forgets_all_that_are_meant_and_no_others()
    {
        Remember("a", "site-acme");
        Remember("b", "site-acme");
        Remember("c", "site-globex");

        _tokens.Evict(static token => token.Subject == "site-acme");

        _tokens.Find("a").ShouldBeNull();
        _tokens.Find("b").ShouldBeNull();
        _tokens.Find("c").ShouldNotBeNull();
    }

    [Fact]
    public void A_token_revoked_while_it_was_being_validated_is_not_remembered()
    {
        var began = _tokens.Generation;
        _tokens.Evict(static _ => false);
        _tokens.Remember("a", Token("site-acme"), began);

        _tokens.Find("a").ShouldBeNull();
    }

    [Fact]
    public void It_stays_bounded_and_drops_the_expired_first()
    {
        Remember("old", "site-acme");
        _time.Advance(TimeSpan.FromMinutes(5));
        foreach (var token in new[] { "a", "b", "c", "d" })
        {
            Remember(token, "site-acme");
        }

        _tokens.Find("a").ShouldNotBeNull();
        Remember("e", "site-acme");
        _tokens.Find("a").ShouldBeNull();
        _tokens.Find("e").ShouldNotBeNull();
    }

    private void Remember(string token, string subject) => _tokens.Remember(token, Token(subject), _tokens.Generation);

    private RememberedToken Token(string subject) =>
        new(subject, subject, ["sitehub.link"], _time.GetUtcNow().AddMinutes(5), new ClaimsPrincipal());
}
