namespace SiteHub.Operations.Configuration;

/// <summary>A program that may fetch tokens from the hub: its own by <c>client_credentials</c>, and people's if they sign in to it through the hub.</summary>
/// <param name="Id">the client id</param>
/// <param name="Secret">null: it has keys</param>
/// <param name="Scopes">of its own tokens: <c>hub.read</c> and <c>hub.admin</c></param>
public sealed record ClientEntry(string Id, Secret? Secret, IReadOnlyList<string> Scopes)
{
    /// <summary>The public keys by which it shows itself (<c>private_key_jwt</c>), as a JSON Web Key Set; null: it has a secret.</summary>
    public string? Keys { get; init; }

    /// <summary>Where its public keys are, if they do not stand in the file; null: they do, or it has a secret.</summary>
    public Uri? KeysUri { get; init; }

    /// <summary>Taken beside the present one for as long as it stands in the file: a secret is replaced without an hour in which one side has the other.</summary>
    public Secret? FormerSecret { get; init; }

    /// <summary>What people are told that they sign in to; null: the id.</summary>
    public string? Name { get; init; }

    /// <summary>Null: people do not sign in to it.</summary>
    public ClientSignInEntry? SignIn { get; init; }
}

/// <param name="RedirectUris">where a code may be sent, compared exactly</param>
/// <param name="PostLogoutRedirectUris">where a browser may be sent after it was signed out, compared exactly</param>
/// <param name="BackchannelLogoutUri">where it is told that a session has ended; null: it is not</param>
/// <param name="Scopes">what a person's token may permit there</param>
/// <param name="FirstParty">one of the group's own: nobody is asked for consent</param>
/// <param name="Frappe">a Social Login Key of Frappe's, which knows no PKCE</param>
public sealed record ClientSignInEntry(
    IReadOnlyList<Uri> RedirectUris, IReadOnlyList<Uri> PostLogoutRedirectUris, Uri? BackchannelLogoutUri, IReadOnlyList<string> Scopes, bool FirstParty, bool Frappe)
{
    /// <summary>The site whose ERP it is: that is told of the people who sign in to it, of their roles and sign-outs; null: none.</summary>
    public string? Site { get; init; }

    /// <summary>By which its ID tokens are signed: <c>RS256</c>, for those that know nothing else; null: ES256.</summary>
    public string? IdTokenAlgorithm { get; init; }
}
