namespace SiteHub.Operations.Requests;

/// <summary>What the server and the readers of forms throw at a body that is none. It is the sender's fault, wherever it comes up.</summary>
internal static class UnreadableBody
{
    /// <summary>A chunk whose size is none, a form that breaks off, one with too many or too long fields, one that is not packed as it says.</summary>
    public static bool Is(Exception error) => (error is InvalidDataException or InvalidOperationException && error.Source is "System.IO.Compression" or "System.IO.Compression.Brotli") || error is IOException or InvalidDataException && error.Source is "Microsoft.AspNetCore.Server.Kestrel.Core" or "Microsoft.AspNetCore.WebUtilities" or "Microsoft.AspNetCore.Http";
}
