using System.Reflection;
using System.Text.RegularExpressions;
using SiteHub.Delivery.Patterns;

namespace SiteHub.Hub.Tests.Values;

/// <summary>No expression of ours can be made to take minutes. The build refuses others (src/BannedSymbols.txt); this is for what it cannot see.</summary>
public sealed class PatternTests
{
    private static readonly Assembly[] Ours = [typeof(Pattern).Assembly, typeof(Operations.OperationsAccess).Assembly, typeof(HubApplication).Assembly, typeof(Protocol.RetryAfter).Assembly];

    [Fact]
    public void None_is_made_but_by_the_one_type_that_does_not_backtrack()
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var types = Ours.SelectMany(static assembly => assembly.GetTypes()).ToList();

        types.Where(static type => typeof(Regex).IsAssignableFrom(type)).ShouldBeEmpty();
        types.SelectMany(static type => type.GetFields(All)).Where(static field => field.FieldType == typeof(Regex)).Select(static field => field.DeclaringType).ShouldBe([typeof(Pattern)]);
        types.SelectMany(static type => type.GetMembers(All)).Where(static member => member.GetCustomAttributesData().Any(static a => a.AttributeType.Name is "GeneratedRegexAttribute" or "RegularExpressionAttribute" or "EmailAddressAttribute")).ShouldBeEmpty();
    }

    [Fact]
    public void Its_expressions_do_not_backtrack_and_take_no_line_break_at_the_end()
    {
        var pattern = Pattern.Whole("(a|aa)+");
        var expression = (Regex)typeof(Pattern).GetField("_expression", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(pattern)!;

        expression.Options.HasFlag(RegexOptions.NonBacktracking).ShouldBeTrue();
        pattern.IsMatch(new string('a', 5_000) + "!").ShouldBeFalse();
        pattern.IsMatch("aaa\n").ShouldBeFalse();
    }
}
