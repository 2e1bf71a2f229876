using System.Text.Json;

namespace SiteHub.Operations.Configuration.Reading;

/// <summary>A secret: its text, <c>{ "env": "NAME" }</c> or <c>{ "file": "PATH" }</c>. No fault ever shows it.</summary>
internal static class SecretReader
{
    private const string Expected = "must be a text, { \"env\": \"NAME\" } or { \"file\": \"PATH\" }";

    public static Secret? Secret(this ObjectReader reader, string name, bool required = false)
    {
        if (reader.Any(name, required) is not { } value)
        {
            return null;
        }

        var path = reader.At(name);
        return value.ValueKind switch
        {
            JsonValueKind.String => Literal(value.GetString()!, path, reader.Context),
            JsonValueKind.Object => Resolve(value, path, reader.Context),
            _ => Refuse(path, Expected, reader.Context, Found.Kind(value)),
        };
    }

    /// <summary>What <c>{ "env": … }</c> or <c>{ "file": … }</c> stands for; null, with a fault, if there is nothing.</summary>
    public static Secret? Resolve(JsonElement value, string path, ReadContext context)
    {
        var reader = ObjectReader.Open(value, path, context)!;
        var variable = reader.Text("env");
        var file = reader.Text("file");
        reader.Close();
        if (variable is null == file is null)
        {
            return Refuse(path, Expected, context);
        }

        return variable is not null ? FromEnvironment(variable, path, context) : FromFile(file!, path, context);
    }

    private static Secret? Literal(string text, string path, ReadContext context) =>
        string.IsNullOrWhiteSpace(text) ? Refuse(path, "must not be empty", context) : new Secret(text) { File = context.File };

    private static Secret? FromEnvironment(string variable, string path, ReadContext context) =>
        context.Environment(variable) is { } text && !string.IsNullOrWhiteSpace(text)
            ? new Secret(text)
            : Refuse(path, $"the environment variable {variable} is not set; set it before starting", context);

    private static Secret? FromFile(string file, string path, ReadContext context)
    {
        var full = Path.GetFullPath(file, context.Folder);
        try
        {
            // Editors and `echo` end a file with a new line, which is no part of the secret.
            var text = File.ReadAllText(full).Trim();
            return text.Length > 0 ? new Secret(text) { File = full } : Refuse(path, $"the file {full} is empty; put the secret into it", context);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse(path, $"the file {full} cannot be read ({e.Message})", context);
        }
    }

    private static Secret? Refuse(string path, string message, ReadContext context, string? found = null)
    {
        context.Fault(path, message, found);
        return null;
    }
}
