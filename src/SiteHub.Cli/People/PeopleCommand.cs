using System.CommandLine;
using System.Text.Json;
using SiteHub.Cli.Api;
using SiteHub.Cli.Terminal;
using SiteHub.Hub.People;

namespace SiteHub.Cli.People;

/// <summary>The people of the hub. Its first administrator is made here, by whoever has the configuration file.</summary>
internal static class PeopleCommand
{
    public static Command Create(Screen screen) => new("people", "The people who sign in at the hub.") { Add(screen) };

    private static Command Add(Screen screen)
    {
        var email = new Argument<string>("email");
        var name = new Option<string?>("--name") { Description = "What the hub calls them." };
        var administrator = new Option<bool>("--administrator") { Description = "May do everything at the hub." };
        var @operator = new Option<bool>("--operator") { Description = "Runs links, webhooks, sites and customers." };
        var auditor = new Option<bool>("--auditor") { Description = "Sees everything, changes nothing." };
        return new Command("add", "Makes an account and invites the person by mail; prints the link of the invitation, which is good once, for seven days.") { email, name, administrator, @operator, auditor }
            .Asks(screen, async (parsed, hub, cancellationToken) =>
            {
                string?[] roles = [Chosen(administrator, HubRoles.Administrator), Chosen(@operator, HubRoles.Operator), Chosen(auditor, HubRoles.Auditor)];
                using var answer = await hub.Ask<JsonDocument>(
                    HttpMethod.Post, "/api/v1/people", RoleApi.Admin, "this person", cancellationToken, new { email = parsed.GetValue(email), name = parsed.GetValue(name), hubRoles = roles.OfType<string>() });
                if (parsed.GetValue(RoleOptions.Json))
                {
                    await RoleOptions.WriteJson(answer!.RootElement);
                    return ExitCode.Ok;
                }

                screen.Good($"{parsed.GetValue(email)} is invited.");
                screen.Say($"Where no mail reaches them, hand this link over; it is good once, for seven days: {answer!.RootElement.GetProperty("link").GetString()}");
                return ExitCode.Ok;

                string? Chosen(Option<bool> option, string role) => parsed.GetValue(option) ? role : null;
            });
    }
}
