namespace SiteHub.Hub.Tests.Access;

/// <summary>Every kind of caller. "Here" is acme, whose data is asked for; "there" is globex.</summary>
public enum Who
{
    Anonymous,

    // In a browser.
    OtherMember,
    Viewer,
    Buyer,
    CustomerAdministrator,
    Employee,
    Auditor,
    AuditorHere,
    AuditorThere,
    Operator,
    OperatorHere,
    OperatorThere,
    Administrator,

    // With a bearer token.
    SiteHere,
    SiteThere,
    HubRead,
    HubAdmin,
    MemberTokenHere,
    MemberTokenThere,
    OtherMemberToken,
}
