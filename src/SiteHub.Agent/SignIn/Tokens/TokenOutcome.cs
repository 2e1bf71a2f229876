namespace SiteHub.Agent.SignIn.Tokens;

/// <summary>What became of the wish for a person's token.</summary>
internal abstract record TokenOutcome
{
    private TokenOutcome()
    {
    }

    public sealed record Given(string Token) : TokenOutcome
    {
        public override string ToString() => "a token";
    }

    /// <summary>There is none, and waiting brings none: this site keeps no tokens, or the person is not signed in.</summary>
    public sealed record None(string Reason) : TokenOutcome;

    /// <summary>The hub refuses to go on. What needs it waits for the person to sign in again, or for the hub to change its mind.</summary>
    public sealed record NeedsAuthorization(string Reason) : TokenOutcome;

    /// <summary>The hub cannot be asked at the moment.</summary>
    public sealed record Later(string Reason) : TokenOutcome;
}
