namespace SiteHub.Hub.Features.People;

/// <summary>The people of a site: those who have a role there, and the members of customers that have an account there.</summary>
internal static class PeopleSeen
{
    /// <summary>A condition on the person <c>p</c>; <c>$1</c> is <see cref="Operations.SitesSeen.Json"/>.</summary>
    public const string Condition =
        """
        ($1 IS NULL
            OR EXISTS (SELECT 1 FROM person_site_role r WHERE r.PersonId = p.Id AND r.Site IN (SELECT value FROM json_each($1)))
            OR EXISTS (SELECT 1 FROM customer_member m JOIN customer_account a ON a.customer = m.customer WHERE m.person = p.Id AND a.site IN (SELECT value FROM json_each($1))))
        """;
}
