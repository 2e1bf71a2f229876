using Microsoft.AspNetCore.Builder;

namespace SiteHub.Operations;

/// <summary>What every role's web application begins with.</summary>
public static class RoleApplication
{
    /// <summary>
    /// The host would watch its working folder, with all that lies below it, for changed settings files. The databases lie there: each
    /// page written woke the watcher, which cost a third of every commit.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder() =>
        WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
}
