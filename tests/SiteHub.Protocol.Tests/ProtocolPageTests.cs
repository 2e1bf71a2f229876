using System.Text.RegularExpressions;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Signatures;

namespace SiteHub.Protocol.Tests;

/// <summary>What <c>docs/protocol.md</c> tells people who build the other side must be what this side reads.</summary>
public sealed partial class ProtocolPageTests
{
    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (Match example in Fence().Matches(Page))
            {
                examples.Add(example.Groups["kind"].Value, example.Groups["json"].Value);
            }

            return examples;
        }
    }

    private static string Page => File.ReadAllText(Fixture.PathOf("protocol.md"));

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_reads(string kind, string json)
    {
        WireReaders.Of(kind)(Json.Bytes(json));
        if (kind == "document.changed")
        {
            var change = DocumentChange.Read(Json.Bytes(json));
            change.Hash.ShouldBe(ContentHash.Of(change.Doc.Span));
        }
    }

    [Fact]
    public void The_signed_example_verifies()
    {
        var secret = SigningSecret.Parse(Value("secret of site-to-hub"));

        secret.Sign(Value("webhook-id"), long.Parse(Value("webhook-timestamp"), System.Globalization.CultureInfo.InvariantCulture), Json.Bytes(Value("body")).Span).ShouldBe(Value("webhook-signature, to the hub"));
    }

    [Fact]
    public void Every_problem_type_is_named()
    {
        var types = typeof(Problems).GetFields().Where(static f => f.IsLiteral && f.Name != nameof(Problems.Base)).Select(static f => (string)f.GetRawConstantValue()!);

        types.Where(static type => !Page.Contains($"| `{type[Problems.Base.Length..]}` |", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static string Value(string name) => Regex.Match(Page, $"^{Regex.Escape(name)} {{2,}}(.+)$", RegexOptions.Multiline).Groups[1].Value;

    [GeneratedRegex("^```json (?<kind>[a-z.]+)\n(?<json>.+?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
