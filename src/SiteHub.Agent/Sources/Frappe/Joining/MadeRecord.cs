using System.Text.Json;
using SiteHub.Delivery.Secrets;

namespace SiteHub.Agent.Sources.Frappe.Joining;

/// <summary>Something that was made at the Frappe site for this one.</summary>
/// <param name="Modified">its time there after we last saved it: a later one is somebody else's change; null: we were about to make it</param>
internal sealed record MadeThing(string DocType, string Name, string? Modified);

/// <summary>
/// What was made at the Frappe site, in a file of the agent's folder: whoever leaves takes away that and nothing else. Each thing is written down before it is made,
/// so that one of which the answer was lost is ours all the same. It holds no secret.
/// </summary>
internal sealed class MadeRecord
{
    private const string File = "frappe-made.json";

    private readonly string? _path;
    private readonly Dictionary<(string, string), MadeThing> _things;

    private readonly bool _isDamaged;

    private MadeRecord(string? path, IReadOnlyList<MadeThing>? things)
    {
        (_path, _isDamaged) = (path, things is null);
        _things = (things ?? []).DistinctBy(static thing => (thing.DocType, thing.Name)).ToDictionary(static thing => (thing.DocType, thing.Name));
    }

    public IReadOnlyCollection<MadeThing> All => _things.Values;

    /// <summary>One that cannot be read is as one that was lost: it is put aside before anything is noted anew.</summary>
    /// <param name="folder">the agent's; null: there is none yet</param>
    public static MadeRecord Load(string? folder)
    {
        var path = folder is null ? null : Path.Combine(folder, File);
        return new MadeRecord(path, path is not null && System.IO.File.Exists(path) ? Read(path) : []);
    }

    public MadeThing? Find(string docType, string name) => _things.GetValueOrDefault((docType, name));

    public void Note(string docType, string name, string? modified)
    {
        _things[(docType, name)] = new MadeThing(docType, name, modified);
        Save();
    }

    public void Forget(string docType, string name)
    {
        _things.Remove((docType, name));
        Save();
    }

    private static List<MadeThing>? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<List<MadeThing?>>(System.IO.File.ReadAllText(path))?.OfType<MadeThing>().Where(static thing => thing is { DocType: not null, Name: not null }).ToList();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Save()
    {
        var path = _path ?? throw new InvalidOperationException("There is no folder to keep the record in.");
        if (_isDamaged && !System.IO.File.Exists(path + ".damaged"))
        {
            System.IO.File.Move(path, path + ".damaged");
        }

        OwnerFile.Replace(path, JsonSerializer.Serialize(_things.Values));
    }
}
