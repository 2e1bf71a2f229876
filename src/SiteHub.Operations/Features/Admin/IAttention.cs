using SiteHub.Delivery.Storage;

namespace SiteHub.Operations.Features.Admin;

/// <summary>Looks for what people have to do something about.</summary>
public interface IAttention
{
    IEnumerable<Attention> Look();
}

/// <summary>All of it. A look that fails is something to attend to itself, and keeps no other from being taken.</summary>
public sealed class AttentionList(IEnumerable<IAttention> looks)
{
    public IReadOnlyList<Attention> Look() => [.. looks.SelectMany(One)];

    private static IReadOnlyList<Attention> One(IAttention look)
    {
        try
        {
            return [.. look.Look()];
        }
        catch (Exception fault) when (!DatabaseFaults.IsAway(fault))
        {
            var name = look.GetType().Name;
            return [new Attention($"attention:{name}", "What needs attention could not be looked for: {0}", name, fault.Message, "/admin", "Read the log, and report this", "look-failed")];
        }
    }
}

/// <summary>Something that does not mend itself, or has not for too long.</summary>
/// <param name="Cause">names it for as long as it lasts, such as <c>webhook:whk_1:held</c>: it is told once</param>
/// <param name="Title">what it is: an English text with a place for the subject, translated where it is shown</param>
/// <param name="Subject">the webhook, link or whatever it is about</param>
/// <param name="Reason">what is known of why</param>
/// <param name="Page">where it is seen, and mended</param>
/// <param name="Mend">what to do there: an English text</param>
/// <param name="Kind">for programs: the operational webhook's <c>kind</c></param>
public sealed record Attention(string Cause, string Title, string Subject, string? Reason, string Page, string Mend, string Kind)
{
    /// <summary>It waits for somebody's decision, and nothing is broken: shown, and left out of the alerts.</summary>
    public bool IsTask { get; init; }
}
