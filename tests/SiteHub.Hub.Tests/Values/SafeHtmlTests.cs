using SiteHub.Operations.Values;

namespace SiteHub.Hub.Tests.Values;

/// <summary>Rich text out of an ERP, as a page of the hub holds it.</summary>
public sealed class SafeHtmlTests
{
    [Theory]
    [InlineData("<div class=\"ql-editor read-mode\"><p>Net <strong>30</strong> days</p><p><em>or</em> less</p></div>", "<div><p>Net <strong>30</strong> days</p><p><em>or</em> less</p></div>")]
    [InlineData("<ul><li>one</li><li>two</li></ul>", "<ul><li>one</li><li>two</li></ul>")]
    [InlineData("<ol><li data-list=\"bullet\"><span class=\"ql-ui\"></span>one</li></ol>", "<ul><li>one</li></ul>")]
    [InlineData("<h2>Terms</h2>x", "<p><strong>Terms</strong></p>x")]
    [InlineData("<a href=\"https://acme.example/terms\" onclick=\"x()\" style=\"color:red\">terms</a>", "<a href=\"https://acme.example/terms\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">terms</a>")]
    [InlineData("<a href=\"mailto:a@acme.example\">a</a>", "<a href=\"mailto:a@acme.example\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">a</a>")]
    [InlineData("<a href=\"/files/terms.pdf\">terms</a>", "<a>terms</a>")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a><a href=\" java\tscript:alert(1)\">y</a><a href=\"//evil.example\">z</a>", "<a>x</a><a>y</a><a>z</a>")]
    [InlineData("<a href=\"data:text/html,x\">x</a><a href=\"vbscript:x\">y</a>", "<a>x</a><a>y</a>")]
    [InlineData("x<script>alert(1)</script>y<style>p{}</style>z", "xyz")]
    [InlineData("x<img src=https://evil.example/x.png onerror=alert(1)>y", "xy")]
    [InlineData("x<svg><script>alert(1)</script></svg>y<math><mtext>z</mtext></math>", "xy")]
    [InlineData("<p style=\"background:url(https://evil.example)\" id=\"content\" class=\"alert\" onmouseover=\"x()\">t</p>", "<p>t</p>")]
    [InlineData("<form action=\"/signout\"><button>press</button><input name=x></form>", "press")]
    [InlineData("<iframe src=\"https://evil.example\">in</iframe><object data=x>o</object><link rel=stylesheet href=x><meta http-equiv=refresh content=0><base href=x>t", "t")]
    [InlineData("<table><tr><td rowspan=2>1</td></tr></table>", "<table><tbody><tr><td>1</td></tr></tbody></table>")]
    [InlineData("1 &lt; 2 &amp; <b>3</b>", "1 &lt; 2 &amp; <b>3</b>")]
    [InlineData("</dd></dl></div><p>out</p>", "<p>out</p>")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "&quot;&gt;")]
    [InlineData("<p>open<b>bold", "<p>open<b>bold</b></p>")]
    [InlineData("<!-- x --><![CDATA[y]]>z", "z")]
    public void Its_paragraphs_lists_links_and_emphasis_stay_and_nothing_else(string html, string shown) => SafeHtml.Of(html).ReplaceLineEndings("").ShouldBe(shown);

    [Fact]
    public void What_is_larger_than_a_person_writes_is_shown_as_text()
    {
        SafeHtml.Of(string.Concat(Enumerable.Repeat("<div>", 5_001)) + "<b>x</b> &lt;y&gt;").ShouldEndWith("<p>x &lt;y&gt;</p>");
        SafeHtml.Of("<p>" + new string('x', 256 * 1024) + "</p>").ShouldStartWith("<p>xxx");
        SafeHtml.Of("<b>&</b>" + new string('\u00E4', 128 * 1024)).ShouldNotContain("<b>");
    }

    [Fact]
    public void The_bound_is_the_page_s_and_not_each_text_s()
    {
        var page = new SafeHtmlPage();
        page.Of(string.Concat(Enumerable.Repeat("<b></b>", 2_000)) + "<i>x</i>").ShouldEndWith("<i>x</i>");
        page.Of(string.Concat(Enumerable.Repeat("<b></b>", 2_000)) + "<i>x</i>").ShouldBe("<p>x</p>");
        page.Of("<i>small</i>").ShouldBe("<i>small</i>");
    }

    /// <summary>Just below the bound; the test's own time-out is what a quadratic parser would meet.</summary>
    [Theory(Timeout = 20_000)]
    [InlineData("<div>")]
    [InlineData("<ul><li>")]
    [InlineData("<b>")]
    [InlineData("<table><td>")]
    [InlineData("<a href=x>")]
    public async Task Five_thousand_open_tags_end_soon(string piece) =>
        (await Task.Run(() => SafeHtml.Of(string.Concat(Enumerable.Repeat(piece, 5_000 / piece.Count('<')))), TestContext.Current.CancellationToken)).ShouldNotBeNull();
}
