using System.Runtime.InteropServices;
using System.Text.Json;

namespace SiteHub.Delivery.Scripts;

/// <summary>Texts and names out of a document, paid for before they are made.</summary>
internal static class DocumentText
{
    public static string Of(JsonElement json, Run run)
    {
        run.PayText(JsonMarshal.GetRawUtf8Value(json).Length);
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw NoText(run);
        }
    }

    public static string NameOf(JsonProperty member, Run run)
    {
        run.PayText(JsonMarshal.GetRawUtf8PropertyName(member).Length);
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw NoText(run);
        }
    }

    // JSON may hold half of a pair of surrogates, which no text can.
    private static ScriptFault NoText(Run run) => run.Fault("the document holds half a character (a surrogate without its other half), which is no text");
}
