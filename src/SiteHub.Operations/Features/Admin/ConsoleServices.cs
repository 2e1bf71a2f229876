using Hangfire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SiteHub.Operations.Alerts;
using SiteHub.Operations.Features.Admin.Overview;
using SiteHub.Operations.Features.Admin.Tail;
using SiteHub.Operations.Look;
using SiteHub.Operations.Safety;

namespace SiteHub.Operations.Features.Admin;

/// <summary>The console, as each role offers it. The role defines the policies of <see cref="OperationsAccess"/> for pages.</summary>
public static class ConsoleServices
{
    private const string JobsPath = "/admin/jobs";

    /// <param name="services">the role's</param>
    /// <param name="origin">whose alerts it tells</param>
    /// <param name="more">pages of this role alone</param>
    public static IServiceCollection AddConsole(this IServiceCollection services, AlertOrigin origin, params IReadOnlyList<ConsoleEntry> more) => services
        .AddSingleton(new ConsoleMenu([.. ConsoleMenu.Shared, .. more, ConsoleMenu.Safety, ConsoleMenu.Jobs]))
        .AddSingleton<Series>()
        .AddHostedService(static provider => provider.GetRequiredService<Series>())
        .AddSingleton<IAttention, LinkAttention>()
        .AddSingleton<IAttention, WebhookAttention>()
        .AddSingleton<IAttention, ReceiptAttention>()
        .AddSingleton<IAttention, ExpiryAttention>()
        .AddSingleton<IAttention, WorkerAttention>()
        .AddSingleton<AttentionList>()
        .AddSingleton(origin)
        .AddSingleton<AlertRows>()
        .AddSingleton<IAlertChannel, AlertWebhooks>()
        .AddSingleton<AlertWatch>()
        .AddHostedService(static provider => provider.GetRequiredService<AlertWatch>())
        .AddTransient<AlertJobs>();

    public static IEndpointRouteBuilder MapConsole(this IEndpointRouteBuilder app)
    {
        SeriesEndpoint.Map(app);
        TailEndpoint.Map(app);
        app.MapSafety();
        app.MapHangfireDashboard(
                JobsPath,
                new DashboardOptions { Authorization = [], AppPath = "/admin", DisplayStorageConnectionString = false, DarkModeEnabled = true, DashboardTitle = "Jobs" },
                app.ServiceProvider.GetRequiredService<JobStorage>())
            .RequireAuthorization(OperationsAccess.AdministerPages)
            .WithPackagePolicy();
        return app;
    }
}
