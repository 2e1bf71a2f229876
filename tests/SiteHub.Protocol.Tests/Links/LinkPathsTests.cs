using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Tests.Links;

public sealed class LinkPathsTests
{
    [Fact]
    public void Each_message_has_its_path()
    {
        LinkPaths.Events("acme").ShouldBe("/sitehub/v1/links/acme/events");
        LinkPaths.Hello("acme").ShouldBe("/sitehub/v1/links/acme/hello");
        LinkPaths.Pull("acme").ShouldBe("/sitehub/v1/links/acme/pull");
    }

    [Fact]
    public void A_name_cannot_leave_its_segment() => LinkPaths.Events("../a b/ü?").ShouldBe("/sitehub/v1/links/..%2Fa%20b%2F%C3%BC%3F/events");
}
