using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace SiteHub.Agent;

public static class SiteApplication
{
    public static WebApplication Build(SiteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Site.Listen);
        var app = builder.Build();
        app.MapGet("/health/live", () => "live");
        return app;
    }
}
