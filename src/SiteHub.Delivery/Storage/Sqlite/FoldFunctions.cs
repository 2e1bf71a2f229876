using System.Text;
using System.Text.Json;
using SQLitePCL;

namespace SiteHub.Delivery.Storage.Sqlite;

/// <summary>
/// <see cref="Folding"/> in queries: <c>fold(text)</c>, <c>frappe_fold(text)</c> and <c>json_holds(json, folded)</c>. Only a query can call them: SQLite itself
/// refuses them to whatever stands in the schema.
/// </summary>
internal static class FoldFunctions
{
    private const int DirectOnly = 0x80000;

    private const int Flags = raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC | DirectOnly;

    private static readonly delegate_function_scalar Fold = static (context, _, arguments) => Answer(context, arguments[0], Folding.Of);

    private static readonly delegate_function_scalar FrappeFold = static (context, _, arguments) => Answer(context, arguments[0], Folding.OfFrappe);

    private static readonly delegate_function_scalar JsonHolds = static (context, _, arguments) =>
        raw.sqlite3_result_int(context, raw.sqlite3_value_type(arguments[0]) != raw.SQLITE_NULL && Holds(raw.sqlite3_value_blob(arguments[0]), raw.sqlite3_value_text(arguments[1]).utf8_to_string()) ? 1 : 0);

    public static void Add(sqlite3 handle)
    {
        raw.sqlite3_create_function(handle, "fold", 1, Flags, null, Fold);
        raw.sqlite3_create_function(handle, "frappe_fold", 1, Flags, null, FrappeFold);
        raw.sqlite3_create_function(handle, "json_holds", 2, Flags, null, JsonHolds);
    }

    /// <summary>Numbers and what is missing stay what they are.</summary>
    private static void Answer(sqlite3_context context, sqlite3_value value, Func<string, string> fold)
    {
        switch (raw.sqlite3_value_type(value))
        {
            case raw.SQLITE_TEXT:
                raw.sqlite3_result_text(context, fold(raw.sqlite3_value_text(value).utf8_to_string()));
                break;
            case raw.SQLITE_INTEGER:
                raw.sqlite3_result_int64(context, raw.sqlite3_value_int64(value));
                break;
            case raw.SQLITE_FLOAT:
                raw.sqlite3_result_double(context, raw.sqlite3_value_double(value));
                break;
            default:
                raw.sqlite3_result_null(context);
                break;
        }
    }

    /// <summary>One of the values holds it, as a person sees them: no field's name, no escape.</summary>
    private static bool Holds(ReadOnlySpan<byte> json, string folded)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
            while (reader.Read())
            {
                var text = reader.TokenType switch
                {
                    JsonTokenType.String => reader.GetString(),
                    JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                    _ => null,
                };
                if (text is not null && Folding.Of(text).Contains(folded, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What is no JSON holds nothing. An exception must not leave for SQLite.
        }

        return false;
    }
}
