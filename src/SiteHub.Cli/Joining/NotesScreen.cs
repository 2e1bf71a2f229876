using SiteHub.Agent.Sources.Frappe.Joining;
using SiteHub.Cli.Terminal;

namespace SiteHub.Cli.Joining;

/// <summary>What was found and done, a line each, and below it what there is to do.</summary>
internal sealed class NotesScreen(Screen screen)
{
    private readonly List<JoinNote> _all = [];

    public int Wrong => _all.Count(static note => note.IsWrong);

    public bool IsHindered => _all.Exists(static note => note.Kind == NoteKind.Hindered);

    public void Show(params IEnumerable<JoinNote> notes)
    {
        foreach (var note in notes)
        {
            _all.Add(note);
            switch (note.Kind)
            {
                case NoteKind.Good:
                    screen.Quiet($"  ok        {note.Text}");
                    break;
                case NoteKind.Done:
                    screen.Good($"  done      {note.Text}");
                    break;
                default:
                    screen.Bad($"  {(note.Kind == NoteKind.Limited ? "limited " : "hindered")}  {note.Text}");
                    break;
            }

            if (note.Advice is { } advice)
            {
                screen.Say($"            {(note.IsWrong ? "Do: " : "")}{advice}");
            }
        }
    }
}
