using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SiteHub.EndToEnd.Tests.Walks;

/// <summary>A terminal: what was set in one step is there in the next.</summary>
internal sealed class BashSession : IAsyncDisposable
{
    private const string Mark = "--- that was step ";

    private readonly Process _bash;
    private int _steps;

    public BashSession(string folder)
    {
        _bash = Process.Start(new ProcessStartInfo("bash", ["--noprofile", "--norc"])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8, StandardInputEncoding = new UTF8Encoding(false),
        })!;
        _bash.StandardInput.AutoFlush = true;
        _bash.StandardInput.WriteLine("exec 2>&1");
    }

    public async Task<(int Code, string Output)> Run(string text)
    {
        var mark = Mark + (++_steps).ToString(CultureInfo.InvariantCulture);

        // Nothing of it reads the steps after it.
        await _bash.StandardInput.WriteLineAsync($"{{ {text}\n}} </dev/null; printf '\\n%s %s\\n' '{mark}' $?");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = new StringBuilder();
        while (await _bash.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith(mark + " ", StringComparison.Ordinal))
            {
                return (int.Parse(line.AsSpan(mark.Length + 1), CultureInfo.InvariantCulture), output.ToString());
            }

            output.AppendLine(line);
        }

        throw new InvalidOperationException($"The terminal ended in the middle of: {text}\n{output}");
    }

    public async ValueTask DisposeAsync()
    {
        _bash.StandardInput.Close();
        _bash.Kill(entireProcessTree: true);
        await _bash.WaitForExitAsync();
        _bash.Dispose();
    }
}
