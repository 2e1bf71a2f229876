using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace SiteHub.Operations;

/// <summary>What every role's web application begins with.</summary>
public static class RoleApplication
{
    /// <summary>
    /// The host would watch its working folder, with all that lies below it, for changed settings files. The databases lie there: each
    /// page written woke the watcher, which cost a third of every commit.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });

        // In every environment, and not only in development: else a scoped service in a singleton's hands is found out by whoever develops next.
        builder.Host.UseDefaultServiceProvider(static provider => provider.ValidateOnBuild = provider.ValidateScopes = true);

        // So that Kestrel's own settings can give it a certificate (Kestrel__Endpoints__…): they take the place of `listen`.
        builder.WebHost.UseKestrelHttpsConfiguration();

        // The slim host writes for people whatever the settings say.
        if (builder.Configuration["Logging:Console:FormatterName"] == ConsoleFormatterNames.Json)
        {
            builder.Logging.AddJsonConsole();
        }

        return builder;
    }
}
