using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SiteHub.Operations.Look;

namespace SiteHub.Hub.Customers;

/// <summary>For which of their customers somebody looks. Only a wish: each statement asks again whether they belong to it.</summary>
internal static class CustomerChoice
{
    public static IEndpointRouteBuilder MapCustomerChoice(this IEndpointRouteBuilder app)
    {
        app.MapPost("/customer", async ([FromForm] string? customer, HttpContext http, IAntiforgery antiforgery, Brand brand) =>
        {
            if (!await antiforgery.IsRequestValidAsync(http))
            {
                return Results.BadRequest();
            }

            http.Response.Cookies.Append(brand.Cookie("customer"), customer ?? "", brand.Kept());
            return Results.LocalRedirect("/");
        }).RequireAuthorization().DisableAntiforgery().ExcludeFromDescription();
        return app;
    }
}
