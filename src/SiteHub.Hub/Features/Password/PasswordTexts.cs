namespace SiteHub.Hub.Features.Password;

/// <summary>The texts of choosing a password; see the other languages' resources of this name.</summary>
public sealed class PasswordTexts;
