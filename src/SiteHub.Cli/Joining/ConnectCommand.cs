using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SiteHub.Agent;
using SiteHub.Agent.Enrolment;
using SiteHub.Agent.Sources.Frappe.Joining;
using SiteHub.Cli.Data;
using SiteHub.Cli.Roles;
using SiteHub.Cli.Terminal;
using SiteHub.Delivery.Sending;
using SiteHub.Operations.Configuration;

namespace SiteHub.Cli.Joining;

/// <summary>
/// <c>sitehub site connect</c>: a Frappe or ERPNext site joins. It is looked at, its entry is written, the agent is enrolled, what is needed is made there, and all
/// documents are mirrored once. Each step is done once however often it is repeated.
/// </summary>
internal static class ConnectCommand
{
    private static readonly Option<string?> Url = JoinOptions.Text("--url", "The Frappe site's address. Not needed where the configuration has it.", "URL");
    private static readonly Option<string> Hub = new("--hub") { Description = "The hub's address.", Required = true, HelpName = "URL" };
    private static readonly Option<string?> Code = JoinOptions.Text("--code", "What `sitehub sites add` or `sitehub sites code` gave: good once, for an hour. Not needed once the site is enrolled.", "CODE");
    private static readonly Option<string> Wanted = new("--preset") { Description = $"What is mirrored and published, where the configuration does not say: {string.Join(", ", Preset.Names)}.", DefaultValueFactory = static _ => "erpnext" };
    private static readonly Option<string?> Key = JoinOptions.Text("--key", "The API key of the user as whom the agent comes there.", "KEY");
    private static readonly Option<string?> SecretEnv = JoinOptions.Text("--secret-env", "The environment variable that holds the API secret, here and wherever the agent runs.", "NAME");
    private static readonly Option<string?> SecretFile = JoinOptions.Text("--secret-file", "Or the file that holds it.", "FILE");
    private static readonly Option<string?> Address = JoinOptions.Text("--address", "How the hub, browsers and the Frappe site reach the agent.", "URL");
    private static readonly Option<string?> Listen = JoinOptions.Text("--listen", "Where the agent listens, if that is not its address: http://*:8080", "URL");
    private static readonly Option<string?> MasterKeyEnv = JoinOptions.Text("--master-key-env", "The environment variable that holds the agent's master key (openssl rand -base64 32); not needed on this machine alone.", "NAME");
    private static readonly Option<string?> LoginClient = JoinOptions.Text("--login-client", "The client at the hub as which the Frappe site signs its people in.", "ID");
    private static readonly Option<string?> LoginSecretEnv = JoinOptions.Text("--login-secret-env", "The environment variable that holds that client's secret.", "NAME");

    public static Command Create(Screen screen)
    {
        var command = new Command("connect", "A Frappe or ERPNext site joins: looks at it, writes its entry, enrols, makes there what is needed, mirrors it once.")
        {
            Url, Hub, Code, Wanted, Key, SecretEnv, SecretFile, Address, Listen, MasterKeyEnv, LoginClient, LoginSecretEnv, JoinOptions.Site, JoinOptions.DryRun, CommonOptions.Sites, CommonOptions.Data,
        };
        command.SetAction((parsed, cancellationToken) => Guarded.Run(screen, () => Run(parsed, screen, cancellationToken)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, Screen screen, CancellationToken cancellationToken)
    {
        var preset = Preset.Find(parsed.GetValue(Wanted)!) ?? throw new StopException(ExitCode.Configuration, $"There is no preset {parsed.GetValue(Wanted)}.", $"There is {string.Join(", ", Preset.Names)}.");
        var path = parsed.GetValue(CommonOptions.Sites) ?? "sites.json";
        var hub = JoinOptions.Address("--hub", parsed.GetValue(Hub));
        var file = JoinFile.Open(path, hub, parsed.GetValue(JoinOptions.Site));
        var slug = (string)file.Site["slug"]!;
        Fill(parsed, file);
        var (data, signIn, isDry) = (parsed.DataFolder(), SignIn(parsed), parsed.GetValue(JoinOptions.DryRun));
        var notes = new NotesScreen(screen);

        var parts = new[] { (Where: file.Source, Part: "docTypes"), (Where: file.Site, Part: "publications"), (Where: file.Site, Part: "actions") }.Where(static part => part.Where[part.Part] is null).ToList();

        // The site says what it has only once it is asked, and it is asked by an entry that can be read.
        parts.ForEach(static part => part.Where[part.Part] = part.Part == "docTypes" ? new JsonArray(new JsonObject { ["name"] = "User", ["fields"] = new JsonArray(new JsonObject { ["name"] = "email", ["type"] = "Data" }) }) : new JsonArray());
        screen.Say($"The Frappe site at {file.Source["url"]}:");
        using (var first = SiteJoining.Open(Options(file.Parse(), data, [])))
        {
            var (greeting, zone, isIn) = await first.Greet(cancellationToken);
            notes.Show(greeting);
            if (!isIn)
            {
                throw new StopException(ExitCode.NoAnswer, "The site cannot join like this, and nothing was written.");
            }

            if (zone is not null)
            {
                file.Source["timeZone"] ??= zone;
            }

            var (fitted, left) = parts.Count == 0 ? ([], []) : await first.Fit(preset, cancellationToken);
            notes.Show(left);
            parts.ForEach(part => part.Where[part.Part] = fitted[part.Part]!.DeepClone());
            notes.Show(parts.Count == 0 ? preset.Beyond(file.Site) : []);
        }

        var site = file.Parse();
        Reachable(site.Sites[0], notes);
        if (isDry)
        {
            using var planned = SiteJoining.Open(Options(site, data, []));
            notes.Show(await planned.LookAtRights(cancellationToken));
            notes.Show(await planned.Plan(signIn, cancellationToken));
            screen.Say(file.IsChanged ? $"Would write the entry of site {slug} into {path}, enrol it at {hub}, and mirror {site.Sites[0].Source!.DocTypes.Count(static one => !one.Child)} DocTypes." : $"{path} would stay as it is.");
            screen.Say("Nothing was written: this was a dry run.");
            return notes.IsHindered ? ExitCode.Failed : ExitCode.Ok;
        }

        var folder = data.Of(slug);
        var masterKey = data.MasterKeyOf(slug, site.Sites[0].Url, site.Sites[0].MasterKey);
        var enrolment = EnrolmentFile.Load(slug, folder, masterKey);
        if (site.Sites[0].Link is null && enrolment is not { Revoked: null } && parsed.GetValue(Code) is null)
        {
            throw new StopException(ExitCode.Configuration, $"Site {slug} is not enrolled: give the code of the hub's operator with --code.", $"They get it by: sitehub sites code {slug}");
        }

        if (file.IsChanged)
        {
            file.Write();
            screen.Good($"{path} has the entry of site {slug}.");
        }

        if (site.Sites[0].Link is null && enrolment is not { Revoked: null })
        {
            await SiteEnroller.Run(hub, slug, parsed.GetValue(Code)!, folder, masterKey, screen.Quiet, cancellationToken);
            enrolment = EnrolmentFile.Load(slug, folder, masterKey);
            screen.Good($"Site {slug} is enrolled at {hub}.");
        }

        var options = Options(site, data, masterKey) with { Enrolment = enrolment };
        if (FolderLock.IsHeld(folder))
        {
            await Make(options, signIn, notes, cancellationToken);
            screen.Say(file.IsChanged ? $"The agent of {slug} runs: restart it, for it reads its configuration when it starts." : $"The agent of {slug} runs, and goes on mirroring; its console shows how far it is.");
        }
        else
        {
            var role = new Role(slug, $"site {slug}", options.Site.Url, options.Site.Listen, folder, path);
            await role.Run(
                more => SiteApplication.Build(options, builder => { more(builder); builder.Logging.SetMinimumLevel(LogLevel.Error); }),
                screen,
                cancellationToken,
                async agent =>
                {
                    await Make(options, signIn, notes, cancellationToken);
                    screen.Say("Mirroring its documents:");
                    await new BackfillWatch(screen).Run(agent, cancellationToken);
                });
        }

        Tell(screen, notes, slug, path);
        return notes.IsHindered ? ExitCode.Failed : ExitCode.Ok;
    }

    private static async Task Make(SiteOptions options, SignInClient? signIn, NotesScreen notes, CancellationToken cancellationToken)
    {
        using var joining = SiteJoining.Open(options);
        notes.Show(await joining.LookAtRights(cancellationToken));
        notes.Show(await joining.Make(signIn, cancellationToken));
        notes.Show(await joining.TryWayBack(cancellationToken));
    }

    /// <summary>What is given goes before what stands there; what is not given stays.</summary>
    private static void Fill(ParseResult parsed, JoinFile file)
    {
        var (site, source) = (file.Site, file.Source);
        if (source["kind"] is { } kind && kind.ToString() != SourceEntry.OfFrappe)
        {
            throw new StopException(ExitCode.Configuration, $"The documents of site {site["slug"]} are of the kind {kind}, and not Frappe's.", "Give the new site a name of its own with --site SLUG.");
        }

        source["kind"] ??= SourceEntry.OfFrappe;
        if (parsed.GetValue(Url) is { } url)
        {
            source["url"] = JoinOptions.Address("--url", url).GetLeftPart(UriPartial.Authority);
        }
        else if (source["url"] is null)
        {
            throw new StopException(ExitCode.Configuration, "Say where the Frappe site is: --url https://erp.example");
        }

        var secret = parsed.GetValue(SecretEnv) is { } env ? new JsonObject { ["env"] = env } : parsed.GetValue(SecretFile) is { } of ? new JsonObject { ["file"] = of } : null;
        if (parsed.GetValue(Key) is { } key && secret is not null)
        {
            source["auth"] = new JsonObject { ["key"] = key, ["secret"] = secret };
        }
        else if (parsed.GetValue(Key) is not null || secret is not null || source["auth"] is null)
        {
            throw new StopException(
                ExitCode.Configuration, "Say as whom the agent comes to the Frappe site: --key KEY --secret-env NAME.",
                "In its desk, make a System User such as sitehub@…, with the roles Sales Manager, Accounts Manager and Support Team, and System Manager for the time of connecting.",
                "Then Settings, API Access, Generate Keys; put the secret into an environment variable, here and wherever the agent runs.");
        }

        if (parsed.GetValue(Address) is { } address)
        {
            site["url"] = JoinOptions.Address("--address", address).GetLeftPart(UriPartial.Authority);
        }
        else if (site["url"] is null)
        {
            throw new StopException(ExitCode.Configuration, "Say how the hub and the Frappe site reach the agent: --address https://agent.example, or http://localhost:5101 if all are on this machine.");
        }

        if (parsed.GetValue(Listen) is { } listen)
        {
            site["listen"] = listen;
        }

        if (parsed.GetValue(MasterKeyEnv) is { } masterKey)
        {
            site["masterKey"] = new JsonObject { ["env"] = masterKey };
        }

        site["roles"] ??= new JsonArray("System Manager");
    }

    private static SignInClient? SignIn(ParseResult parsed)
    {
        if (parsed.GetValue(LoginClient) is not { } id)
        {
            return null;
        }

        return parsed.GetValue(LoginSecretEnv) is { } name && Environment.GetEnvironmentVariable(name) is { Length: > 0 } secret
            ? new SignInClient(id, new Secret(secret))
            : throw new StopException(ExitCode.Configuration, "--login-client needs --login-secret-env, with the name of an environment variable that is set.");
    }

    private static void Reachable(SiteEntry site, NotesScreen notes)
    {
        if (site.Url.IsOfThisMachine && !site.Source!.Frappe!.Url.IsOfThisMachine)
        {
            notes.Show(new JoinNote(NoteKind.Limited, "address", "The agent's address {0} is of this machine alone, and the Frappe site is elsewhere.", "Give one that is known there with --address, else changes are seen by looking for them alone.", [site.Url.GetLeftPart(UriPartial.Authority)]));
        }
    }

    private static SiteOptions Options(SitesFile file, DataFolder data, byte[] masterKey)
    {
        var site = file.Sites[0];
        return new SiteOptions(file.Hub!.Url, site, Path.Combine(data.Root, site.Slug), masterKey.Length > 0 ? masterKey : new byte[32], Development: false);
    }

    private static void Tell(Screen screen, NotesScreen notes, string slug, string path)
    {
        if (notes.Wrong == 0)
        {
            screen.Good($"Site {slug} has joined.");
        }
        else
        {
            screen.Bad($"Site {slug} has joined, and {(notes.Wrong == 1 ? "one thing is" : $"{notes.Wrong} things are")} not as it should be: see above. Once it is put right, connect again, or: sitehub site doctor --site {slug}");
        }

        screen.Say($"Next: run the agent with `sitehub site {slug}`, and at the hub link its customers' accounts (docs/erpnext.md). What is mirrored and published stands in {path}.");
    }
}
