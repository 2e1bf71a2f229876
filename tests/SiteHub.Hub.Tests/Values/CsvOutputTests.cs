using SiteHub.Operations.Csv;

namespace SiteHub.Hub.Tests.Values;

public sealed class CsvOutputTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49 30 1", "'+49 30 1")]
    [InlineData("-cmd", "'-cmd")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\u00A0=1", "'\u00A0=1")]
    [InlineData("\uFEFF=1", "'\uFEFF=1")]
    [InlineData("\u200B\u200B=1", "'\u200B\u200B=1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("＋1", "'＋1")]
    [InlineData("－1", "'－1")]
    [InlineData("＠SUM(A1)", "'＠SUM(A1)")]
    [InlineData("﹦1", "'﹦1")]
    [InlineData("−1", "'−1")]
    [InlineData("\n plain", "\"'\n plain\"")]
    public async Task What_a_spreadsheet_would_take_for_a_formula_is_a_text(string cell, string written) => (await Line(cell)).ShouldBe(written + "\r\n");

    [Theory]
    [InlineData("-100.50", "-100.50")]
    [InlineData("12", "12")]
    [InlineData("a=b", "a=b")]
    [InlineData("a;b", "\"a;b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("", "\"\"")]
    public async Task Everything_else_stays_as_it_is(string cell, string written) => (await Line(cell)).ShouldBe(written + "\r\n");

    [Fact]
    public async Task What_is_written_is_read_as_it_was()
    {
        string[] cells = ["two\r\nlines", "a,b;c\td", "say \"x\"", " blanks ", "Köln", ""];

        var line = CsvFile.Read("a,b,c,d,e,f\r\n" + await Line(cells)).Lines.ShouldHaveSingleItem();

        line.Fault.ShouldBeNull();
        line.Cells.ShouldBe(cells);
    }

    private static async Task<string> Line(params string[] cells)
    {
        using var text = new MemoryStream();
        await using (var csv = new CsvOutput(text, isMarked: false))
        {
            await csv.Line(cells, TestContext.Current.CancellationToken);
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}
