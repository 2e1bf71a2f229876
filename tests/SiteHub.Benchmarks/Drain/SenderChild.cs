using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SiteHub.Benchmarks.Processes;
using SiteHub.Benchmarks.Setting;
using SiteHub.Delivery;
using SiteHub.Delivery.Links;
using SiteHub.Delivery.Secrets;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Links;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Benchmarks.Drain;

/// <summary>
/// The sending half of many sites in one process and one database: each with its own link, log, pump, secrets and token. What a site
/// has besides (documents, publications) is left out, so that the figures are the link's.
/// </summary>
internal sealed class SenderChild(SitesFile file) : ILinkApplier, ILinkHistory, ILinkTokens, ILinkGuard
{
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SiteEntry> _sites = file.Sites.ToDictionary(s => s.Slug, StringComparer.Ordinal);

    /// <summary>Arguments: the sites file, the port. Lines: <c>append N</c> queues N entries over all links; <c>sent</c> tells how many are confirmed.</summary>
    public static async Task RunAsync(string[] args)
    {
        var sender = new SenderChild(SitesFileReader.Read(args[0], SitesScope.Hub));
        var database = Path.Combine(Path.GetDirectoryName(args[0])!, "sender.db");
        await CreateAsync(database);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.ListenAnyIP(int.Parse(args[1], CultureInfo.InvariantCulture)));
        builder.Services.AddSingleton(TimeProvider.System)
            .AddSingleton(p => Database.Open(database, p.GetRequiredService<ILogger<GroupCommit>>(), TimeProvider.System))
            .AddSingleton(new SecretBox(new byte[32]))
            .AddSingleton<ILinkApplier>(sender).AddSingleton<ILinkHistory>(sender).AddSingleton<ILinkTokens>(sender).AddSingleton<ILinkGuard>(sender)
            .AddLinks();
        await using var app = builder.Build();
        app.MapLinks();
        await app.StartAsync();
        var registry = app.Services.GetRequiredService<LinkRegistry>();
        foreach (var site in sender._sites.Values)
        {
            var secrets = LinkSecrets.Derive(site.Link!.Secret, site.Slug);
            await registry.Ensure(new LinkDefinition(site.Slug, sender.Hub, Ring(secrets.SiteToHub), Ring(secrets.HubToSite)));
        }

        await Children.AnswerAsync(async line => line.Split(' ') switch
        {
            ["append", var count] => await sender.AppendAsync(app.Services, int.Parse(count, CultureInfo.InvariantCulture)),
            _ => sender._tokens.Count.ToString(CultureInfo.InvariantCulture),
        });
        await app.StopAsync();
    }

    private Uri Hub => file.Hub!.Url;

    public Func<Session, ApplyOutcome> Prepare(string link, Epoch epoch, LinkEvent entry) => static _ => ApplyOutcome.Applied;

    public void BeginEpoch(Session session, string link, string reason, IReadOnlyList<LinkEvent> unacknowledged)
    {
    }

    public JsonObject Describe(string type, ReadOnlyMemory<byte> data) => [];

    public async ValueTask<string> Get(string link, bool renew, CancellationToken cancellationToken)
    {
        if (renew || !_tokens.TryGetValue(link, out var token))
        {
            token = _tokens[link] = await SiteToken.FetchAsync(Hub, _sites[link]);
        }

        return token;
    }

    public ValueTask<LinkAdmission> Admit(HttpContext http, string link) => ValueTask.FromResult(LinkAdmission.Admitted);

    private async Task<string> AppendAsync(IServiceProvider services, int count)
    {
        var (database, log) = (services.GetRequiredService<Database>(), services.GetRequiredService<LinkLog>());
        var each = count / _sites.Count;
        foreach (var link in _sites.Keys)
        {
            for (var from = 0; from < each; from += 1_000)
            {
                var data = Enumerable.Range(from, Math.Min(1_000, each - from)).Select(i => SampleDocuments.Changed(link, i)).ToList();
                await database.Writer.Write(s => data.ForEach(d => log.Append(s, link, LinkEventTypes.DocumentChanged, d)));
            }
        }

        return (each * _sites.Count).ToString(CultureInfo.InvariantCulture);
    }

    private static SecretRing Ring(Secret secret) => new([new RingSecret(SigningSecret.Parse(secret.Reveal()), null)]);

    private static async Task CreateAsync(string path)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = DeliverySchema.Sqlite;
        await command.ExecuteNonQueryAsync();
    }
}
