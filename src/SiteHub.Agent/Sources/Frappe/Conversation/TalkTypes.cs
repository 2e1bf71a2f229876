using SiteHub.Agent.Publications;
using SiteHub.Operations.Configuration;

namespace SiteHub.Agent.Sources.Frappe.Conversation;

/// <summary>In which of the site's DocTypes what is said on documents stands, and on whose documents it matters.</summary>
internal sealed class TalkTypes
{
    public const string Comment = "Comment";

    public const string Communication = "Communication";

    private readonly Dictionary<string, ConversationEntry> _entries;

    public TalkTypes(PublicationSet publications)
        : this(publications.All.Select(static publication => publication.Entry))
    {
    }

    public TalkTypes(IEnumerable<PublicationEntry> publications)
    {
        _entries = publications.Where(static one => one.Conversation is not null).ToDictionary(static one => one.DocType, static one => one.Conversation!, StringComparer.Ordinal);
        var comments = _entries.Count > 0;
        var communications = _entries.Values.Any(static entry => entry.AsCommunication || entry.Sent);
        All = [.. comments ? [Comment] : Array.Empty<string>(), .. communications ? [Communication] : Array.Empty<string>()];
    }

    /// <summary>Those that are read; none where no publication has a conversation.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>On whose documents what stands in this DocType may be for customers.</summary>
    public IReadOnlyList<string> DocTypesOf(string talkType) => [.. _entries.Where(one => talkType == Comment || one.Value.Sent || one.Value.AsCommunication).Select(static one => one.Key).Order(StringComparer.Ordinal)];

    public ConversationEntry? Of(string docType) => _entries.GetValueOrDefault(docType);

    /// <summary>By what is read: if it changes, all of it is read anew.</summary>
    public string RuleOf(string talkType) => string.Join('\n', DocTypesOf(talkType).Select(docType => $"{docType} {_entries[docType].Mark} {_entries[docType].Sent}"));
}
