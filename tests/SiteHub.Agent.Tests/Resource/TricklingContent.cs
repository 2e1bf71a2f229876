using System.IO.Pipelines;
using System.Net;

namespace SiteHub.Agent.Tests.Resource;

/// <summary>A body that is sent as it comes, not once it is large enough to be worth a packet.</summary>
internal sealed class TricklingContent(PipeReader source) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        while (true)
        {
            var read = await source.ReadAsync();
            foreach (var part in read.Buffer)
            {
                await stream.WriteAsync(part);
            }

            await stream.FlushAsync();
            source.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
