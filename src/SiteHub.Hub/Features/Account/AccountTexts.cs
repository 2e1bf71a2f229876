namespace SiteHub.Hub.Features.Account;

/// <summary>The texts of the account's pages; see the other languages' resources of this name.</summary>
public sealed class AccountTexts;
