using System.Globalization;
using System.Text.Json.Nodes;
using SiteHub.EndToEnd.Tests.Configuration;

namespace SiteHub.EndToEnd.Tests.Cli;

/// <summary>A folder with the sample configuration on ports that are free, as <c>sites.json</c>.</summary>
internal sealed class Workplace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sitehub-");

    public Workplace(Action<JsonNode>? change = null)
    {
        int[] ports = [Ports.Take(), Ports.Take(), Ports.Take()];
        Write(SampleFile.Changed(file =>
        {
            Move(file["hub"]!, ports[0]);
            Move(file["sites"]![0]!, ports[1]);
            Move(file["sites"]![1]!, ports[2]);
            change?.Invoke(file);
        }));
        (Hub, Acme, Globex) = (Address(ports[0]), Address(ports[1]), Address(ports[2]));
    }

    public string Folder => _folder.FullName;

    public Uri Hub { get; }

    public Uri Acme { get; }

    public Uri Globex { get; }

    public void Write(JsonNode file) => File.WriteAllText(Path.Combine(Folder, "sites.json"), file.ToJsonString());

    public SiteHubProcess Start(params string[] arguments) => SiteHubProcess.Start(Folder, arguments);

    public Task<(int Code, string Output, string Errors)> Run(params string[] arguments) => SiteHubProcess.Run(Folder, arguments);

    public void Dispose() => _folder.Delete(recursive: true);

    private static Uri Address(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}"));

    private static void Move(JsonNode role, int port)
    {
        role["url"] = Address(port).GetLeftPart(UriPartial.Authority);
        role["listen"] = Address(port).GetLeftPart(UriPartial.Authority);
    }
}
