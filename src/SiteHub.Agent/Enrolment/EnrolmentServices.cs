using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Delivery.Links;
using SiteHub.Operations.Problems;

namespace SiteHub.Agent.Enrolment;

internal static class EnrolmentServices
{
    public static IServiceCollection AddEnrolment(this IServiceCollection services) =>
        services.AddSingleton<SiteEnrolment>().AddSingleton<RenewalSignal>().AddTransient<EnrolmentJobs>().AddHostedService<KeyRenewal>().AddHostedService<EnrolmentJobs.Clock>();

    public static IEndpointRouteBuilder MapEnrolment(this IEndpointRouteBuilder app)
    {
        app.MapPost("/sitehub/v1/revocation", Revoke).ExcludeFromDescription();
        return app;
    }

    private static async Task<IResult> Revoke(HttpContext http, ILinkGuard guard, SiteOptions site, SiteEnrolment enrolment, CancellationToken cancellationToken)
    {
        var admission = await guard.Admit(http, site.Site.Slug);
        if (!admission.IsAdmitted)
        {
            return new Problem(admission.Status, "refused", admission.Reason!);
        }

        await enrolment.Revoke(cancellationToken);
        return TypedResults.NoContent();
    }
}
