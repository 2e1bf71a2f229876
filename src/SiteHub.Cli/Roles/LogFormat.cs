namespace SiteHub.Cli.Roles;

/// <summary>A line each: what `up` cuts a role's output by, and what people grep.</summary>
internal static class LogFormat
{
    public static void OneLineEach()
    {
        Default("Logging__Console__FormatterName", "simple");
        Default("Logging__Console__FormatterOptions__SingleLine", "true");
        Default("Logging__Console__FormatterOptions__TimestampFormat", Environment.GetEnvironmentVariable("Logging__Console__FormatterName") == "json" ? "O" : "HH:mm:ss.fff ");
        Default("Logging__Console__FormatterOptions__ColorBehavior", Console.IsOutputRedirected ? "Disabled" : "Default");
    }

    /// <summary>The web host reads these; what the user has set stays.</summary>
    private static void Default(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is null)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
