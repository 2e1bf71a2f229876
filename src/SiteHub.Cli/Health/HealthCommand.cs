using System.CommandLine;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Health;

/// <summary>Asks a role whether it can do its work: what a container's health check runs, where there is no curl.</summary>
internal static class HealthCommand
{
    public static Command Create(Screen screen)
    {
        var url = new Argument<string>("url") { Description = "The role's address, such as http://localhost:5100." };
        var command = new Command("health", "Asks a role whether it is ready; exit code 0 if it is.") { url };
        command.SetAction((parsed, cancellationToken) => Guarded.Run(screen, () => Run(parsed.GetValue(url)!, screen, cancellationToken)));
        return command;
    }

    private static async Task<int> Run(string address, Screen screen, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new StopException(ExitCode.Configuration, $"{address} is no address.", "Give it with http:// in front, such as http://localhost:5100.");
        }

        using var http = Http.For(url, TimeSpan.FromSeconds(5));
        try
        {
            using var answer = await http.GetAsync(new Uri(url, "/health/ready"), cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                screen.Good($"{url} is ready.");
                return ExitCode.Ok;
            }

            throw new StopException(ExitCode.NoAnswer, $"{url} is not ready.", await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException e)
        {
            throw new StopException(ExitCode.NoAnswer, $"{url} does not answer: {e.Message}", "Is the role running?");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StopException(ExitCode.NoAnswer, $"{url} has not answered for {http.Timeout.TotalSeconds:0} s.");
        }
    }
}
