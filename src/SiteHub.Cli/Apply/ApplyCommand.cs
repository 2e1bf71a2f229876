using System.CommandLine;
using System.Text.Json.Nodes;
using SiteHub.Cli.Api;
using SiteHub.Cli.Data;
using SiteHub.Cli.Terminal;
using SiteHub.Cli.Webhooks;
using SiteHub.Operations.Configuration;
using Spectre.Console;

namespace SiteHub.Cli.Apply;

/// <summary>Makes the webhooks of running roles what the file says: first everywhere what would change, then, if nothing is wrong anywhere, the change.</summary>
internal static class ApplyCommand
{
    public static Command Create(Screen screen)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would change." };
        var partial = new Option<bool>("--partial") { Description = "Apply it to the roles where it is right, even if it is wrong at others." };
        var command = new Command("apply", "Makes the webhooks of the running hub and sites what the configuration says; shows first what would change.")
        {
            CommonOptions.Sites, RoleOptions.Json, dryRun, RoleOptions.Yes, partial,
        };
        command.SetAction((parsed, cancellationToken) => Guarded.Run(screen, () =>
            Run(parsed, screen, parsed.GetValue(dryRun), parsed.GetValue(RoleOptions.Yes), parsed.GetValue(partial), cancellationToken)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, Screen screen, bool dryRun, bool yes, bool partial, CancellationToken cancellationToken)
    {
        var json = parsed.GetValue(RoleOptions.Json);
        var file = SitesFileReader.Read(parsed.SitesFile(), SitesScope.All);
        var plans = new List<RolePlan>();
        plans.Add(await RolePlan.Make(RoleApi.Of(file.Hub!), file.Hub!.Webhooks, cancellationToken));
        foreach (var site in file.Sites)
        {
            plans.Add(await RolePlan.Make(RoleApi.Of(site), site.Webhooks, cancellationToken));
        }

        try
        {
            var wrong = plans.Where(static plan => plan.Fault is not null).ToList();
            var changes = plans.Sum(static plan => plan.Changes.Count());
            if (!json)
            {
                Show(screen, plans);
            }

            if (changes > 0 && !dryRun && (wrong.Count == 0 || partial) && (yes || json || screen.Agrees("The roles are made what the configuration says.", "nothing was applied")))
            {
                foreach (var plan in plans.Where(static plan => plan.Changes.Any()))
                {
                    await plan.Apply(cancellationToken);
                }
            }

            Tell(screen, plans, json, changes, dryRun);
            return wrong.Count > 0 ? ExitCode.Failed : ExitCode.Ok;
        }
        finally
        {
            plans.ForEach(static plan => plan.Dispose());
        }
    }

    private static void Show(Screen screen, List<RolePlan> plans)
    {
        var table = screen.Table("Role", "Webhook", "Change", "What");
        foreach (var plan in plans)
        {
            foreach (var change in plan.Changes)
            {
                table.AddRow(Screen.Cell(plan.Role), Screen.Cell(change.Name), ChangeText.Of(change.Kind), Screen.Cell(string.Join(", ", change.Members)));
            }
        }

        if (table.Rows.Count > 0)
        {
            screen.Output.Write(table);
        }

        foreach (var plan in plans.Where(static plan => plan.Fault is not null))
        {
            screen.Wrong(plan.Fault!.Message, plan.Fault.More);
        }
    }

    private static void Tell(Screen screen, List<RolePlan> plans, bool json, int changes, bool dryRun)
    {
        if (json)
        {
            Screen.Body(new JsonArray([.. plans.Select(static plan => plan.ToJson())]).ToJsonString());
            return;
        }

        var applied = plans.Count(static plan => plan.Applied);
        if (applied > 0)
        {
            screen.Good(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Applied to {applied} of {plans.Count} roles."));
        }
        else if (plans.Exists(static plan => plan.Fault is not null))
        {
            screen.Say("Nothing was applied.");
        }
        else
        {
            screen.Say(changes == 0 ? "Everything is as the configuration says." : dryRun ? "Nothing was applied: this was a dry run." : "Nothing was applied.");
        }
    }
}
