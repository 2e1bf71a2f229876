using System.Security.Claims;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Agent.SignIn.Sessions;
using SiteHub.Agent.Sources.Frappe.Authorization;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Features.Me;

/// <summary>The pages on which somebody connects their own user at the company's Frappe.</summary>
internal abstract class OwnUserPage : PageModel
{
    private FrappeEntry? _entry;

    /// <summary>The company lets its members connect their own users.</summary>
    public bool IsOffered => _entry?.Members is not null;

    public string Where => _entry!.Url.Authority;

    public string Email => Person?.Email ?? "";

    /// <summary>null: none is connected.</summary>
    public SourceToken? Own { get; private set; }

    public string? Why { get; protected set; }

    /// <summary>Word for word, from the site.</summary>
    public string? Said { get; protected set; }

    /// <summary>Whose session it is; null: of nobody whom the hub knows.</summary>
    private protected SignedIn? Person { get; private set; }

    private protected SourceConnection Connection => HttpContext.RequestServices.GetRequiredService<SourceConnection>();

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        _entry = HttpContext.RequestServices.GetRequiredService<SiteOptions>().Site.Source?.Frappe;
        if (User.FindFirstValue(HubSession.IdClaim) is { } id)
        {
            Person = HttpContext.RequestServices.GetRequiredService<Database>().Read(session => session.One(
                "SELECT subject, email FROM hub_session WHERE id = $1", row => new SignedIn(id, row.Text(0), row.Text(1)), id));
        }
    }

    protected void Look() => Own = IsOffered && Person is { } person ? HttpContext.RequestServices.GetRequiredService<SourceTokenRows>().Find(person.Subject) : null;

    /// <param name="Subject">at the hub</param>
    private protected sealed record SignedIn(string Session, string Subject, string Email);
}
