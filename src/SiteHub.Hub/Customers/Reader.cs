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

    /// <summary>The site to which the member's token was given: it reads and acts there alone, unless the operator and the member let it everywhere; null: not bound.</summary>
    public string? Site { get; init; }

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
        var (person, customer) = (args.Count - 1, args.Count);
        return $"""
            customer_member m CROSS JOIN customer_account a ON a.customer = m.customer CROSS JOIN document d ON d.site = a.site AND d.account = a.account
            WHERE m.person = ${person} AND (${customer} IS NULL OR m.customer = ${customer}) AND {At("d.site", args)} AND d.state = 0
            """;
    }

    /// <summary>
    /// A condition on a column that names a site. Whether the operator and the member let the token further is asked in the statement itself: what
    /// either of them takes back is refused from that moment on.
    /// </summary>
    public string At(string column, List<object?> args)
    {
        if (Site is null)
        {
            return "1";
        }

        args.Add(Site);
        args.Add(Person);
        return $"""
            ({column} = ${args.Count - 1} OR EXISTS (
                SELECT 1 FROM site rs JOIN member_reach rr ON rr.site = rs.slug
                WHERE rs.slug = ${args.Count - 1} AND rs.member_tokens = 'allSites' AND rs.removed IS NULL AND rr.person = ${args.Count} AND rr.agreed = 1))
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
