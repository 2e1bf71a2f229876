using Microsoft.AspNetCore.Mvc;
using SiteHub.Operations.Receiving;

namespace SiteHub.Operations.Features.Admin.Inbound;

/// <summary>Whose webhooks are taken, what came in, and what became of it.</summary>
[KeepsToSites]
internal sealed class IndexModel(ReceiverRows receivers, Receipts receipts) : AdminPage
{
    private const int PageSize = 50;

    [BindProperty(SupportsGet = true)]
    public string? Receiver { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public IReadOnlyList<Receiver> Receivers { get; private set; } = [];

    public IReadOnlyList<Receipt> Receipts { get; private set; } = [];

    public long? Next { get; private set; }

    public static IReadOnlyList<string> States { get; } = [ReceiptState.Waiting, ReceiptState.Applied, ReceiptState.Ignored, ReceiptState.Failed];

    private string? ChosenReceiver => string.IsNullOrEmpty(Receiver) ? null : receivers.Of(Seen).FirstOrDefault(r => r.Id == Receiver || r.Name == Receiver)?.Id ?? (Seen.AreAll ? Receiver : "");

    private string? ChosenState => string.IsNullOrEmpty(State) ? null : State;

    public void OnGet()
    {
        Receivers = [.. receivers.Of(Seen).OrderBy(static r => r.Name, StringComparer.Ordinal)];
        var page = receipts.List(ChosenReceiver, ChosenState, Before ?? long.MaxValue, PageSize + 1, receivers.IdsOf(Seen));
        Receipts = [.. page.Take(PageSize)];
        Next = page.Count > PageSize ? page[PageSize - 1].Id : null;
    }

    [KeepsToSites]
    public async Task<IActionResult> OnPostReplayAsync() =>
        Done("{0} are worked on again, in the order in which they came.", await receipts.Replay(ChosenReceiver, ChosenState, null, HttpContext.RequestAborted, receivers.IdsOf(Seen)));
}
