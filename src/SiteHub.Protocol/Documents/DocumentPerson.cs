using System.Text.Json;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Documents;

/// <summary>Somebody whom a document names as belonging to a customer's record: proposed to whoever may invite them, and given nothing by it.</summary>
/// <param name="Account">the customer's record at the site</param>
/// <param name="Email">as it stands there: 1 to <see cref="MaxEmail"/> characters</param>
public sealed record DocumentPerson(string Account, string Email)
{
    /// <summary>Of one document.</summary>
    public const int MaxListed = 100;

    public const int MaxEmail = 254;

    internal static IReadOnlyList<DocumentPerson>? ReadAll(ref StrictReader reader)
    {
        if (reader.IsNull)
        {
            return null;
        }

        reader.EnterArray();
        var people = new List<DocumentPerson>(4);
        while (reader.NextItem())
        {
            if (people.Count == MaxListed)
            {
                throw reader.Fault($"at most {MaxListed} people");
            }

            people.Add(Read(ref reader));
        }

        return people;
    }

    internal static void WriteAll(Utf8JsonWriter writer, IReadOnlyList<DocumentPerson> people)
    {
        writer.WriteStartArray("people"u8);
        foreach (var person in people)
        {
            writer.WriteStartObject();
            writer.WriteString("account"u8, person.Account);
            writer.WriteString("email"u8, person.Email);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static DocumentPerson Read(ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        string? account = null, email = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("account"u8))
            {
                account = reader.Text();
            }
            else if (reader.Name.SequenceEqual("email"u8))
            {
                email = reader.Text($"1 to {MaxEmail} characters", MaxEmail);
            }
            else
            {
                reader.Skip();
            }
        }

        return new DocumentPerson(reader.Require(account, entered, "account"), reader.Require(email, entered, "email"));
    }
}
