using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using SiteHub.Operations.Problems;

namespace SiteHub.Operations.Features.Admin;

/// <summary>A page of the console. Whoever may look may open it; whoever may not change gets it without its buttons, and is refused if they send one nevertheless.</summary>
public abstract class AdminPage : PageModel
{
    public bool MayChange { get; private set; }

    /// <summary>Whose data this page may show and change.</summary>
    public SitesSeen Seen => field ??= SitesSeen.Of(User);

    /// <summary>What a form of this page asks for.</summary>
    protected virtual string ChangePolicy => OperationsAccess.MendPages;

    private bool IsForm => !HttpMethods.IsGet(Request.Method) && !HttpMethods.IsHead(Request.Method);

    protected IStringLocalizer<ConsoleTexts> Words => HttpContext.RequestServices.GetRequiredService<IStringLocalizer<ConsoleTexts>>();

    protected IStringLocalizer<RefusalTexts> Refusals => HttpContext.RequestServices.GetRequiredService<IStringLocalizer<RefusalTexts>>();

    /// <summary>A sentence of the API's refusals, in the page's language.</summary>
    public string RefusalOf(string english) => RefusalTexts.In(Refusals, english);

    /// <summary>In UTC, as the log writes it: operators compare.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Moment(DateTimeOffset? at) => at is { } moment ? Moment(moment) : "—";

    public static string Milliseconds(TimeSpan? took) => took is { } length ? length.TotalMilliseconds.ToString(length.TotalMilliseconds < 10 ? "0.0" : "0", CultureInfo.CurrentCulture) + " ms" : "—";

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var authorization = HttpContext.RequestServices.GetRequiredService<IAuthorizationService>();
        MayChange = (await authorization.AuthorizeAsync(User, HttpContext, ChangePolicy)).Succeeded;
        if (!MayChange && IsForm)
        {
            context.Result = StatusCode(StatusCodes.Status403Forbidden);
            return;
        }

        if (context.HandlerMethod is null && IsForm)
        {
            // A form that this page does not have.
            context.Result = StatusCode(StatusCodes.Status405MethodNotAllowed);
            return;
        }

        if (!Seen.AreAll && IsForm && context.HandlerMethod!.MethodInfo.GetCustomAttribute<KeepsToSitesAttribute>() is null)
        {
            // What this form does is not one site's affair.
            context.Result = StatusCode(StatusCodes.Status403Forbidden);
            return;
        }

        Response.Headers.CacheControl = "no-cache, no-store";
        Response.Headers.Pragma = "no-cache";
        await next();
    }

    /// <summary>The same page again, with a word on what was done.</summary>
    protected RedirectResult Done(string text, params object[] args) => Again("Done", Words[text, args]);

    protected RedirectResult Warn(string text, params object[] args) => Again("Warning", Words[text, args]);

    /// <summary>A question that comes of what is there. The form comes again with this field, if the answer is yes.</summary>
    protected ViewResult Ask(string question, string field, string value)
    {
        var asked = Look.AskedForm.Of(Request, question);
        return (asked with { Fields = [.. asked.Fields.Where(known => known.Key != field), KeyValuePair.Create(field, value)] }).View();
    }

    /// <summary>What the API answers to the same request, told on the page: its refusals in the page's language.</summary>
    protected RedirectResult Told(IResult answer, string done, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var inner = answer is INestedHttpResult nested ? nested.Result : answer;
        return inner is Problem problem ? Again("Warning", RefusalTexts.In(Refusals, problem)) : Done(done, args);
    }

    private RedirectResult Again(string kind, string text)
    {
        TempData[kind] = text;
        return Redirect(Look.LocalUrl.Of(Request.Form["returnUrl"].ToString() is { Length: > 0 } back ? back : Request.Path + Request.QueryString.ToUriComponent().WithoutHandler()));
    }
}

internal static class ReturnAddress
{
    /// <summary>The handler of a form is no part of the page's address.</summary>
    public static string WithoutHandler(this string query)
    {
        var parts = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(static part => !part.StartsWith("handler=", StringComparison.OrdinalIgnoreCase)).ToList();
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }
}
