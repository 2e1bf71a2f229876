namespace SiteHub.Operations.Configuration.Reading;

internal static class ChoiceReader
{
    /// <summary>One of a few known words.</summary>
    public static T Choice<T>(this ObjectReader reader, string name, IReadOnlyDictionary<string, T> choices, T? fallback = null)
        where T : struct
    {
        if (reader.Text(name, required: fallback is null) is not { } text)
        {
            return fallback ?? default;
        }

        if (choices.TryGetValue(text, out var choice))
        {
            return choice;
        }

        reader.Fault(name, $"must be one of {Found.List(choices.Keys)}", Found.Text(text));
        return fallback ?? default;
    }
}
