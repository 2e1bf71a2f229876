using SiteHub.Delivery.Links;
using SiteHub.Protocol;

namespace SiteHub.Hub.Files;

/// <summary>Answers the sites.</summary>
internal sealed class HubQuestions : ILinkQuestions
{
    public Task<LinkAnswered> Answer(string link, ReadOnlyMemory<byte> question, CancellationToken cancellationToken) =>
        Task.FromResult<LinkAnswered>(new LinkAnswered.Refused(404, Problems.FileMissing, "", ""));
}
