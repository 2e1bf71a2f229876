using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Tests;

/// <summary>What a link refuses, a save must refuse, and the other way round: each fault is put before both.</summary>
public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}""")]
    [InlineData("""{"a":1,"A":2,"a ":3,"":4}""")]
    [InlineData(""" { "a" : [ 1.0 , -0 , 1e400 , 123456789012345678901234567890 ] } """)]
    [InlineData("""{"pair":"\ud83d\ude00","upper":"\uD83D\uDE00","nul":"\u0000","bs":"\\ud800","slash":"\/\"\\\b"}""")]
    [InlineData("""{"😀":"😀","\ud83d\ude01":1}""")]
    [InlineData("""{"\\ud800":1}""")]
    public void What_is_right_passes(string json)
    {
        Fault(json).ShouldBeNull();
        Json.Text(LinkBatch.Read(Json.Bytes(Json.Batch(Json.Event(1201, json.Trim())))).Events[0].Data).ShouldBe(json.Trim());
    }

    [Theory]
    [InlineData("""{"a":1,"a":1}""", "a: found the name a second time*")]
    [InlineData("""{"a":{"b":[{"c":1,"d":2,"c":3}]}}""", "a.b[0].c: found the name a second time*")]
    [InlineData("""{"a":1,"\u0061":1}""", "*found the name a second time*")]
    [InlineData("""{"\u0061":1,"a":1}""", "a: found the name a second time*")]
    [InlineData("""{"\u0061":1,"\u0061":1}""", "*found the name a second time*")]
    [InlineData("""{"":1,"":1}""", "*found the name a second time*")]
    [InlineData("""{"é":1,"\u00e9":1}""", "*found the name a second time*")]
    [InlineData("""{"a b":{"x":"\ud800"}}""", "[\"a b\"].x: found half of a surrogate pair*")]
    [InlineData("""{"x":"\udc00"}""", "x: found half of a surrogate pair*")]
    [InlineData("""{"x":"\udc00\ud800"}""", "x: found half*")]
    [InlineData("""{"x":"\ud800\ud800"}""", "x: found half*")]
    [InlineData("""{"x":"\ud800\\udc00"}""", "x: found half*")]
    [InlineData("""{"x":"\ud800\n\udc00"}""", "x: found half*")]
    [InlineData("""{"x":"\ud800é"}""", "x: found half*")]
    [InlineData("""{"x":"\uD83D\uDE00\uD83D"}""", "x: found half*")]
    [InlineData("""{"x":[1,["\ud800"]]}""", "x[1][0]: found half*")]
    [InlineData("""{"\ud800":1}""", "*found half*")]
    [InlineData("""{"a":NaN}""", "*malformed JSON*")]
    [InlineData("""{"a":Infinity}""", "*malformed JSON*")]
    [InlineData("""{"a":-Infinity}""", "*malformed JSON*")]
    [InlineData("""{"a":01}""", "*malformed JSON*")]
    [InlineData("""{"a":1.}""", "*malformed JSON*")]
    [InlineData("""{"a":+1}""", "*malformed JSON*")]
    [InlineData("""{"a":1,}""", "*malformed JSON*")]
    [InlineData("""{"a":[1,]}""", "*malformed JSON*")]
    [InlineData("""{"a":1 /* why */}""", "*malformed JSON*")]
    [InlineData("""{'a':1}""", "*malformed JSON*")]
    [InlineData("""{a:1}""", "*malformed JSON*")]
    [InlineData("""{"a":"\x"}""", "*malformed JSON*")]
    [InlineData("""{"a":"\u12"}""", "*malformed JSON*")]
    [InlineData("{\"a\":\"\n\"}", "*malformed JSON*")]
    [InlineData("""{"a":1""", "*malformed JSON*")]
    public void What_two_readers_could_understand_differently_is_refused(string json, string fault)
    {
        Fault(json).ShouldNotBeNull().ShouldMatch("^" + System.Text.RegularExpressions.Regex.Escape(fault).Replace("\\*", ".*", StringComparison.Ordinal) + "$");
        Json.Refused(Json.Batch(Json.Event(1201, json)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("{}]")]
    [InlineData("1 2")]
    [InlineData("\uFEFF{}")]
    public void There_is_one_value_and_nothing_around_it(string json)
    {
        Fault(json).ShouldNotBeNull();
        Should.Throw<LinkMessageException>(() => LinkBatch.Read(Json.Bytes(json)));
    }

    [Fact]
    public void After_a_whole_batch_nothing_may_follow() => Json.Refused(Json.Batch(Json.Event(1201)) + "{}");

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC3 })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xE9 })]
    public void Bytes_that_are_not_UTF_8_are_refused(byte[] bytes)
    {
        byte[] inValue = [.. "{\"a\":\""u8, .. bytes, .. "\"}"u8];
        byte[] inName = [.. "{\""u8, .. bytes, .. "\":1}"u8];

        foreach (var json in new[] { inValue, inName })
        {
            StrictJson.TryCheck(json, 64, out var fault).ShouldBeFalse();
            fault.ShouldStartWith("message: found bytes that are not UTF-8 (at byte ");
        }

        Should.Throw<LinkMessageException>(() => LinkBatch.Read(inValue));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(256)]
    public void Nesting_goes_as_deep_as_asked_for_and_no_deeper(int levels)
    {
        static string Nested(int levels) => new string('[', levels) + new string(']', levels);

        StrictJson.TryCheck(Json.Bytes(Nested(levels)).Span, levels, out _).ShouldBeTrue();
        StrictJson.TryCheck(Json.Bytes(Nested(levels + 1)).Span, levels, out var fault).ShouldBeFalse();
        fault.ShouldEndWith($"found level {levels + 1}, expected at most {levels} levels of nesting");
        StrictJson.TryCheck(Json.Bytes(Nested(10_000)).Span, levels, out _).ShouldBeFalse();
        StrictJson.TryCheck(Json.Bytes(new string('[', 100_000)).Span, levels, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(5_000)]
    public void A_name_that_comes_twice_is_found_among_many(int names)
    {
        var members = Enumerable.Range(0, names).Select(static i => $"\"n{i}\":{{\"n1\":1,\"n0\":[]}}");

        Fault($"{{{string.Join(',', members)}}}").ShouldBeNull();
        foreach (var twice in new[] { 0, names / 2, names - 1 })
        {
            Fault($"{{{string.Join(',', members)},\"n{twice}\":1}}").ShouldStartWith($"n{twice}: found the name a second time");
        }
    }

    [Fact]
    public void A_name_that_comes_twice_is_found_after_a_large_object_of_other_names()
    {
        static string Object(char prefix, string last) => $"{{{string.Concat(Enumerable.Range(0, 100).Select(i => $"\"{prefix}{i}\":1,"))}\"{last}\":1}}";

        Fault($"[{Object('a', "z")},{Object('b', "z")},{Object('a', "z")}]").ShouldBeNull();
        Fault($"[{Object('a', "z")},{Object('b', "b0")}]").ShouldStartWith("[1].b0: found the name a second time");
    }

    [Fact]
    public void A_fault_in_one_message_leaves_no_trace_in_the_next()
    {
        var broken = string.Concat(Enumerable.Repeat("{\"a\":", 30));

        for (var i = 0; i < 100; i++)
        {
            Fault(broken).ShouldNotBeNull();
            Fault("""{"a":1}""").ShouldBeNull();
        }
    }

    private static string? Fault(string json) => StrictJson.TryCheck(Json.Bytes(json).Span, 64, out var fault) ? null : fault;
}
