namespace SiteHub.Operations.Configuration.Reading;

/// <summary>Which fields of a publication's documents name people of the customers'.</summary>
internal static class PeopleReader
{
    public static PeopleEntry? Read(ObjectReader publication)
    {
        if (publication.Object("people") is not { } people)
        {
            return null;
        }

        var emails = people.Texts("emails", required: true);
        var accounts = people.Object("accounts") is { } given ? Accounts(given) : null;
        people.Close();
        return new PeopleEntry([.. emails.Select(static one => PlaceOf(one.Value))], accounts);
    }

    private static AccountsPlace? Accounts(ObjectReader accounts)
    {
        var field = accounts.Text("field", required: true);
        var where = new Dictionary<string, string>(StringComparer.Ordinal);
        if (accounts.Object("where") is { } rows)
        {
            foreach (var (name, value) in rows.Members.ToList())
            {
                if (rows.Text(name) is { } wanted)
                {
                    where[name] = wanted;
                }
            }

            rows.Close();
        }

        accounts.Close();
        if (field is null)
        {
            return null;
        }

        var place = PlaceOf(field);
        if (where.Count > 0 && place.Table is null)
        {
            accounts.Fault("where", "is for the rows of a child table, and field names none");
        }

        return new AccountsPlace(place, where);
    }

    /// <summary>Frappe's field names have no dot.</summary>
    private static FieldPlace PlaceOf(string text) => text.Split('.', 2) is [var table, var column] ? new FieldPlace(table, column) : new FieldPlace(null, text);
}
