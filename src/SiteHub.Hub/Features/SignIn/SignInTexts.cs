namespace SiteHub.Hub.Features.SignIn;

/// <summary>The texts of signing in; see the other languages' resources of this name.</summary>
public sealed class SignInTexts;
