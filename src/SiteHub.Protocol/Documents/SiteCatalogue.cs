using System.Buffers;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Json;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Documents;

/// <summary>Data of <c>site.catalogue</c>: what kinds of documents a site shows the hub. Replaces the catalogue told before.</summary>
/// <param name="DocTypes">those that the site publishes, each once</param>
/// <param name="Publications">what it shows of them, one for each</param>
public sealed record SiteCatalogue(IReadOnlyList<CatalogueDocType> DocTypes, IReadOnlyList<CataloguePublication> Publications)
{
    /// <summary>Publications of one site.</summary>
    public const int MaxPublications = 500;

    /// <summary>Statuses of all of them together: whoever keeps a catalogue writes each down.</summary>
    public const int MaxStatuses = 2_000;

    /// <summary>What members may do there; none where the site is older than actions.</summary>
    public IReadOnlyList<CatalogueAction> Actions { get; init; } = [];

    /// <summary>A member may connect a user of their own there, at the site's page <c>/me/acting</c>.</summary>
    public bool OwnUsers { get; init; }

    /// <exception cref="LinkMessageException">it is not such data</exception>
    public static SiteCatalogue Read(ReadOnlyMemory<byte> data) => StrictReader.ReadObject(data, LinkLimits.MaxDataDepth, Parse);

    public void WriteTo(IBufferWriter<byte> output)
    {
        using var writer = JsonOut.To(output);
        writer.WriteStartObject();
        writer.WriteStartArray("docTypes"u8);
        foreach (var docType in DocTypes)
        {
            docType.Write(writer);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("publications"u8);
        foreach (var publication in Publications)
        {
            publication.Write(writer);
        }

        writer.WriteEndArray();
        if (Actions.Count > 0)
        {
            writer.WriteStartArray("actions"u8);
            foreach (var action in Actions)
            {
                action.Write(writer);
            }

            writer.WriteEndArray();
        }

        if (OwnUsers)
        {
            writer.WriteBoolean("ownUsers"u8, true);
        }

        writer.WriteEndObject();
    }

    private static SiteCatalogue Parse(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        List<CatalogueDocType>? docTypes = null;
        List<CataloguePublication>? publications = null;
        List<CatalogueAction> actions = [];
        var ownUsers = false;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("docTypes"u8))
            {
                docTypes = reader.List(CatalogueDocType.Read);
            }
            else if (reader.Name.SequenceEqual("publications"u8))
            {
                publications = ReadPublications(ref reader);
            }
            else if (reader.Name.SequenceEqual("actions"u8))
            {
                actions = reader.List(CatalogueAction.Read);
            }
            else if (reader.Name.SequenceEqual("ownUsers"u8))
            {
                ownUsers = reader.Flag();
            }
            else
            {
                reader.Skip();
            }
        }

        return new SiteCatalogue(reader.Require(docTypes, entered, "docTypes"), reader.Require(publications, entered, "publications")) { Actions = actions, OwnUsers = ownUsers };
    }

    private static List<CataloguePublication> ReadPublications(ref StrictReader reader)
    {
        reader.EnterArray();
        var publications = new List<CataloguePublication>();
        var statuses = 0;
        while (reader.NextItem())
        {
            if (publications.Count == MaxPublications)
            {
                throw reader.Fault($"at most {MaxPublications} publications");
            }

            publications.Add(CataloguePublication.Read(ref reader));
            statuses += publications[^1].Statuses.Count;
            if (statuses > MaxStatuses)
            {
                throw reader.Fault($"at most {MaxStatuses} statuses in all publications together");
            }
        }

        return publications;
    }
}
