using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SiteHub.Protocol.Actions;

namespace SiteHub.Hub.Actions;

/// <summary>An action's form as it was sent, and as it is shown again when something is wrong with it.</summary>
internal sealed record FilledForm(IReadOnlyDictionary<string, string> Values, JsonElement Json)
{
    public const string Prefix = "input.";

    /// <summary>Of the files, among the form's fields: no field of an action is called so.</summary>
    public const string FilesField = "#files";

    public const string Files = "files";

    public string? Action { get; init; }

    /// <summary>Those that were chosen: an input in which none was is sent too.</summary>
    public static IReadOnlyList<IFormFile> FilesOf(IFormCollection form) => [.. form.Files.Where(static file => file.Name == Files && (file.Length > 0 || !string.IsNullOrEmpty(file.FileName)))];

    /// <summary>What is wrong; without a field: with the whole.</summary>
    public IReadOnlyList<(string? Field, string What)> Faults { get; init; } = [];

    public static FilledForm Read(IFormCollection form, IReadOnlyList<ActionField> fields)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var json = new JsonObject();
        foreach (var field in fields)
        {
            var value = form[Prefix + field.Name].ToString().ReplaceLineEndings("\n").Trim();
            values[field.Name] = value;
            if (field.Type == ActionFieldTypes.Check)
            {
                json[field.Name] = value.Length > 0;
            }
            else if (value.Length > 0)
            {
                // A number that is none is handed on as it is, so that the fault names it.
                json[field.Name] = field.Type is ActionFieldTypes.Number or ActionFieldTypes.Integer && decimal.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : value;
            }
        }

        return new FilledForm(values, JsonSerializer.SerializeToElement(json));
    }
}

/// <summary>What the form of an action needs to be shown.</summary>
/// <param name="Hash">of the version on the page; null where there is no document</param>
/// <param name="Accounts">to choose from, where there is no document that says it</param>
internal sealed record ActionForm(CatalogueAction Action, string Address, string? Hash, FilledForm? Filled, IReadOnlyList<(string Account, string Customer)> Accounts)
{
    /// <summary>The same form sent twice is one request.</summary>
    public string Key { get; } = Guid.NewGuid().ToString("N");

    public string IdOf(ActionField field) => $"{Action.Name}-{field.Name}";

    public bool IsFilled => Filled?.Action == Action.Name;

    public string? ValueOf(ActionField field) => IsFilled ? Filled!.Values.GetValueOrDefault(field.Name) : null;

    public IEnumerable<string> FileFaults => IsFilled ? Filled!.Faults.Where(static fault => fault.Field == FilledForm.FilesField).Select(static fault => fault.What) : [];

    public IEnumerable<string> FaultsOf(ActionField? field) => IsFilled ? Filled!.Faults.Where(fault => fault.Field == field?.Name).Select(static fault => fault.What) : [];
}
