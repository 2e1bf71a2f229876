using SiteHub.Delivery.Secrets;

namespace SiteHub.Delivery.Tests.Secrets;

public sealed class MasterKeyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sitehub-");

    private string KeyFile => Path.Combine(_folder.FullName, "master.key");

    [Fact]
    public void It_is_made_once_and_then_kept()
    {
        var made = MasterKey.Keep(KeyFile);

        made.Length.ShouldBe(32);
        MasterKey.Keep(KeyFile).ShouldBe(made);
        MasterKey.Keep(KeyFile + "2").ShouldNotBe(made);
    }

    [Fact]
    public void Only_its_owner_may_read_it_and_no_draft_is_left()
    {
        MasterKey.Keep(KeyFile);

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _folder.GetFiles().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Two_that_start_at_once_end_up_with_the_same()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Convert.ToHexString(MasterKey.Keep(KeyFile)))));

        keys.Distinct().ShouldHaveSingleItem();
        _folder.GetFiles().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    [InlineData("c2hvcnQ=")]
    public void A_file_that_holds_none_is_told_of_and_left_as_it_is(string text)
    {
        File.WriteAllText(KeyFile, text);

        Should.Throw<InvalidDataException>(() => MasterKey.Keep(KeyFile)).Message.ShouldContain("backup");
        File.ReadAllText(KeyFile).ShouldBe(text);
    }

    [Theory]
    [InlineData(31, false)]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void It_is_base64_of_exactly_32_bytes(int bytes, bool taken) =>
        MasterKey.TryParse(Convert.ToBase64String(new byte[bytes]), out _).ShouldBe(taken);

    public void Dispose() => _folder.Delete(recursive: true);
}
