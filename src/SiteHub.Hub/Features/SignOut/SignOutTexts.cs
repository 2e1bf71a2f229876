namespace SiteHub.Hub.Features.SignOut;

/// <summary>The texts of signing out; see the other languages' resources of this name.</summary>
public sealed class SignOutTexts;
