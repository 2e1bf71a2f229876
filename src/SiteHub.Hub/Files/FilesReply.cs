using SiteHub.Delivery.Links;
using SiteHub.Protocol.Files;

namespace SiteHub.Hub.Files;

/// <summary>What a member gets of a document's files.</summary>
internal abstract record FilesReply
{
    private FilesReply()
    {
    }

    /// <summary>For the audit.</summary>
    public virtual string Word => GetType().Name.ToLowerInvariant();

    public sealed record Listed(IReadOnlyList<ListedFile> Files) : FilesReply;

    /// <summary>To be disposed of.</summary>
    /// <param name="Name">made by us of what the site calls it</param>
    /// <param name="Type">ours</param>
    /// <param name="IsPage">it is looked at, not saved</param>
    /// <param name="Answer">the bytes</param>
    public sealed record Opened(string Name, string Type, bool IsPage, AskReply.Streamed Answer) : FilesReply, IDisposable
    {
        public FilePlaces.Place? Place { get; init; }

        public void Dispose()
        {
            Answer.Dispose();
            Place?.Dispose();
        }
    }

    /// <summary>Not there, or not theirs, or not shown: which of them is not said.</summary>
    public sealed record Missing : FilesReply;

    /// <param name="Sentence">the site's, for the member; may be empty</param>
    public sealed record Refused(string Sentence) : FilesReply;

    public sealed record TooLarge : FilesReply;

    /// <summary>The site, or the system behind it, cannot be asked.</summary>
    public sealed record Away : FilesReply;

    /// <summary>It answered something else.</summary>
    public sealed record Unfit : FilesReply;

    /// <summary>Too many at once.</summary>
    public sealed record Busy : FilesReply;
}
