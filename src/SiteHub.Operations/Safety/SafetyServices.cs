using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace SiteHub.Operations.Safety;

public static class SafetyServices
{
    /// <summary>The checks that both roles have. A role adds its own as further <see cref="ISafetyCheck"/>s.</summary>
    public static IServiceCollection AddSafety(this IServiceCollection services, Func<IServiceProvider, RoleSafety> role) => services
        .AddSingleton(role)
        .AddSingleton<ISafetyCheck, PlainHttpCheck>()
        .AddSingleton<ISafetyCheck, SecretsCheck>()
        .AddSingleton<ISafetyCheck, ClockCheck>()
        .AddSingleton<SafetyChecks>();

    public static IEndpointRouteBuilder MapSafety(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/safety", List).RequireAuthorization(OperationsAccess.Mend).WithTags("Safety").WithSummary("What is unsafe in this installation, and what to do about it");
        return app;
    }

    private static async Task<Ok<SafetyAnswer>> List(SafetyChecks checks, CancellationToken cancellationToken) =>
        TypedResults.Ok(new SafetyAnswer([.. (await checks.Look(cancellationToken)).Select(FindingView.From)]));
}

/// <param name="Findings">empty: nothing unsafe was found</param>
public sealed record SafetyAnswer(IReadOnlyList<FindingView> Findings);

/// <param name="Id">for programs</param>
/// <param name="What">a sentence</param>
/// <param name="Mend">what to do</param>
public sealed record FindingView(string Id, string What, string Mend)
{
    internal static FindingView From(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new FindingView(finding.Id, finding.Title.Replace("{0}", finding.Subject, StringComparison.Ordinal), finding.Mend);
    }
}
