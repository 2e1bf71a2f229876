namespace SiteHub.Delivery.Webhooks;

/// <summary>An answer by which a receiver says that it has this already.</summary>
/// <param name="Status">the HTTP status</param>
/// <param name="Text">what the answer must have in it as well; null for any</param>
public sealed record TakenAnswer(int Status, string? Text)
{
    public bool Fits(int status, string? answer) => status == Status && (Text is null || answer?.Contains(Text, StringComparison.Ordinal) is true);
}
