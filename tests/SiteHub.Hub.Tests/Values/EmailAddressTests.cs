using CsCheck;
using MimeKit;
using SiteHub.Operations.Values;

namespace SiteHub.Hub.Tests.Values;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("nora@lakeside.example", "nora@lakeside.example")]
    [InlineData("  Nora.New+tag@LakeSide.Example ", "nora.new+tag@lakeside.example")]
    [InlineData("\u212Aim@acme.example", "kim@acme.example")]
    [InlineData("ｎｏｒａ＠ｌａｋｅｓｉｄｅ．ｅｘａｍｐｌｅ", "nora@lakeside.example")]
    [InlineData("nora@münchen.example", "nora@xn--mnchen-3ya.example")]
    [InlineData("nora@MÜNCHEN.example", "nora@xn--mnchen-3ya.example")]
    [InlineData("nora@xn--mnchen-3ya.example", "nora@xn--mnchen-3ya.example")]
    [InlineData("nora@lakeside。example", "nora@lakeside.example")]
    [InlineData("o'neil@a-b.example", "o'neil@a-b.example")]
    [InlineData("root@localhost", "root@localhost")]
    public void It_has_one_form(string given, string form) => EmailAddress.Parse(given).ShouldNotBeNull().Text.ShouldBe(form);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("a b@c d")]
    [InlineData("a.@b.c")]
    [InlineData(".a@b.c")]
    [InlineData("a..b@c.d")]
    [InlineData("\"quoted\"@x.y")]
    [InlineData("a(comment)@b.c")]
    [InlineData("a@b.c(comment)")]
    [InlineData("Nora <nora@b.c>")]
    [InlineData("<nora@b.c>")]
    [InlineData("a@b.c, d@e.f")]
    [InlineData("a@b@c.d")]
    [InlineData("a@b.c\r\nBcc: all@b.c")]
    [InlineData("a@b.c\0")]
    [InlineData("a\u200Bb@c.d")]
    [InlineData("a\u202Eb@c.d")]
    [InlineData("nöra@b.c")]
    [InlineData("а@b.c")]
    [InlineData("a@b..c")]
    [InlineData("a@.b.c")]
    [InlineData("a@b.c.")]
    [InlineData("a@-b.c")]
    [InlineData("a@b-.c")]
    [InlineData("a@b_c.d")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("a@127.0.0.1")]
    [InlineData("a@xn--.example")]
    [InlineData("a@xn--\u00fc.example")]
    [InlineData("a@b.c/d")]
    [InlineData("a:b@c.d")]
    [InlineData("a\t@b.c")]
    public void What_no_server_is_sure_to_take_is_none(string? given) => EmailAddress.Parse(given).ShouldBeNull();

    [Fact]
    public void Its_parts_have_an_end()
    {
        EmailAddress.Parse(new string('a', 64) + "@b.c").ShouldNotBeNull();
        EmailAddress.Parse(new string('a', 65) + "@b.c").ShouldBeNull();
        EmailAddress.Parse("a@" + new string('b', 64) + ".c").ShouldBeNull();
        EmailAddress.Parse("a@" + string.Concat(Enumerable.Repeat("bbbbbbbbb.", 30)) + "c").ShouldBeNull();
        EmailAddress.Parse(string.Concat(Enumerable.Repeat("ﷺ", 40)) + "@b.c").ShouldBeNull();
    }

    /// <summary>Whatever is taken, the mail library writes into an envelope as it is, without SMTPUTF8.</summary>
    [Fact]
    public void Whatever_is_taken_can_be_sent_to_and_is_its_own_form()
    {
        const string Signs = "abzKAZ09.@.@-_+'\"<>(),;:\\[] \t\r\n\0äßK。．＠\u200b\u202e!#%&*=?^`{|}~/";
        var taken = 0;
        Gen.OneOf(Gen.Char[Signs].Array[1, 12].Select(static c => new string(c)), Gen.Select(Gen.Char[Signs].Array[1, 6], Gen.Char[Signs].Array[1, 8]).Select(static (l, h) => $"{new string(l)}@{new string(h)}.example")).Sample(
            text =>
            {
                if (EmailAddress.Parse(text) is not { } address)
                {
                    return;
                }

                Interlocked.Increment(ref taken);
                EmailAddress.Parse(address.Text).ShouldBe(address);
                MailboxAddress.TryParse(address.Text, out var mailbox).ShouldBeTrue(address.Text);
                mailbox.GetAddress(idnEncode: true).ShouldBe(address.Text);
            },
            iter: 20_000,
            threads: 1);
        taken.ShouldBeGreaterThan(30);
    }
}
