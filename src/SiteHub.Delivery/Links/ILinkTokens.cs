using SiteHub.Protocol.Links;

namespace SiteHub.Delivery.Links;

/// <summary>The bearer token that goes with what is sent: a site asks the hub for it, the hub mints it.</summary>
public interface ILinkTokens
{
    /// <param name="link">the link to be used</param>
    /// <param name="renew">the last one was refused: do not give it again</param>
    /// <param name="cancellationToken">ends the wait</param>
    /// <exception cref="TokenRefusedException">the issuer will not give one: the link needs authorization</exception>
    /// <exception cref="HttpRequestException">the issuer cannot be reached: try later</exception>
    ValueTask<string> Get(string link, bool renew, CancellationToken cancellationToken);

    /// <summary>Tokens of single entries, minted for each attempt and never stored in the log.</summary>
    /// <param name="link">the link to be used</param>
    /// <param name="entries">what is about to be sent</param>
    /// <returns>tokens by sequence; null: none of the entries needs one</returns>
    IReadOnlyDictionary<long, string>? ForEntries(string link, IReadOnlyList<LinkEvent> entries) => null;
}
