namespace SiteHub.Hub.Features.Register;

/// <summary>The texts of registering; see the other languages' resources of this name.</summary>
public sealed class RegisterTexts;
