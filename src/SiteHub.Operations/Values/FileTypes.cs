namespace SiteHub.Operations.Values;

/// <summary>The kinds of files that are called what they are. Everything else is bytes, whoever says otherwise: a browser shows none of it.</summary>
public static class FileTypes
{
    public const string Unknown = "application/octet-stream";
    public const string Pdf = "application/pdf";

    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["pdf"] = Pdf,
        ["png"] = "image/png",
        ["jpg"] = "image/jpeg",
        ["jpeg"] = "image/jpeg",
        ["webp"] = "image/webp",
        ["txt"] = "text/plain; charset=utf-8",
        ["csv"] = "text/csv; charset=utf-8",
        ["xml"] = "application/xml",
        ["zip"] = "application/zip",
        ["docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ["odt"] = "application/vnd.oasis.opendocument.text",
        ["ods"] = "application/vnd.oasis.opendocument.spreadsheet",
    };

    public static IEnumerable<string> Endings => Known.Keys;

    /// <summary>By the ending of its name: nothing that somebody says of it besides is believed.</summary>
    public static string Of(string name) => Known.GetValueOrDefault(FileName.EndingOf(name), Unknown);
}
