using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SiteHub.Agent.Sources.Frappe.Calls;
using SiteHub.Agent.Sources.Frappe.Conversation;
using SiteHub.Agent.Sources.Frappe.Hints;
using SiteHub.Agent.Sources.Frappe.Mirror;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>How far the first mirror of a DocType is.</summary>
public sealed record Backfilled(string DocType, bool IsDone, long Mirrored, long? Total, string? Fault);

/// <summary>Joining a Frappe site: looking at what it can do and may be asked, making there what is needed, taking it away again.</summary>
public sealed class SiteJoining : IDisposable
{
    private readonly FrappeClient _client;
    private readonly RequestBudget? _own;
    private readonly SiteOptions _site;
    private readonly SiteMetas _metas;
    private readonly MadeRecord _made;
    private readonly HintSecrets _secrets;
    private readonly TimeProvider _time;

    internal SiteJoining(FrappeClient client, SiteOptions site, TimeProvider time, RequestBudget? own = null)
    {
        (_client, _site, _time, _own) = (client, site, time, own);
        _metas = new SiteMetas(client);
        _secrets = new HintSecrets(site);
        _made = MadeRecord.Load(Directory.Exists(site.DataDirectory) ? site.DataDirectory : null);
    }

    /// <summary>Where what is said stands there.</summary>
    private TalkTypes Talk => new(_site.Site.Publications);

    private FrappeEntry Source => _site.Site.Source!.Frappe!;

    /// <summary>Without the agent: for commands.</summary>
    public static SiteJoining Open(SiteOptions site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var entry = site.Site.Source!.Frappe!;
        var budget = new RequestBudget(entry.Budget, TimeProvider.System);
        return new SiteJoining(new FrappeClient(entry, budget, new SourceKey(entry), TimeProvider.System, NullLogger<FrappeClient>.Instance), site, TimeProvider.System, budget);
    }

    /// <summary>The preset's parts of the site's entry, as far as this site has them.</summary>
    public Task<(JsonObject Parts, IReadOnlyList<JoinNote> Notes)> Fit(Preset preset, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(preset);
        return preset.Fit(_metas, cancellationToken);
    }

    /// <summary>Who it is, its clock and zone.</summary>
    /// <returns>the notes; the site's zone, where it says it; false: it does not let us in</returns>
    public async Task<(IReadOnlyList<JoinNote> Notes, string? Zone, bool IsIn)> Greet(CancellationToken cancellationToken)
    {
        var facts = await new SiteChecks(_client, _time).Look(Source.TimeZone, Source.Url, cancellationToken);
        return (facts.Notes, facts.Zone, facts.User is not null);
    }

    /// <summary>Whether all that is mirrored is seen, and what actions do may be done.</summary>
    public async Task<IReadOnlyList<JoinNote>> LookAtRights(CancellationToken cancellationToken) => (await SourceUser.Ask(_client, cancellationToken)).User is { } user
        ?
        [
            .. await new RightsChecks(_client, _metas).Look(user, _site.Site.Source!.DocTypes, _site.Site.Actions, Talk, cancellationToken),
            .. await new FileRights(_client, _metas).Look(user, _site.Site.Publications, _site.Site.Actions, cancellationToken),
        ]
        : [];

    /// <summary>What would be made there.</summary>
    public Task<IReadOnlyList<JoinNote>> Plan(SignInClient? signIn, CancellationToken cancellationToken) => Settle(Purpose.Plan, signIn, cancellationToken);

    /// <summary>Makes it, or makes it right again.</summary>
    public Task<IReadOnlyList<JoinNote>> Make(SignInClient? signIn, CancellationToken cancellationToken) => Settle(Purpose.Make, signIn, cancellationToken);

    /// <summary>Whether the site reaches the agent, which must run.</summary>
    public Task<JoinNote> TryWayBack(CancellationToken cancellationToken) => new WayBack(_client, _secrets, _site).Try(cancellationToken);

    /// <summary>All of it once more, and what somebody changed since.</summary>
    /// <param name="runs">the agent does, so that the way back can be tried</param>
    /// <param name="repair">what can be mended from here is, instead of being told</param>
    /// <param name="cancellationToken">ends it</param>
    public async Task<IReadOnlyList<JoinNote>> Examine(bool runs, bool repair, CancellationToken cancellationToken)
    {
        var (notes, _, isIn) = await Greet(cancellationToken);
        return !isIn
            ? notes
            :
            [
                .. notes,
                .. await LookAtRights(cancellationToken),
                .. await Settle(repair ? Purpose.Make : Purpose.Look, null, cancellationToken),
                runs ? await TryWayBack(cancellationToken) : JoinNote.Next("way-back", "The agent does not run, so that the way from the site to it was not tried.", "Start it, and look again."),
            ];
    }

    /// <param name="isDry">only says what would be deleted</param>
    /// <param name="cancellationToken">ends it</param>
    public Task<IReadOnlyList<JoinNote>> Leave(bool isDry, CancellationToken cancellationToken) => new Leaving(_client, _made).Leave(isDry ? Purpose.Plan : Purpose.Make, cancellationToken);

    /// <param name="agent">the services of one that runs</param>
    public static IReadOnlyList<Backfilled> Backfill(IServiceProvider agent)
    {
        var types = agent.GetRequiredService<MirroredTypes>().All;
        var progress = agent.GetRequiredService<Database>().Read(Progress.All).ToDictionary(static one => one.DocType, StringComparer.Ordinal);
        return [.. types.Select(type => progress.TryGetValue(type.Name, out var one) ? new Backfilled(type.Name, one.IsBackfilled, one.Mirrored, one.Total, one.Fault) : new Backfilled(type.Name, false, 0, null, null))];
    }

    public void Dispose()
    {
        if (_own is not null)
        {
            _client.Dispose();
            _own.Dispose();
        }
    }

    private async Task<IReadOnlyList<JoinNote>> Settle(Purpose purpose, SignInClient? signIn, CancellationToken cancellationToken) =>
    [
        .. await new HintHooks(_client, _metas, _made, _secrets, _site).Settle(purpose, [.. _site.Site.Source!.DocTypes.Where(static one => !one.Child).Select(static one => one.Name), .. Talk.All], cancellationToken),
        .. await new RequestFields(_client, _metas, _made, Source).Settle(purpose, _site.Site.Actions, Talk.All, cancellationToken),
        await new SignInKey(_client, _made, _site.HubUrl, Source.Url).Settle(purpose, signIn, cancellationToken),
        .. await new PeopleRight(_client, _metas).Look(signIn is not null || _made.Find(SignInKey.DocType, SignInKey.Name) is not null, cancellationToken),
    ];
}
