using SiteHub.Operations.Values;

namespace SiteHub.Hub.Tests.Values;

/// <summary>Names, slugs, roles and addresses of the web: each has one rule, and these are what it is for.</summary>
public sealed class ShownTextTests
{
    [Theory]
    [InlineData(" Nora New ", "Nora New")]
    [InlineData("Ngu\u0065\u0302\u0303n", "Nguễn")]
    [InlineData("O'Neil-Müller, Dr.", "O'Neil-Müller, Dr.")]
    [InlineData("李小龙", "李小龙")]
    public void A_name_is_what_people_write(string given, string name) => PersonName.Parse(given).ShouldNotBeNull().Text.ShouldBe(name);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("Nora\r\nAudit 9999")]
    [InlineData("Nora\u001b[2J")]
    [InlineData("Nora\u202Egro.live")]
    [InlineData("No\u200Bra")]
    [InlineData("No\u00ADra")]
    [InlineData("\uFEFFNora")]
    [InlineData("\u3164")]
    [InlineData("Nora\u2028x")]
    [InlineData("Nora\u0085x")]
    [InlineData("Nora\0")]
    [InlineData("\U000E0041")]
    public void What_cannot_be_seen_or_moves_the_cursor_is_no_name(string given) => PersonName.Parse(given).ShouldBeNull();

    [Fact]
    public void Its_length_is_what_a_reader_counts_and_has_an_end_in_bytes()
    {
        PersonName.Parse(new string('a', 100)).ShouldNotBeNull();
        PersonName.Parse(new string('a', 101)).ShouldBeNull();
        PersonName.Parse(string.Concat(Enumerable.Repeat("𝔸", 100))).ShouldNotBeNull();
        PersonName.Parse("a" + new string('\u0301', 40)).ShouldBeNull();
        PersonName.Parse(string.Concat(Enumerable.Repeat("a\u0301\u0302\u0303\u0304\u0305", 100))).ShouldBeNull();
    }

    /// <summary>By themselves: attributes cannot hold them.</summary>
    [Fact]
    public void Halves_of_a_pair_are_no_text()
    {
        PersonName.Parse("Nora\ud800").ShouldBeNull();
        EmailAddress.Parse("a\udc00@b.c").ShouldBeNull();
        RoleName.Parse("\ud800\ud800").ShouldBeNull();
        WebAddress.Root("https://b\ud800.c").ShouldBeNull();
        Printable.Of("half \ud800 pair").ShouldBe("half \\ud800 pair");
    }

    [Theory]
    [InlineData("acme", true)]
    [InlineData("a-1-b", true)]
    [InlineData("acme\n", false)]
    [InlineData("-acme", false)]
    [InlineData("a--b", false)]
    [InlineData("acme-", false)]
    [InlineData("Acme", false)]
    [InlineData("acmé", false)]
    [InlineData("..", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_slug_is_that_and_no_line_break_behind_it(string? given, bool good) => (Slug.Parse(given) is not null).ShouldBe(good);

    [Theory]
    [InlineData("Sales User", true)]
    [InlineData("Sales; admin", false)]
    [InlineData("Sales\nadmin", false)]
    [InlineData("", false)]
    public void A_role_cannot_pass_for_two(string given, bool good) => (RoleName.Parse(given) is not null).ShouldBe(good);

    [Theory]
    [InlineData("https://acme.example", true)]
    [InlineData("https://acme.example:8443/", true)]
    [InlineData("https://user:secret@acme.example/", false)]
    [InlineData("https://acme.example/path", false)]
    [InlineData("https://acme.example/?q", false)]
    [InlineData("https://acme.example/#f", false)]
    [InlineData("https://acme.example\\@evil.example/", false)]
    [InlineData("https://ac\u200Bme.example/", false)]
    [InlineData("https://acme.example/\r\nX: y", false)]
    [InlineData(" https://acme.example/", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("//acme.example/", false)]
    public void A_site_s_address_is_a_host_and_nothing_behind_it(string given, bool good) => (WebAddress.Root(given) is not null).ShouldBe(good);

    [Theory]
    [InlineData("plain text, äöü €", "plain text, äöü €")]
    [InlineData("a\r\nb", "a\\r\\nb")]
    [InlineData("\u001b[31mred\u001b]0;title\u0007", "\\u001b[31mred\\u001b]0;title\\u0007")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("\u202Etxt.exe", "\\u202etxt.exe")]
    [InlineData("a\u2028b\u0085c", "a\\u2028b\\u0085c")]
    [InlineData("\U000E0041", "\\udb40\\udc41")]
    public void What_would_leave_its_line_is_written_out(string given, string shown) => Printable.Of(given).ShouldBe(shown);
}
