using SiteHub.Protocol.Actions;

namespace SiteHub.Operations.Configuration;

/// <summary>What a member may do at a site, and what comes of it there.</summary>
/// <param name="Action">what the hub is told of it</param>
/// <param name="Effect">done in this order, in one transaction; a handler stands alone</param>
public sealed record ActionEntry(CatalogueAction Action, IReadOnlyList<ActionStep> Effect)
{
    /// <summary>A condition over the published <c>doc</c>; null: always. The site's own affair: the hub is told on which documents it holds.</summary>
    public string? When { get; init; }

    /// <summary>
    /// What an effect's scripts are given: the whole document (null where there is none), what the member gave with it, who asks, for which account, and the
    /// request's id.
    /// </summary>
    public static IReadOnlyList<string> ScriptNames { get; } = ["doc", "input", "member", "account", "request"];
}

/// <summary>One part of an effect.</summary>
public abstract record ActionStep
{
    private ActionStep()
    {
    }

    /// <summary>Changes fields of the document.</summary>
    /// <param name="Fields">a script that gives an object of them</param>
    public sealed record Set(string Fields) : ActionStep;

    /// <summary>Submits the document.</summary>
    public sealed record Submit : ActionStep;

    /// <summary>Cancels the document.</summary>
    public sealed record Cancel : ActionStep;

    /// <summary>Makes a document.</summary>
    /// <param name="DocType">of which kind</param>
    /// <param name="Doc">a script that gives its fields, rows of child tables included; <c>docstatus: 1</c> submits it</param>
    public sealed record Create(string DocType, string Doc) : ActionStep;

    /// <summary>Says something on the document.</summary>
    /// <param name="Text">a script that gives the text</param>
    public sealed record Comment(string Text) : ActionStep;

    /// <summary>Runs code of the program that the agent is a library of.</summary>
    /// <param name="Name">under which it was registered</param>
    public sealed record Handler(string Name) : ActionStep;
}
