using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using SiteHub.Hub.Sessions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace SiteHub.Hub.Identity;

internal enum Consent
{
    Given,
    Denied,
    Missing,
}

/// <summary>
/// Carries a question, and its answer, past the page that asks: sealed, so that no other page can say yes in a person's name, and bound to
/// their session, the client and its scopes. What was agreed to is remembered by the provider.
/// </summary>
internal sealed class ConsentTicket(IDataProtectionProvider protection, TimeProvider time)
{
    public const string Parameter = "consent";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly IDataProtector _seal = protection.CreateProtector("sitehub.consent");

    public string Page(BrowserSession session, string clientId, string name, ImmutableArray<string> scopes, string again, string? site = null) =>
        QueryHelpers.AddQueryString("/consent", new Dictionary<string, string?> { ["question"] = Seal(new Question(session.Id, clientId, name, [.. scopes], null, time.GetUtcNow(), site)), ["returnUrl"] = again });

    public Question? Open(string? sealedQuestion, BrowserSession? session)
    {
        try
        {
            var question = sealedQuestion is null ? null : JsonSerializer.Deserialize<Question>(_seal.Unprotect(sealedQuestion));
            return question is not null && question.Session == session?.Id && question.At + Lifetime > time.GetUtcNow() ? question : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    public string Answer(Question question, bool agreed) => Seal(question with { Agreed = agreed, At = time.GetUtcNow() });

    public async Task<Consent> Of(HttpContext http, BrowserSession session, OpenIddictRequest request, object application, ImmutableArray<string> scopes)
    {
        var authorizations = http.RequestServices.GetRequiredService<IOpenIddictAuthorizationManager>();
        var client = (await http.RequestServices.GetRequiredService<IOpenIddictApplicationManager>().GetIdAsync(application, http.RequestAborted))!;
        if (Open(http.Request.Query[Parameter], session) is { Agreed: { } agreed, Site: null } answer && answer.Client == request.ClientId && !scopes.Except(answer.Scopes).Any())
        {
            if (agreed)
            {
                var remembered = new OpenIddictAuthorizationDescriptor
                {
                    ApplicationId = client,
                    CreationDate = time.GetUtcNow(),
                    Status = Statuses.Valid,
                    Subject = session.PersonId,
                    Type = AuthorizationTypes.Permanent,
                };
                remembered.Scopes.UnionWith(scopes);
                await authorizations.CreateAsync(remembered, http.RequestAborted);
            }

            return agreed ? Consent.Given : Consent.Denied;
        }

        if (!request.HasPromptValue(PromptValues.Consent))
        {
            await foreach (var _ in authorizations.FindAsync(session.PersonId, client, Statuses.Valid, AuthorizationTypes.Permanent, scopes, http.RequestAborted))
            {
                return Consent.Given;
            }
        }

        return Consent.Missing;
    }

    private string Seal(Question question) => _seal.Protect(JsonSerializer.Serialize(question));

    /// <param name="Session">who is asked</param>
    /// <param name="Client">on whose behalf</param>
    /// <param name="Name">how the client is called</param>
    /// <param name="Scopes">what it would be permitted</param>
    /// <param name="Agreed">null: not answered yet</param>
    /// <param name="At">when it was asked, or answered</param>
    /// <param name="Site">null: whether it may do this at all; else whether this site may do it with the others' documents too</param>
    public sealed record Question(string Session, string Client, string Name, IReadOnlyList<string> Scopes, bool? Agreed, DateTimeOffset At, string? Site);
}
