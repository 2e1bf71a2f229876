using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using SiteHub.Operations.Telemetry;

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

        // What a role sends goes where it says, or nowhere: a variable of the environment that somebody set for another program leads nothing astray.
        HttpClient.DefaultProxy = new WebProxy();

        // In every environment, and not only in development: else a scoped service in a singleton's hands is found out by whoever develops next.
        builder.Host.UseDefaultServiceProvider(static provider => provider.ValidateOnBuild = provider.ValidateScopes = true);

        // So that Kestrel's own settings can give it a certificate (Kestrel__Endpoints__…): they take the place of `listen`.
        builder.WebHost.UseKestrelHttpsConfiguration();

        // The slim host writes for people whatever the settings say.
        if (builder.Configuration["Logging:Console:FormatterName"] == ConsoleFormatterNames.Json)
        {
            builder.Logging.AddJsonConsole();
        }
        else
        {
            // Whichever other is asked for: only this one writes what others sent so that it stays within its line.
            builder.Logging.AddConsoleFormatter<LineFormatter, SimpleConsoleFormatterOptions>();
            builder.Logging.AddConsole(static options => options.FormatterName = LineFormatter.FormatterName);
        }

        return builder;
    }
}
