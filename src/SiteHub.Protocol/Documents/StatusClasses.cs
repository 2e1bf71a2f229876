using System.Text.Json;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Documents;

/// <summary>Which of a publication's statuses are what, in the site's own words. A status that stands nowhere is of no class.</summary>
/// <param name="Open">somebody still has to do something</param>
/// <param name="Done">nothing is left to do</param>
/// <param name="Overdue">it should have been done by now</param>
/// <param name="Lost">nothing will come of it: declined, expired, cancelled</param>
public sealed record StatusClasses(IReadOnlyList<string> Open, IReadOnlyList<string> Done, IReadOnlyList<string> Overdue, IReadOnlyList<string> Lost)
{
    public const string OpenClass = "open";
    public const string DoneClass = "done";
    public const string OverdueClass = "overdue";
    public const string LostClass = "lost";

    /// <summary>Statuses of one publication, over all classes.</summary>
    public const int MaxStatuses = 100;

    /// <summary>Characters of a status.</summary>
    public const int MaxLength = 140;

    public static StatusClasses None { get; } = new([], [], [], []);

    public static IReadOnlyList<string> Names { get; } = [OpenClass, OverdueClass, DoneClass, LostClass];

    /// <summary>Each class with its statuses.</summary>
    public IEnumerable<(string Class, IReadOnlyList<string> Statuses)> All => [(OpenClass, Open), (DoneClass, Done), (OverdueClass, Overdue), (LostClass, Lost)];

    /// <summary>Over all classes.</summary>
    public int Count => Open.Count + Done.Count + Overdue.Count + Lost.Count;

    internal static StatusClasses Read(ref StrictReader reader)
    {
        if (reader.IsNull)
        {
            return None;
        }

        reader.EnterObject();
        var (open, done, overdue, lost) = (new List<string>(), new List<string>(), new List<string>(), new List<string>());
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("open"u8))
            {
                ReadList(ref reader, open, known);
            }
            else if (reader.Name.SequenceEqual("done"u8))
            {
                ReadList(ref reader, done, known);
            }
            else if (reader.Name.SequenceEqual("overdue"u8))
            {
                ReadList(ref reader, overdue, known);
            }
            else if (reader.Name.SequenceEqual("lost"u8))
            {
                ReadList(ref reader, lost, known);
            }
            else
            {
                reader.Skip();
            }
        }

        return new StatusClasses(open, done, overdue, lost);
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("statuses"u8);
        foreach (var (name, statuses) in All.Where(static known => known.Statuses.Count > 0))
        {
            writer.WriteStartArray(name);
            foreach (var status in statuses)
            {
                writer.WriteStringValue(status);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void ReadList(ref StrictReader reader, List<string> statuses, HashSet<string> known)
    {
        if (reader.IsNull)
        {
            return;
        }

        reader.EnterArray();
        while (reader.NextItem())
        {
            if (known.Count == MaxStatuses)
            {
                throw reader.Fault($"at most {MaxStatuses} statuses");
            }

            var status = reader.Text($"a status of 1 to {MaxLength} characters", MaxLength);
            if (!known.Add(status))
            {
                throw reader.Fault("each status once, in one class");
            }

            statuses.Add(status);
        }
    }
}
