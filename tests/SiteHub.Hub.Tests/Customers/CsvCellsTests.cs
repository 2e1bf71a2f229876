using SiteHub.Operations.Csv;

namespace SiteHub.Hub.Tests.Customers;

public sealed class CsvCellsTests
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
    public void What_a_spreadsheet_would_take_for_a_formula_is_a_text(string cell, string written) => CsvCells.Line(cell).ShouldBe(written + "\r\n");

    [Theory]
    [InlineData("-100.50", "-100.50")]
    [InlineData("12", "12")]
    [InlineData("a=b", "a=b")]
    [InlineData("a;b", "\"a;b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("", "")]
    public void Everything_else_stays_as_it_is(string cell, string written) => CsvCells.Line(cell).ShouldBe(written + "\r\n");
}
