using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SiteHub.Cli.Roles;

/// <summary>
/// Loads every library that the role may come to need, and lets its types begin, while there are handles. The runtime does so when one is first asked for, and
/// remembers a failure until the process ends: a page that was first opened while handles were scarce would be an error for ever.
/// </summary>
internal static class LoadedAhead
{
    /// <summary>Takes a second or less; meanwhile the role's health is "degraded". One that cannot load all ends, and may be started again.</summary>
    public static Task Begin() => Task.Factory.StartNew(Load, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

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
                catch (Exception e) when (e is FileNotFoundException or BadImageFormatException || (e is FileLoadException && !IsShortOfHandles(e)))
                {
                    // One that is not shipped, or not in this version: nothing of it is used.
                }
            }
        }

        LoadNative();
        foreach (var type in known.Values.Where(static a => a.GetName().Name!.StartsWith("SiteHub.", StringComparison.Ordinal)).SelectMany(static a => TypesOf(a)))
        {
            Begin(type);
        }
    }

    private static void LoadNative()
    {
        var folders = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var file in folders.Where(Directory.Exists).SelectMany(static folder => Directory.EnumerateFiles(folder, "lib*.so")).Where(static file => !Path.GetFileName(file).StartsWith("libclr", StringComparison.Ordinal) && !Path.GetFileName(file).StartsWith("libmscor", StringComparison.Ordinal)))
        {
            NativeLibrary.TryLoad(file, out _);
        }
    }

    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }

    /// <summary>ERROR_TOO_MANY_OPEN_FILES, as the runtime says EMFILE.</summary>
    private static bool IsShortOfHandles(Exception e) => (e.HResult & 0xFFFF) == 4;

    /// <summary>What a type needs to begin it asks for once: if that fails, the type is of no use until the process ends.</summary>
    private static void Begin(Type type)
    {
        if (type.TypeInitializer is null || type.ContainsGenericParameters)
        {
            return;
        }

        try
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }
        catch (TypeInitializationException e) when (e.GetBaseException() is not (IOException or DllNotFoundException))
        {
            // Whoever uses it is told.
        }
    }
}
