namespace SiteHub.Hub.Customers;

/// <summary>
/// Who reads documents. Its clause stands in the statement itself, so that what is not theirs is not found, counted, sorted, searched or streamed:
/// there is no second look that could be forgotten.
/// </summary>
/// <param name="Person">a member; null: somebody of the hub, who sees everything</param>
/// <param name="Customer">for which of their customers; null: for all of them</param>
internal sealed record Reader(string? Person, string? Customer)
{
    public static Reader OfTheHub { get; } = new(null, null);

    /// <summary>The tables and the condition for the living documents <c>d</c> that they may see, with the arguments added.</summary>
    /// <remarks>CROSS JOIN is SQLite's word for "in this order": the customer's few accounts first, never all documents by their time.</remarks>
    public string Documents(List<object?> args)
    {
        if (Person is null)
        {
            return "document d WHERE d.state = 0";
        }

        args.Add(Person);
        args.Add(Customer);
        return $"""
            customer_member m CROSS JOIN customer_account a ON a.customer = m.customer CROSS JOIN document d ON d.site = a.site AND d.account = a.account
            WHERE m.person = ${args.Count - 1} AND (${args.Count} IS NULL OR m.customer = ${args.Count}) AND d.state = 0
            """;
    }

    /// <summary>A condition on the revision <c>r</c> of a document <c>d</c>: a document that came from another customer brings none of that time along.</summary>
    public string Revisions(List<object?> args)
    {
        if (Person is null)
        {
            return "1";
        }

        args.Add(Person);
        args.Add(Customer);
        return $"""
            EXISTS (SELECT 1 FROM customer_account ra JOIN customer_member rm ON rm.customer = ra.customer
                WHERE ra.site = d.site AND ra.account = r.account AND rm.person = ${args.Count - 1} AND (${args.Count} IS NULL OR rm.customer = ${args.Count}))
            """;
    }
}
