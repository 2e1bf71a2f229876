using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace SiteHub.Hub;

public static class HubApplication
{
    public static WebApplication Build(HubOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Hub.Listen);
        var app = builder.Build();
        app.MapGet("/health/live", () => "live");
        return app;
    }
}
