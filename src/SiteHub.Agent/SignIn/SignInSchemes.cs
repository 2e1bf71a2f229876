namespace SiteHub.Agent.SignIn;

internal static class SignInSchemes
{
    /// <summary>The cookie: who is signed in at this site.</summary>
    public const string Session = "Session";

    /// <summary>OpenID Connect: asks the hub who it is.</summary>
    public const string Hub = "Hub";

    /// <summary>The policy of pages: somebody who is signed in.</summary>
    public const string SignedIn = "signed-in";
}
