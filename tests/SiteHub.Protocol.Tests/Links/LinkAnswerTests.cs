using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Tests.Links;

public sealed class LinkAnswerTests
{
    [Fact]
    public void A_conflict_may_leave_out_the_rejected() =>
        LinkAnswer.Read(Json.Bytes("""{"epoch":{"number":1,"id":"e"},"checkpoint":{"seq":7,"id":"evt_7"}}""")).Rejected.ShouldBeEmpty();

    [Theory]
    [InlineData("""{"checkpoint":{"seq":0,"id":null}}""", "epoch")]
    [InlineData("""{"epoch":{"number":1,"id":"e"}}""", "checkpoint")]
    [InlineData("""{"checkpoint":7}""", "checkpoint")]
    [InlineData("""{"checkpoint":{"seq":7}}""", "checkpoint")]
    [InlineData("""{"rejected":{}}""", "rejected")]
    [InlineData("""{"rejected":[{"seq":7,"reason":"r"},{"seq":8}]}""", "rejected[1].reason")]
    [InlineData("""{"rejected":[{"reason":"r"}]}""", "rejected[0].seq")]
    [InlineData("""{"rejected":[{"seq":"7","reason":"r"}]}""", "rejected[0].seq")]
    public void What_is_wrong_is_named(string answer, string path) =>
        Should.Throw<LinkMessageException>(() => LinkAnswer.Read(Json.Bytes(answer))).Path.ShouldBe(path);
}
