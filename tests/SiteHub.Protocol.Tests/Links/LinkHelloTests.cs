using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Tests.Links;

public sealed class LinkHelloTests
{
    [Theory]
    [InlineData("1.0", true)]
    [InlineData("1.1", true)]
    [InlineData("1.2", false)]
    [InlineData("2.0", false)]
    [InlineData("0.9", false)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("1", false)]
    [InlineData("1.0.0", false)]
    [InlineData("1.-1", false)]
    [InlineData("1. 0", false)]
    [InlineData("1.00000", false)]
    [InlineData("one", false)]
    public void Neighbours_by_one_minor_version_understand_each_other(string? other, bool understood) => LinkHello.Understands(other).ShouldBe(understood);

    [Fact]
    public void A_greeting_of_a_version_that_is_not_spoken_can_still_be_read() =>
        LinkHello.Read(Json.Bytes(Hello("\"27.3\""))).Version.ShouldBe("27.3");

    [Theory]
    [InlineData("1", "version: found 1, expected a version*")]
    [InlineData("\"\"", "version: found \"\", expected a version*")]
    [InlineData("\"1.0 and a long text\"", "version: found \"1.0 and a long text\", expected a version*")]
    public void A_version_is_a_short_text(string version, string message) =>
        Should.Throw<LinkMessageException>(() => LinkHello.Read(Json.Bytes(Hello(version)))).Message.ShouldMatch(message.Replace("*", ".*", StringComparison.Ordinal));

    [Theory]
    [InlineData("version")]
    [InlineData("sends")]
    [InlineData("receives")]
    public void All_of_it_is_needed(string name)
    {
        var hello = JsonNode.Parse(Hello("\"1.0\""))!.AsObject();
        hello.Remove(name);

        Should.Throw<LinkMessageException>(() => LinkHello.Read(Json.Bytes(hello.ToJsonString()))).Path.ShouldBe(name);
    }

    [Fact]
    public void Both_sides_say_history_and_position()
    {
        var hello = JsonNode.Parse(Hello("\"1.0\""))!.AsObject();
        hello["receives"]!.AsObject().Remove("position");

        Should.Throw<LinkMessageException>(() => LinkHello.Read(Json.Bytes(hello.ToJsonString()))).Path.ShouldBe("receives.position");
    }

    private static string Hello(string version) =>
        """{"version":""" + version + ""","sends":{"epoch":{"number":1,"id":"e"},"position":{"seq":2,"id":"x"}},"receives":{"epoch":{"number":0,"id":""},"position":{"seq":0,"id":null}}}""";
}
