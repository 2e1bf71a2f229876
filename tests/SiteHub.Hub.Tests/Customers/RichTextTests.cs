using SiteHub.Operations.Values;

namespace SiteHub.Hub.Tests.Customers;

public sealed class RichTextTests
{
    [Theory]
    [InlineData("<p>Net 30</p><p>or <b>less</b></p>", "Net 30\nor less")]
    [InlineData("a &lt;b&gt; &amp; c", "a <b> & c")]
    [InlineData("1 < 2 and 3 > 2", "1 < 2 and 3 > 2")]
    [InlineData("one<br>two<BR/>three", "one\ntwo\nthree")]
    [InlineData("x<script>alert('>')</script>y<style>p{}</style>z", "xyz")]
    [InlineData("x<script>never closed", "x")]
    [InlineData("x<!-- <b>no</b> -->y", "xy")]
    [InlineData("x<img src=x onerror=alert(1)", "x")]
    [InlineData("<div class=\"ql-editor read-mode\"><p>Text</p></div>", "Text")]
    public void Only_its_text_is_left(string html, string text) => RichText.Plain(html).ShouldBe(text);

    [Theory]
    [InlineData("5 < 6 & <b>x</b>\r\n&lt;two\nthree", "5 &lt; 6 &amp; &lt;b&gt;x&lt;/b&gt;<br>&amp;lt;two<br>three")]
    [InlineData("Größe \"M\" it's", "Größe \"M\" it's")]
    public void A_text_is_rich_text_that_shows_just_it(string text, string html)
    {
        RichText.Of(text).ShouldBe(html);
        RichText.Plain(html).ShouldBe(text.ReplaceLineEndings("\n"));
    }

    /// <summary>Each of these took the expressions that stood here before a minute and more; the test's own time-out is what they would meet.</summary>
    [Theory(Timeout = 20_000)]
    [InlineData("<")]
    [InlineData("<a")]
    [InlineData("<br")]
    [InlineData("<!--")]
    [InlineData("<script")]
    [InlineData("&lt")]
    [InlineData("<script>")]
    public async Task A_megabyte_of_beginnings_ends_at_once(string piece)
    {
        var text = await Task.Run(() => RichText.Plain(string.Concat(Enumerable.Repeat(piece, 900_000 / piece.Length))), TestContext.Current.CancellationToken);
        text.Length.ShouldBeLessThan(70_000);
    }
}
