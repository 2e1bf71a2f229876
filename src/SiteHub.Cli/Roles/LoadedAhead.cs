using System.Reflection;

namespace SiteHub.Cli.Roles;

/// <summary>
/// Loads every library that the role may come to need, while there are handles. The runtime loads a library when it is first asked for, and remembers a
/// failure until the process ends: a page that was first opened while handles were scarce would be an error for ever.
/// </summary>
internal static class LoadedAhead
{
    /// <summary>Beside the role's start, and behind it.</summary>
    public static void Begin() => new Thread(Load) { IsBackground = true, Name = "loads ahead", Priority = ThreadPriority.BelowNormal }.Start();

    private static void Load()
    {
        var known = AppDomain.CurrentDomain.GetAssemblies().ToDictionary(static a => a.GetName().Name ?? "", StringComparer.OrdinalIgnoreCase);
        var waiting = new Queue<Assembly>(known.Values);
        while (waiting.TryDequeue(out var assembly))
        {
            foreach (var name in assembly.GetReferencedAssemblies().Where(name => !known.ContainsKey(name.Name!)))
            {
                try
                {
                    waiting.Enqueue(known[name.Name!] = Assembly.Load(name));
                }
                catch (Exception e) when (e is IOException or BadImageFormatException)
                {
                    // One that is not shipped, for nothing of it is used.
                }
            }
        }
    }
}
