using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Resource.Methods;

/// <summary>
/// Frappe's older way of calling a method, which its own client for Python still goes: the site's address itself, with the method in <c>cmd</c> of the query or
/// of the form. Answered as under <c>/api/method</c>.
/// </summary>
internal static class CommandForm
{
    public static IApplicationBuilder UseCommandForm(this IApplicationBuilder app)
    {
        var methods = app.ApplicationServices.GetRequiredService<MethodEndpoints>();
        return app.Use(async (http, next) =>
        {
            if (http.Request.Path != "/" || await Answer(http, methods) is not { } answer)
            {
                await next(http);
                return;
            }

            await answer.ExecuteAsync(http);
        });
    }

    /// <returns>null: no method is called</returns>
    private static async Task<IResult?> Answer(HttpContext http, MethodEndpoints methods)
    {
        try
        {
            var command = http.Request.Query["cmd"].ToString();
            if (command.Length == 0 && Body.IsForm(http.Request))
            {
                command = (await http.Request.ReadFormAsync(http.RequestAborted))["cmd"].ToString();
            }

            return command.Length == 0 ? null : await methods.Run(command, http);
        }
        catch (Exception e) when (e is BadHttpRequestException or InvalidDataException)
        {
            return FrappeAnswer.Of(Refusal.Raised("ValidationError", e.Message, e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status400BadRequest));
        }
    }
}
