using System.Diagnostics;

namespace SiteHub.Cli.Up;

/// <summary>This very program, to be started once more.</summary>
internal static class Itself
{
    public static ProcessStartInfo Start(params IEnumerable<string>[] arguments)
    {
        var path = Environment.ProcessPath ?? throw new InvalidOperationException("The system does not tell this program's path.");
        var start = new ProcessStartInfo(path) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };

        // Started as `dotnet sitehub.dll …`, the program is an argument of its host.
        if (Path.GetFileNameWithoutExtension(path).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        foreach (var argument in arguments.SelectMany(a => a))
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
