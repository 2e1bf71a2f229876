using System.Text.Json;
using SiteHub.Delivery.Webhooks;

namespace SiteHub.Delivery.Tests.Webhooks;

/// <summary>Templates pay for what they make, and have the tags and filters that are listed.</summary>
public sealed class LiquidBoundsTests
{
    private const long Most = 100 * 1024 * 1024;

    private const string Long = "{% assign s = doc.title %}{% for i in (1..15) %}{% assign s = s | append: s %}{% endfor %}";

    [Theory]
    [InlineData("{% assign a = 'x,x,x,x' | split: ',' %}{% for i in (1..60) %}{% assign a = a | concat: a %}{% endfor %}")]
    [InlineData("{% for i in (1..1000000000) %}x{% endfor %}")]
    [InlineData("{% for i in (1..45000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}")]
    [InlineData("{% for i in (-2000000000..2000000000) %}x{% endfor %}")]
    [InlineData("{% for i in (1..99000) %}{% for j in (1..99000) %}{% break %}{% endfor %}{% endfor %}")]
    [InlineData("{{ '2026-11-30' | date: '%20000000Y' }}")]
    [InlineData("{{ '2026-11-30' | date: doc.form }}")]
    [InlineData("{% for i in (1..60) %}{% assign s = s | append: 'x' | append: s %}{% endfor %}")]
    [InlineData("{% for i in (1..60) %}{% capture s %}{{ s }}x{{ s }}{% endcapture %}{% endfor %}")]
    [InlineData("{% capture s %}{% for i in (1..90000) %}{{ doc.long }}{% endfor %}{% endcapture %}")]
    [InlineData(Long + "{{ s | replace: 'x', s }}")]
    [InlineData(Long + "{{ s | replace: '', s }}")]
    [InlineData(Long + "{% assign p = s | split: '' %}{{ p | join: s }}")]
    [InlineData(Long + "{% for i in (1..9000) %}{% if s contains 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxy' %}{% endif %}{% endfor %}")]
    [InlineData(Long + "{% for i in (1..9000) %}{% if s == doc.title %}{% endif %}{% endfor %}")]
    [InlineData(Long + "{% for i in (1..9000) %}{% assign t = s | upcase | url_encode | escape %}{% endfor %}")]
    [InlineData("{% for i in (1..90000) %}{% assign t = doc.items | sort: 'n' | where: 'n', 1 %}{% endfor %}")]
    [InlineData("{% for i in (1..90000) %}{% assign t = doc.items | json %}{% endfor %}")]
    public void A_template_that_would_take_everything_is_stopped(string template)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<FormatException>(() => Render(template)).Message.ShouldContain("the template failed");
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(Most);
    }

    [Theory]
    [InlineData("{% include 'x' %}")]
    [InlineData("{% render 'x' %}")]
    [InlineData("{% layout 'x' %}")]
    [InlineData("{% liquid\nassign a = 1 %}")]
    [InlineData("{% tablerow i in (1..3) %}{% endtablerow %}")]
    [InlineData("{% ifchanged %}x{% endifchanged %}")]
    [InlineData("{{ 'x' | handleize }}")]
    [InlineData("{{ 'x' | format_string: 'a' }}")]
    [InlineData("{{ 'x' | no_such_filter }}")]
    [InlineData("{% if doc.a %}{{ doc.b | append: doc.c | strip_html }}{% endif %}")]
    public void What_is_not_listed_is_refused_when_it_is_saved(string template) => Should.Throw<FormatException>(() => LiquidTemplate.Parse(template)).Message.ShouldNotBeEmpty();

    [Theory]
    [InlineData("{% if 1 %}", "{% endif %}")]
    [InlineData("{%if 1%}", "")]
    [InlineData("{% for i in (1..2) %}", "{% endfor %}")]
    [InlineData("{% case 1 %}{% when 1 %}", "{% endcase %}")]
    [InlineData("{% capture x %}", "{% endcapture %}")]
    [InlineData("{{ doc[", "doc]}}")]
    [InlineData("{{ doc", "|abs}}")]
    [InlineData("{% if 1 and 1 ", "%}{% endif %}")]
    public void Nesting_has_a_bound_and_no_template_ends_the_process(string open, string close)
    {
        foreach (var times in new[] { 100, 1_000, 3_000 })
        {
            var inside = open.StartsWith("{{", StringComparison.Ordinal) || open.Contains("and", StringComparison.Ordinal);
            var source = inside
                ? open + string.Concat(Enumerable.Repeat(open.Contains("and", StringComparison.Ordinal) ? "and 1 " : close.StartsWith('|') ? "|abs" : "doc[", times)) + close
                : string.Concat(Enumerable.Repeat(open, times)) + string.Concat(Enumerable.Repeat(close, times));
            Exception? fault = null;
            var thread = new Thread(
                () =>
                {
                    try
                    {
                        Render(source);
                    }
                    catch (FormatException e)
                    {
                        fault = e;
                    }
                },
                1024 * 1024);
            thread.Start();
            thread.Join();
            (fault is not null || times == 100).ShouldBeTrue(source[..50]);
        }
    }

    [Fact]
    public void What_templates_are_for_fits() =>
        Render("{% capture t %}{{ doc.title | upcase }}{% endcapture %}{{ t }}{% for i in (1..3) limit: 2 %}{{ i }}{% endfor %}{{ '2026-11-30' | date: '%d.%m.%Y' }}{% if doc.title contains 'x' and doc.items.size == 3 %}!{% endif %}{{ doc.items | map: 'n' | join: '-' }}")
            .ShouldBe("XX1230.11.2026!3-1-2");

    private static string Render(string template) => LiquidTemplate.Parse(template).Render(
        [new("doc", JsonElement.Parse($$"""{"title":"xx","form":"%{{new string('9', 30)}}d","long":"{{new string('x', 100_000)}}","items":[{"n":3},{"n":1},{"n":2}]}"""))]);
}
