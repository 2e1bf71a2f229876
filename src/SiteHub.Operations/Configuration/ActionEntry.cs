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

    /// <summary>Of a Frappe site: applies a transition of the document's workflow.</summary>
    /// <param name="Action">the transition's name there</param>
    public sealed record Workflow(string Action) : ActionStep;

    /// <summary>Of a Frappe site: makes a document of this one by a method of the site's, as its own forms do.</summary>
    /// <param name="DocType">of what is made</param>
    /// <param name="By">the dotted name; it is given the document's name and answers the new one, unsaved</param>
    /// <param name="Fields">a script that gives fields to lay over what it answers; null: none</param>
    /// <param name="Submits">it is submitted then</param>
    public sealed record Map(string DocType, string By, string? Fields, bool Submits) : ActionStep;

    /// <summary>Of a Frappe site: runs a method of the document.</summary>
    /// <param name="Name">the method</param>
    /// <param name="Arguments">a script that gives an object of them; null: none</param>
    public sealed record Method(string Name, string? Arguments) : ActionStep;

    /// <summary>Of a Frappe site: assigns the document to somebody there.</summary>
    /// <param name="User">of the site</param>
    public sealed record Assign(string User) : ActionStep;

    /// <summary>Runs code of the program that the agent is a library of.</summary>
    /// <param name="Name">under which it was registered</param>
    public sealed record Handler(string Name) : ActionStep;
}
