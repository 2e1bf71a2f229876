using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using SiteHub.Operations.Problems;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>
/// Whoever wrote a request is told what is wrong with it, at the address that is registered for that (RFC 6749, section 4.1.2.1): the person who happened to
/// bring it can do nothing about it. Where no such address is known they are shown a page.
/// </summary>
internal static class AuthorizeErrors
{
    /// <summary>The provider itself tells a client only of what it found after its own checks.</summary>
    internal sealed class ToTheClient(IOpenIddictApplicationManager applications) : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
    {
        public static int Order => OpenIddictServerHandlers.Authentication.AttachRedirectUri.Descriptor.Order + 500;

        public async ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
        {
            if (context is not { Error.Length: > 0, RedirectUri: null, Request: { ClientId.Length: > 0, RedirectUri.Length: > 0 } request }
                || await applications.FindByClientIdAsync(request.ClientId) is not { } application
                || !await applications.ValidateRedirectUriAsync(application, request.RedirectUri))
            {
                return;
            }

            context.RedirectUri = request.RedirectUri;
            if (request.ResponseMode is not (ResponseModes.Query or ResponseModes.FormPost or ResponseModes.Fragment))
            {
                request.ResponseMode = request.HasResponseType(ResponseTypes.Token) || request.HasResponseType(ResponseTypes.IdToken) ? ResponseModes.Fragment : ResponseModes.Query;
            }
        }
    }

    internal sealed class ToThePerson<TContext> : IOpenIddictServerHandler<TContext>
        where TContext : BaseRequestContext
    {
        public static int Order => OpenIddictServerAspNetCoreHandlers.ProcessLocalErrorResponse<TContext>.Descriptor.Order - 500;

        public async ValueTask HandleAsync(TContext context)
        {
            if (context.Transaction.Response is { Error: { Length: > 0 } error } response)
            {
                await Of($"{error}: {response.ErrorDescription}").ExecuteAsync(context.Transaction.GetHttpRequest()!.HttpContext);
                context.HandleRequest();
            }
        }
    }

    /// <summary>A parameter that came twice, noted before the provider read any (RFC 6749, section 3.1).</summary>
    internal sealed class Twice : IOpenIddictServerHandler<ValidateAuthorizationRequestContext>
    {
        public const int Order = int.MinValue + 50_000;

        public ValueTask HandleAsync(ValidateAuthorizationRequestContext context)
        {
            if (context.Transaction.GetHttpRequest()!.HttpContext.Features.Get<RequestFault>() is { } fault)
            {
                context.Reject(Errors.InvalidRequest, fault.Text);
            }

            return ValueTask.CompletedTask;
        }
    }

    public static Problem Of(string detail) => new(StatusCodes.Status400BadRequest, "sign-in-request", "The client's request cannot be answered, and there is no address of its own to which it can be told.", detail);

    internal sealed record RequestFault(string Text);
}
