using System.Text;
using Microsoft.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using SiteHub.Operations.Look;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace SiteHub.Hub.Identity;

/// <summary>
/// <c>response_mode=form_post</c>, which ASP.NET Core's clients ask for: a form that posts itself to the client. The provider's own page would do so by a script
/// in itself, which no page of ours may have. Its button stays for whoever has no scripts.
/// </summary>
internal sealed class FormPost : IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    public static int Order => OpenIddictServerAspNetCoreHandlers.Authentication.ProcessFormPostResponse.Descriptor.Order - 500;

    public async ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        if (context is not { RedirectUri: { Length: > 0 } to, ResponseMode: ResponseModes.FormPost })
        {
            return;
        }

        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        var form = new StringBuilder($"<form method=\"post\" action=\"{PlainPage.Html(to)}\">");
        foreach (var (name, value) in context.Response.GetParameters())
        {
            if ((string?)value is { Length: > 0 } text)
            {
                form.Append("<input type=\"hidden\" name=\"").Append(PlainPage.Html(name)).Append("\" value=\"").Append(PlainPage.Html(text)).Append("\">");
            }
        }

        form.Append("<button>").Append(PlainPage.Html(PlainPage.Text(http, "Go on"))).Append("</button></form>");
        http.Response.StatusCode = 200;
        http.Response.Headers.ContentSecurityPolicy = PageHeaders.PolicyOfForeignForm(http.RequestServices.GetRequiredService<Brand>());
        http.Response.Headers.XFrameOptions = "DENY";
        await PlainPage.WriteAsync(http, "One moment", form.ToString(), $"<script src=\"{Assets.Url("send.js")}\" defer></script>");
        context.HandleRequest();
    }
}
