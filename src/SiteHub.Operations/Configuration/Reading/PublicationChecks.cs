using SiteHub.Protocol.Documents;

namespace SiteHub.Operations.Configuration.Reading;

/// <summary>A publication names a DocType of its site, and fields that this has.</summary>
internal static class PublicationChecks
{
    private static readonly FieldType[] Amounts = [FieldType.Currency, FieldType.Float, FieldType.Int, FieldType.Percent];
    private static readonly FieldType[] Sums = [FieldType.Currency, FieldType.Float, FieldType.Int];
    private static readonly FieldType[] Dates = [FieldType.Date, FieldType.Datetime];

    public static void Check(
        IReadOnlyList<Placed<PublicationEntry>> publications, IReadOnlyList<DocTypeEntry> docTypes, ReadContext context, bool isFrappe)
    {
        Together(publications, context);
        foreach (var (publication, path) in publications)
        {
            var docType = docTypes.FirstOrDefault(d => d.Name == publication.DocType);
            if (docType is null || docType.Child)
            {
                var published = docTypes.Where(d => !d.Child).Select(d => d.Name);
                context.Fault($"{path}.docType", $"is no DocType that this site could publish; it has {Found.List(published)}", Found.Text(publication.DocType));
                continue;
            }

            Fields(publication.Fields, docType, $"{path}.fields", docTypes, context);
            Account(publication, docType, path, context);
            People(publication, docType, path, docTypes, context);
            Card(publication.Card, docType, $"{path}.card", context);
            Statuses(publication, docType, path, context);
            Conversation(publication, path, context, isFrappe);
        }
    }

    /// <summary>A catalogue that exceeds them is taken by no hub.</summary>
    private static void Together(IReadOnlyList<Placed<PublicationEntry>> publications, ReadContext context)
    {
        var statuses = 0;
        foreach (var (index, (publication, path)) in publications.Index())
        {
            statuses += publication.Statuses.Count;
            if (index == SiteCatalogue.MaxPublications)
            {
                context.Fault(path, $"is one too many: a site shows at most {SiteCatalogue.MaxPublications} DocTypes", $"{publications.Count}");
            }

            if (statuses > SiteCatalogue.MaxStatuses && statuses - publication.Statuses.Count <= SiteCatalogue.MaxStatuses)
            {
                context.Fault($"{path}.statuses", $"are too many: the publications of a site name at most {SiteCatalogue.MaxStatuses} statuses together", $"{statuses}");
            }
        }
    }

    private static void Fields(
        IReadOnlyList<PublishedField> fields, DocTypeEntry docType, string path, IReadOnlyList<DocTypeEntry> docTypes, ReadContext context)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, published) in fields.Index())
        {
            var at = $"{path}[{index}]";
            var field = Known(published.Field, docType, at, context);
            if (!keys.Add(published.As))
            {
                context.Fault(at, "another field has this key already; give one of them another with \"as\"", Found.Text(published.As));
            }

            if (published.Columns is null || field is null)
            {
                continue;
            }

            if (docTypes.FirstOrDefault(d => d.Name == field.Target && field.Type == FieldType.Table) is { } row)
            {
                Fields(published.Columns, row, $"{at}.columns", docTypes, context);
            }
            else
            {
                context.Fault($"{at}.columns", $"is for a child table, and {published.Field} is none");
            }
        }
    }

    private static void Account(PublicationEntry publication, DocTypeEntry docType, string path, ReadContext context)
    {
        if (publication.Account is { } account && Known(account, docType, $"{path}.account", context) is { Type: not (FieldType.Link or FieldType.Data or FieldType.Select) } field)
        {
            context.Fault($"{path}.account", $"must be a field of type Link, Data or Select, and this one is {field.Type}", Found.Text(account));
        }
    }

    private static void People(PublicationEntry publication, DocTypeEntry docType, string path, IReadOnlyList<DocTypeEntry> docTypes, ReadContext context)
    {
        if (publication.People is not { } people)
        {
            return;
        }

        foreach (var (index, place) in people.Emails.Index())
        {
            Place(place, $"{path}.people.emails[{index}]");
        }

        if (people.Accounts is { } accounts)
        {
            var rows = Place(accounts.Field, $"{path}.people.accounts.field");
            foreach (var column in rows is null ? [] : accounts.Where.Keys)
            {
                Known(column, rows!, $"{path}.people.accounts.where", context);
            }
        }
        else if (publication.Account is null && !context.IsFaulty($"{path}.account"))
        {
            context.Fault($"{path}.people", "needs accounts, or the publication's account: else nobody could say whose people they are");
        }

        // The DocType whose field it is: the rows' where it is one of theirs.
        DocTypeEntry? Place(FieldPlace place, string at)
        {
            var owner = docType;
            if (place.Table is { } table)
            {
                owner = Known(table, docType, at, context) is { Type: FieldType.Table } field ? docTypes.FirstOrDefault(d => d.Name == field.Target) : null;
                if (owner is null && !context.IsFaulty(at))
                {
                    context.Fault(at, $"{table} is no child table", Found.Text(place.ToString()));
                }
            }

            if (owner is not null)
            {
                Known(place.Field, owner, at, context);
            }

            return owner;
        }
    }

    private static void Card(CardEntry card, DocTypeEntry docType, string path, ReadContext context)
    {
        Line("title", card.Title);
        Line("status", card.Status);
        Line("amount", card.Amount, Amounts);
        Line("outstanding", card.Outstanding, Sums);
        Line("currency", card.Currency);
        Line("date", card.Date, Dates);
        Line("due", card.Due, Dates);

        void Line(string line, string? name, FieldType[]? types = null)
        {
            if (name is null || Known(name, docType, $"{path}.{line}", context) is not { } field)
            {
                return;
            }

            if (field.Type == FieldType.Table || types?.Contains(field.Type) == false)
            {
                context.Fault($"{path}.{line}", $"must not be a field of type {field.Type}", Found.Text(name));
            }
        }
    }

    /// <summary>A rule that nothing follows is a mistake.</summary>
    private static void Conversation(PublicationEntry publication, string path, ReadContext context, bool isFrappe)
    {
        if (publication is { Conversation: not null, Account: null } && !context.IsFaulty($"{path}.account"))
        {
            context.Fault($"{path}.conversation", "needs account: without a customer nobody is there to write");
        }

        foreach (var member in isFrappe ? [] : publication.Conversation?.OfFrappe ?? [])
        {
            context.Fault($"{path}.conversation.{member}", "is for documents that live in Frappe; here people choose it where they write");
        }
    }

    /// <summary>A status that no document can have is a mistyped one: what has the right one would then be of no class.</summary>
    private static void Statuses(PublicationEntry publication, DocTypeEntry docType, string path, ReadContext context)
    {
        if (publication.Statuses.Count == 0)
        {
            return;
        }

        if (publication.Card.Status is not { } name)
        {
            if (!context.IsFaulty($"{path}.card"))
            {
                context.Fault($"{path}.statuses", "needs card.status, the field whose values they are");
            }

            return;
        }

        if (docType.Fields.FirstOrDefault(f => f.Name == name) is { Type: FieldType.Select, Choices: { Count: > 0 } choices })
        {
            foreach (var (known, status) in publication.Statuses.All.SelectMany(static known => known.Statuses.Select(status => (known.Class, status))).Where(found => !choices.Contains(found.status)))
            {
                context.Fault($"{path}.statuses.{known}", $"is no value of {name}; it has {Found.List(choices)}", Found.Text(status));
            }
        }
    }

    /// <summary>The declared field; null for a standard one, and, with a fault, for one that there is not.</summary>
    private static FieldEntry? Known(string name, DocTypeEntry docType, string path, ReadContext context)
    {
        var standard = docType.Child ? StandardFields.Row : StandardFields.Document;
        var field = docType.Fields.FirstOrDefault(f => f.Name == name);
        if (field is null && !standard.Contains(name))
        {
            context.Fault(path, $"is no field of {docType.Name}; it has {Found.List(docType.Fields.Select(f => f.Name))}", Found.Text(name));
        }

        return field;
    }
}
