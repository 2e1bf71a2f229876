using Microsoft.Extensions.Primitives;
using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Resource;

/// <summary>The framework reads a form's bytes that are no UTF-8 as the character that stands for them: what it stood for is lost, so the form is refused.</summary>
internal static class FormText
{
    public static Refusal? Fault(StringValues value) => value.ToString().Contains('\uFFFD', StringComparison.Ordinal) ? Refuse.MalformedJson("The text is not valid UTF-8") : null;
}
