using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using SiteHub.Agent.Documents;
using SiteHub.Agent.Documents.Bodies;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Linking;
using SiteHub.Agent.Documents.Saving;
using SiteHub.Agent.People;
using SiteHub.Agent.Storage;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Seed;

/// <summary>
/// Fills a new site, some hundred documents a transaction, each with the note how far it has come: killed half-way, it goes on there.
/// </summary>
internal sealed partial class Seeding(
    SiteOptions options, Database database, DocTypeCatalogue docTypes, Drafts drafts, LinkTargets links, ILogger<Seeding> log)
{
    private const string Progress = "seeded";
    private const string Done = "done";
    private const int AtOnce = 500;

    private static readonly Caller Seeder = new("Administrator", []);

    /// <exception cref="SeedRefusedException">a document of the seed cannot be saved</exception>
    public async Task Apply(CancellationToken cancellationToken)
    {
        var progress = database.Read(session => RoleSettings.Get(session, Progress)) ?? "0";
        if (progress == Done)
        {
            return;
        }

        var count = int.Parse(progress, CultureInfo.InvariantCulture);
        foreach (var some in SeedDocuments.Of(options.Site).Skip(count).Chunk(AtOnce))
        {
            var saves = Compose(some);
            count += some.Length;
            await Store(saves, count.ToString(CultureInfo.InvariantCulture), cancellationToken);
        }

        await Store([], Done, cancellationToken);
        if (count > 0)
        {
            Seeded(log, options.Site.Slug, count);
        }
    }

    private List<PendingSave> Compose(SeedDocument[] documents)
    {
        var saves = new List<PendingSave>();
        var targets = new SeededTargets(links);
        foreach (var (docType, document) in documents)
        {
            saves.Add(Compose(docTypes.Find(docType)!, document.GetRawText(), targets));
        }

        return saves;
    }

    private PendingSave Compose(DocType type, string text, SeededTargets targets)
    {
        while (true)
        {
            var (save, refusal) = drafts.New(type, Encoding.UTF8.GetBytes(text), Seeder, targets, kind: SaveKind.Seed);
            if (save is null)
            {
                throw new SeedRefusedException($"The seed of site {options.Site.Slug} holds a {type.Name} that cannot be saved: {refusal!.Summary}. It says {text}");
            }

            // A name that the file gives to one document may be the next of the series.
            var name = save.Save.Now.Name;
            if (targets.Add(type.Name, name) && !IsStored(type.Name, name))
            {
                return save;
            }

            if (!save.IsDrawn)
            {
                throw new SeedRefusedException($"The seed of site {options.Site.Slug} holds the {type.Name} {name} twice");
            }
        }
    }

    private bool IsStored(string docType, string name) => database.Read(session => StoredDocument.Find(session, docType, name)) is not null;

    private Task Store(List<PendingSave> saves, string progress, CancellationToken cancellationToken) => database.Writer.Write(
        session =>
        {
            foreach (var save in saves)
            {
                save.TryStore(session);
                save.KeepNumbers(session);
            }

            RoleSettings.Put(session, Progress, progress);
        },
        cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Site {Site} was empty and is filled with {Count} documents")]
    private static partial void Seeded(ILogger logger, string site, int count);

    /// <summary>What is there, and what will be in the same transaction.</summary>
    private sealed class SeededTargets(LinkTargets links) : ILinkTargets
    {
        private readonly HashSet<(string, string)> _seeded = [];

        public bool Add(string docType, string name) => _seeded.Add((docType, name));

        public bool Exists(string docType, string name) => _seeded.Contains((docType, name)) || links.Exists(docType, name);
    }
}
