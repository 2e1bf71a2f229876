using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace SiteHub.Operations.Look;

/// <summary>
/// A form that carries a question is answered by the question, and done when it comes again without. A page's script that has asked already leaves the
/// question out. Where anybody may send a form, nobody is asked: the page that asks would send it on in their name.
/// </summary>
internal sealed class AskedFirst : IAsyncPageFilter
{
    public const string Field = "ask-first";

    public const int LongestQuestion = 1000;

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (context.ActionDescriptor.FilterDescriptors.Any(static known => known.Filter is IgnoreAntiforgeryTokenAttribute) || AskedForm.Of(context.HttpContext.Request) is not { } asked)
        {
            return next();
        }

        context.Result = asked.View();
        return Task.CompletedTask;
    }
}

/// <summary>A form as it came, to be sent once more.</summary>
/// <param name="Question">what will happen, in the words of the page that it came from</param>
/// <param name="Address">where it goes</param>
/// <param name="Back">the page that it came from</param>
internal sealed record AskedForm(string Question, string Address, string Back, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <returns>null: it asks nothing</returns>
    public static AskedForm? Of(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.HasFormContentType && request.Form[AskedFirst.Field].ToString() is { Length: > 0 } question ? Of(request, question[..Math.Min(question.Length, AskedFirst.LongestQuestion)]) : null;

    /// <summary>What only the server knows to ask.</summary>
    public static AskedForm Of(HttpRequest request, string question)
    {
        var query = request.QueryString.ToUriComponent();
        var fields = request.Form.Where(static field => field.Key is not (AskedFirst.Field or "__RequestVerificationToken")).SelectMany(static field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")));
        var back = request.Form["returnUrl"].ToString() is { Length: > 0 } given ? given : request.Path + Features.Admin.ReturnAddress.WithoutHandler(query);
        return new AskedForm(question, request.PathBase + request.Path + query, LocalUrl.Of(back), [.. fields]);
    }

    public ViewResult View() => new() { ViewName = "_Ask", ViewData = new ViewDataDictionary(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = this } };
}
