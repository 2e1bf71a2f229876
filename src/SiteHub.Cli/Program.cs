using System.CommandLine;
using SiteHub.Cli.Apply;
using SiteHub.Cli.Audit;
using SiteHub.Cli.Check;
using SiteHub.Cli.Deliveries;
using SiteHub.Cli.Health;
using SiteHub.Cli.Keys;
using SiteHub.Cli.Links;
using SiteHub.Cli.Listen;
using SiteHub.Cli.People;
using SiteHub.Cli.Roles;
using SiteHub.Cli.Sites;
using SiteHub.Cli.Terminal;
using SiteHub.Cli.Up;
using SiteHub.Cli.Webhooks;

// Before anything else: nobody may be there any more to whom this role belongs.
if (!Supervision.Begin())
{
    return ExitCode.Failed;
}

StandardHandles.Ensure();
var outputs = args is ["up" or "hub" or "site", ..] ? DrainedOutput.Install() : [];
var screen = Screen.OfThisProcess();
var root = new RootCommand("SiteHub links the ERP sites of a group of companies with one portal for their customers.")
{
    UpCommand.Create(screen),
    HubCommand.Create(screen),
    SiteCommand.Create(screen),
    SitesCommand.Create(screen),
    KeysCommand.Create(screen),
    LinksCommand.Create(screen),
    ApplyCommand.Create(screen),
    WebhooksCommand.Create(screen),
    DeliveriesCommand.Create(screen),
    ListenCommand.Create(screen),
    PeopleCommand.Create(screen),
    AuditCommand.Create(screen),
    CheckCommand.Create(screen),
    HealthCommand.Create(screen),
};

// The roles and `up` end themselves on Ctrl-C, after the batch in flight; the default would cut them off after two seconds.
var code = await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
foreach (var output in outputs)
{
    output.Finish(TimeSpan.FromSeconds(2));
}

return code;
