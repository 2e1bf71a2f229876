using System.Buffers;
using SiteHub.Delivery.Links;
using SiteHub.Operations.Values;
using SiteHub.Protocol;
using SiteHub.Protocol.Files;

namespace SiteHub.Hub.Files;

/// <summary>Answers the sites: each gets the files of the requests that are its own, until it has said that it has them.</summary>
internal sealed class HubQuestions(HeldFiles files) : ILinkQuestions
{
    public Task<LinkAnswered> Answer(string link, ReadOnlyMemory<byte> question, CancellationToken cancellationToken)
    {
        var asked = GivenFileAsk.Read(question);
        if (files.Find(link, asked.Request, asked.Place) is not { File: var file, Id: var id })
        {
            return Task.FromResult<LinkAnswered>(new LinkAnswered.Refused(404, Problems.FileMissing, "Let the member send it again", "The hub holds no such file for this site, or no longer."));
        }

        var head = new ArrayBufferWriter<byte>();
        new FileHead(file.Name, FileTypes.Unknown).WriteTo(head);
        return Task.FromResult<LinkAnswered>(new LinkAnswered.Streamed(head.WrittenMemory, file.Size, (output, cancel) => files.CopyTo(id, file.Size, output, cancel)));
    }
}
