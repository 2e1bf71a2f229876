using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SiteHub.Agent.Tests.Resource;

/// <summary>
/// Sends recorded requests to a site and holds its answers against Frappe's. Names and times differ between the two, so each name and
/// time that Frappe answered stands for the one that the site answered in its place.
/// </summary>
public sealed partial class Replay(SiteFixture site)
{
    private const string Unsaved = ",\"__unsaved\":1";

    private readonly Dictionary<string, string> _ours = [];

    /// <summary>Frappe's side of what is not alike, and why that is right, goes through here before it is compared.</summary>
    public Dictionary<string, string> Instead { get; } = [];

    /// <summary>Our name for what Frappe called so.</summary>
    public string Our(string name) => _ours[name];

    public void Learn(string theirs, string ours) => _ours[theirs] = ours;

    public async Task<Answer> Send(string number)
    {
        var recorded = Recording.Load(number);
        var answer = await site.Send(
            recorded.Method, Translate(recorded.Path), recorded.Body is null ? null : Translate(recorded.Body), recorded.Authorization, recorded.ContentType ?? "application/json");

        answer.Status.ShouldBe(recorded.Status, $"{number}: {answer.Text}");
        var theirs = JsonNode.Parse(recorded.Answer)!;
        if (recorded.Body?.Contains("__unsaved", StringComparison.Ordinal) == true)
        {
            // Frappe echoes the mark of new rows if it is sent back; it means nothing then.
            theirs = JsonNode.Parse(recorded.Answer.Replace(Unsaved, "", StringComparison.Ordinal))!;
        }

        if (answer.Json["exc_type"] is null && theirs["exc_type"] is null)
        {
            Compare(number, theirs, answer.Json);
        }
        else
        {
            CompareErrors(number, theirs, answer);
        }

        return answer;
    }

    private void CompareErrors(string number, JsonNode theirs, Answer ours)
    {
        ours.ExcType.ShouldBe((string?)theirs["exc_type"], number);
        Keys(ours.Json).ShouldBe(Keys(theirs), number);
        Masked((string?)ours.Json["exception"]).ShouldBe(Masked((string?)theirs["exception"]), number);
        Masked((string?)ours.Json["_error_message"]).ShouldBe(Masked((string?)theirs["_error_message"]), number);
        var messages = new Answer(0, theirs.ToJsonString()).Messages;
        ours.Messages.Count.ShouldBe(messages.Count, number);
        foreach (var (our, their) in ours.Messages.Zip(messages))
        {
            Keys(our).ShouldBe(Keys(their), number);
            Masked((string)our["message"]!).ShouldBe(Masked((string)their["message"]!), number);
            ((string)our["title"]!).ShouldBe((string)their["title"]!, number);
        }
    }

    private void Compare(string where, JsonNode? theirs, JsonNode? ours)
    {
        switch (theirs)
        {
            case JsonObject their:
                var our = ours.ShouldBeOfType<JsonObject>(where);
                Keys(our).ShouldBe(Keys(their), where);
                foreach (var (key, value) in their)
                {
                    if (key is "name" or "parent" or "creation" or "modified" && value is not null)
                    {
                        _ours.TryAdd((string)value!, (string)our[key]!);
                    }

                    Compare($"{where}.{key}", value, our[key]);
                }

                break;
            case JsonArray list:
                var array = ours.ShouldBeOfType<JsonArray>(where);
                array.Count.ShouldBe(list.Count, where);
                for (var i = 0; i < list.Count; i++)
                {
                    if (where == "85.message")
                    {
                        // The names of documents that were inserted together.
                        _ours.TryAdd((string)list[i]!, (string)array[i]!);
                    }

                    Compare($"{where}[{i}]", list[i], array[i]);
                }

                break;
            default:
                var text = theirs?.ToJsonString();
                var expected = text is null ? null : Translate(Instead.GetValueOrDefault(text, text));
                Day().Replace(ours?.ToJsonString() ?? "null", "<day>").ShouldBe(Day().Replace(expected ?? "null", "<day>"), where);
                break;
        }
    }

    private string Translate(string text) =>
        _ours.OrderByDescending(pair => pair.Key.Length).Aggregate(text, (all, pair) => all.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

    private string? Masked(string? text) => text is null ? null : Name().Replace(Moment().Replace(Translate(text), "<time>"), "<name>");

    private static List<string> Keys(JsonNode node) => [.. node.AsObject().Select(member => member.Key)];

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}")]
    private static partial Regex Moment();

    [GeneratedRegex(@"2026-11-2\d")]
    private static partial Regex Day();

    // What Frappe would have called a document that it then refused.
    [GeneratedRegex(@"(?<=\[\w+, )[0-9a-v]{10}(?=\])")]
    private static partial Regex Name();
}
