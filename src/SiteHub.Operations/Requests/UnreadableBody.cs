namespace SiteHub.Operations.Requests;

/// <summary>What the server and the readers of forms throw at a body that is none. It is the sender's fault, wherever it comes up.</summary>
internal static class UnreadableBody
{
    /// <summary>A chunk whose size is none, a form that breaks off, one with too many or too long fields; bytes that are not compressed as they are said to be.</summary>
    public static bool Is(Exception error) => error is IOException or InvalidDataException or InvalidOperationException
        && error.Source is "Microsoft.AspNetCore.Server.Kestrel.Core" or "Microsoft.AspNetCore.WebUtilities" or "Microsoft.AspNetCore.Http" or "System.IO.Compression" or "System.IO.Compression.Brotli";
}
