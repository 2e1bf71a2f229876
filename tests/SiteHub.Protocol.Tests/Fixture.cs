namespace SiteHub.Protocol.Tests;

/// <summary>Files that lie beside the tests: vectors from elsewhere, and approved samples of what goes over the wire.</summary>
internal static class Fixture
{
    public static string PathOf(params string[] parts) => Path.Combine([AppContext.BaseDirectory, .. parts]);

    public static JsonObject Json(params string[] parts) => JsonNode.Parse(File.ReadAllBytes(PathOf(parts)))!.AsObject();
}
