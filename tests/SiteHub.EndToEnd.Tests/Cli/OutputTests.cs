using System.Text;
using SiteHub.Cli.Terminal;
using SiteHub.Cli.Up;

namespace SiteHub.EndToEnd.Tests.Cli;

/// <summary>Nobody is stopped by a log: what cannot be written is dropped and counted.</summary>
public sealed class OutputTests
{
    [Fact]
    public void An_output_that_nobody_reads_holds_up_nobody_and_says_later_what_is_missing()
    {
        using var halted = new Halted();
        using var output = new DrainedOutput(halted, Encoding.UTF8);

        for (var line = 0; line < 50_000; line++)
        {
            output.WriteLine($"{line} {new string('x', 100)}");
        }

        halted.Go.Set();
        output.Finish(TimeSpan.FromSeconds(30));
        output.WriteLine("the last");
        output.Finish(TimeSpan.FromSeconds(30));
        halted.Text.ShouldStartWith("0 xxx");
        halted.Text.ShouldContain("lines are missing here");
        halted.Text.ShouldEndWith($"the last{Environment.NewLine}");
    }

    [Fact]
    public void An_output_on_a_full_disk_is_dropped_until_there_is_room()
    {
        using var full = new Halted { IsFull = true };
        full.Go.Set();
        using var output = new DrainedOutput(full, Encoding.UTF8);
        output.WriteLine("one");
        output.WriteLine("two");
        output.Finish(TimeSpan.FromSeconds(30));

        full.IsFull = false;
        output.WriteLine("three");
        output.Finish(TimeSpan.FromSeconds(30));

        full.Text.ShouldBe($"(2 lines are missing here: nobody took them.){Environment.NewLine}three{Environment.NewLine}");
    }

    [Fact]
    public void A_roles_file_that_cannot_be_written_is_tried_again_and_counts_what_is_missing()
    {
        using var folder = new Workplace();
        var path = Path.Combine(folder.Folder, "later", "output.log");
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var file = new OutputFile(path, time);
        file.Write("one");
        file.Write("two");

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        time.Advance(TimeSpan.FromSeconds(2));
        file.Write("three");

        File.ReadAllLines(path).ShouldBe(["(2 lines are missing here: they could not be written.)", "three"]);
    }

    [Fact]
    public void A_roles_file_on_a_full_disk_stops_nobody()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no full device.");
        using var file = new OutputFile("/dev/full", TimeProvider.System);

        for (var line = 0; line < 100; line++)
        {
            file.Write("a line");
        }
    }

    private sealed class Halted : MemoryStream
    {
        public ManualResetEventSlim Go { get; } = new();

        public bool IsFull { get; set; }

        public string Text => Encoding.UTF8.GetString(ToArray());

        public override void Write(byte[] buffer, int offset, int count)
        {
            Go.Wait();
            if (IsFull)
            {
                throw new IOException("No space left on device");
            }

            base.Write(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            Go.Set();
            base.Dispose(disposing);
        }
    }
}
