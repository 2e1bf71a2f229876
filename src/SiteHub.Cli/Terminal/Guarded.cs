using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Terminal;

/// <summary>Runs a command; what its user can put right is told in words, and only a bug shows a stack trace.</summary>
internal static class Guarded
{
    public static async Task<int> Run(Screen screen, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (StopException e)
        {
            screen.Wrong(e.Message, e.More);
            return e.ExitCode;
        }
        catch (SitesFileException e)
        {
            screen.Wrong(
                $"{e.File} has {(e.Faults.Count == 1 ? "a fault" : $"{e.Faults.Count} faults")}, so nothing was started:",
                [.. e.Faults.Select(f => f.ToString()), "docs/sites.schema.json says what may stand where."]);
            return ExitCode.Configuration;
        }
    }
}
