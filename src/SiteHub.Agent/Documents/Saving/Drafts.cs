using System.Collections.Concurrent;
using System.Globalization;
using SiteHub.Agent.Documents.Bodies;
using SiteHub.Agent.Documents.DocTypes;
using SiteHub.Agent.Documents.Linking;
using SiteHub.Agent.Documents.Naming;
using SiteHub.Agent.Documents.Refusals;
using SiteHub.Agent.People;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Configuration;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Documents.Saving;

/// <summary>
/// Turns what somebody sent into a <see cref="PendingSave"/>: rights, docstatus, name, values, then the feeds. All of it outside the
/// writer, for it takes a hundred times as long as storing does.
/// </summary>
internal sealed class Drafts(Database database, NameSource names, SeriesCounters counters, Feeds feeds, TimeProvider time) : IDisposable
{
    private readonly ConcurrentBag<Composer> _composers = [];

    /// <param name="type">the DocType</param>
    /// <param name="given">the JSON object that was sent</param>
    /// <param name="caller">who sent it</param>
    /// <param name="links">what Link fields may point at</param>
    /// <param name="tombstone">the place that the name held before, if it was found out to have one</param>
    /// <param name="kind">Insert or Seed</param>
    public (PendingSave? Pending, Refusal? Refusal) New(
        DocType type, ReadOnlyMemory<byte> given, Caller caller, ILinkTargets links, StoredDocument? tombstone = null, SaveKind kind = SaveKind.Insert)
    {
        var composer = Rent();
        try
        {
            if (composer.Read(type, given, default) is { } fault)
            {
                return (null, fault);
            }

            var docStatus = DocStatusOf(composer) ?? 0;
            if (Insertable(type, docStatus, caller, kind) is { } refusal)
            {
                return (null, refusal);
            }

            var now = time.GetUtcNow();
            var name = NameOf(type, composer, caller, now, kind);
            if (name.Refusal is not null)
            {
                return (null, name.Refusal);
            }

            var written = Moments.Write(now);
            var stamp = new Stamp(name.Name, caller.User, written, written, caller.User, docStatus);
            if (kind == SaveKind.Seed)
            {
                stamp = stamp with
                {
                    Owner = composer.GivenText(BodySlots.Owner) ?? stamp.Owner,
                    Creation = composer.GivenText(BodySlots.Creation) ?? stamp.Creation,
                    Modified = composer.GivenText(BodySlots.Modified) ?? stamp.Modified,
                    ModifiedBy = composer.GivenText(BodySlots.ModifiedBy) ?? stamp.ModifiedBy,
                };
            }

            if ((composer.Write(stamp, kind, now, links) ?? TooLarge(type, composer)) is { } why)
            {
                counters.GiveBack(Feeds.Numbers(name, composer));
                return (null, why);
            }

            // A seed's documents are kept to the letter.
            var (body, unworkable) = kind == SaveKind.Seed ? (composer.Body.ToArray(), null) : Formulas.Of(type, composer.Body.ToArray());
            if (unworkable is not null)
            {
                counters.GiveBack(Feeds.Numbers(name, composer));
                return (null, unworkable);
            }

            var revision = (tombstone?.State.Revision ?? 0) + 1;
            var after = new DocumentState(type.Name, name.Name, revision, docStatus, stamp.Modified, stamp.ModifiedBy, body, false);

            // What a site begins with happens to nobody: no webhook and no notification tells of it.
            IReadOnlyList<string> events = kind == SaveKind.Seed ? [] : docStatus == 1 ? Transition.InsertedSubmitted : Transition.Inserted;
            return feeds.Pend(new Save(null, after, events, caller.User, null), tombstone, stamp, composer, name);
        }
        finally
        {
            _composers.Add(composer);
        }
    }

    /// <param name="type">the DocType</param>
    /// <param name="stored">the document as it stands</param>
    /// <param name="given">the JSON object of what shall change; empty: nothing but the docstatus</param>
    /// <param name="docStatus">the docstatus asked for otherwise than in <paramref name="given"/></param>
    /// <param name="caller">who sent it</param>
    /// <param name="links">what Link fields may point at</param>
    public (PendingSave? Pending, Refusal? Refusal) Changed(
        DocType type, StoredDocument stored, ReadOnlyMemory<byte> given, int? docStatus, Caller caller, ILinkTargets links)
    {
        var composer = Rent();
        try
        {
            var before = stored.State;
            if (composer.Read(type, given, before.Body) is { } fault)
            {
                return (null, fault);
            }

            var now = time.GetUtcNow();
            if (composer.GivenText(BodySlots.Modified) is { } seen && seen != before.Modified)
            {
                return (null, Refuse.Stale(before.Modified, Moments.Write(now)));
            }

            if (composer.GivenText(BodySlots.Name) is { } name && name != before.Name)
            {
                return (null, Refuse.Invalid($"A save cannot rename {before.Name} to {name}; use frappe.client.rename_doc"));
            }

            var target = docStatus ?? DocStatusOf(composer) ?? before.DocStatus;
            var (transition, refusal) = Transition.Of(type, before.DocStatus, target);
            if (transition is null)
            {
                return (null, refusal);
            }

            if (!caller.May(transition.Needs, type))
            {
                return (null, Forbid.Change(caller.User, type.Name, before.Name, transition.Right));
            }

            var stamp = new Stamp(before.Name, stored.Owner, stored.Creation, After(before, now), caller.User, target);
            if ((composer.Write(stamp, transition.Kind, now, links) ?? TooLarge(type, composer)) is { } why)
            {
                return (null, why);
            }

            // What was submitted stays what was signed for, even where a formula has changed since.
            var (body, unworkable) = before.DocStatus == 0 ? Formulas.Of(type, composer.Body.ToArray()) : (composer.Body.ToArray(), null);
            if (unworkable is not null)
            {
                return (null, unworkable);
            }

            var after = before with
            {
                Revision = before.Revision + 1,
                DocStatus = target,
                Modified = stamp.Modified,
                ModifiedBy = caller.User,
                Body = body,
            };
            return feeds.Pend(new Save(before, after, transition.Events, caller.User, null), stored, stamp, composer);
        }
        finally
        {
            _composers.Add(composer);
        }
    }

    /// <summary>The end of a document under its name; the tombstone keeps the place and the count.</summary>
    public (PendingSave? Pending, Refusal? Refusal) Gone(StoredDocument stored, IReadOnlyList<string> events, Caller caller)
    {
        var before = stored.State;
        var stamp = new Stamp(before.Name, stored.Owner, stored.Creation, After(before, time.GetUtcNow()), caller.User, before.DocStatus);
        var removed = before with
        {
            Revision = before.Revision + 1,
            Modified = stamp.Modified,
            ModifiedBy = caller.User,
            Body = "{}"u8.ToArray(),
            Deleted = true,
        };
        return feeds.Pend(new Save(before, null, events, caller.User, null) { Removed = removed }, stored, stamp);
    }

    /// <summary>The same document under another name, in that name's own count.</summary>
    /// <param name="type">the DocType</param>
    /// <param name="stored">the document under its old name</param>
    /// <param name="newName">the new one</param>
    /// <param name="changes">what changes in it with the name: the field that is the name, links to itself</param>
    /// <param name="tombstone">the place that the new name held before, if any</param>
    /// <param name="caller">who renames</param>
    /// <param name="links">what Link fields may point at</param>
    public (PendingSave? Pending, Refusal? Refusal) Arrived(
        DocType type, StoredDocument stored, string newName, ReadOnlyMemory<byte> changes, StoredDocument? tombstone, Caller caller, ILinkTargets links)
    {
        var after = stored.State with { Name = newName, Revision = (tombstone?.State.Revision ?? 0) + 1 };
        return Silently(type, stored, after, changes, tombstone, caller, links, save => save with { Before = null, RenamedFrom = stored.State.Name });
    }

    /// <summary>A document that points at a renamed one, pointing at its new name. As in Frappe, that fires nothing.</summary>
    public (PendingSave? Pending, Refusal? Refusal) Repointed(
        DocType type, StoredDocument stored, ReadOnlyMemory<byte> changes, Caller caller, ILinkTargets links) =>
        Silently(type, stored, stored.State with { Revision = stored.State.Revision + 1 }, changes, stored, caller, links, static save => save);

    private (PendingSave? Pending, Refusal? Refusal) Silently(
        DocType type, StoredDocument stored, DocumentState after, ReadOnlyMemory<byte> changes, StoredDocument? row, Caller caller, ILinkTargets links, Func<Save, Save> made)
    {
        var composer = Rent();
        try
        {
            var now = time.GetUtcNow();
            var stamp = new Stamp(after.Name, stored.Owner, stored.Creation, After(stored.State, now), caller.User, after.DocStatus);
            if ((composer.Read(type, changes, stored.State.Body) ?? composer.Write(stamp, SaveKind.Update, now, links) ?? TooLarge(type, composer)) is { } why)
            {
                return (null, why);
            }

            after = after with { Modified = stamp.Modified, ModifiedBy = caller.User, Body = composer.Body.ToArray() };
            return feeds.Pend(made(new Save(stored.State, after, [], caller.User, null)), row, stamp, composer);
        }
        finally
        {
            _composers.Add(composer);
        }
    }

    public void Dispose()
    {
        while (_composers.TryTake(out var composer))
        {
            composer.Dispose();
        }
    }

    private Composer Rent() => _composers.TryTake(out var composer) ? composer : new Composer(counters);

    private static Refusal? Insertable(DocType type, int docStatus, Caller caller, SaveKind kind)
    {
        if (kind == SaveKind.Seed)
        {
            return null;
        }

        if (!caller.May(DocRights.Create, type))
        {
            return Forbid.Create(caller.User, type.Name);
        }

        return docStatus switch
        {
            0 => null,
            1 when !type.Submittable => Refuse.NotSubmittable(type.Name),
            1 when !caller.May(DocRights.Submit, type) => Forbid.Change(caller.User, type.Name, "", "submit"),
            1 => null,
            2 => Refuse.DocStatus(0, 2),
            _ => Refuse.Invalid("Invalid docstatus"),
        };
    }

    private NewName NameOf(DocType type, Composer composer, Caller caller, DateTimeOffset now, SaveKind kind)
    {
        if (kind == SaveKind.Seed && composer.GivenText(BodySlots.Name) is { } given)
        {
            return names.Seeded(type, given, composer, now);
        }

        if (type.Submittable && composer.GivenText(type.Find(DocType.AmendedFrom)!.Slot) is { Length: > 0 } amended)
        {
            return Amendment.NameOf(database, type, amended);
        }

        return names.Next(type, composer, now);
    }

    private static Refusal? TooLarge(DocType type, Composer composer) =>
        composer.Body.Length > LinkLimits.MaxEntryBytes
            ? Refuse.Invalid($"The {type.Name} takes {composer.Body.Length} bytes; a document may take {LinkLimits.MaxEntryBytes}")
            : null;

    private static int? DocStatusOf(Composer composer)
    {
        if (!composer.IsGiven(BodySlots.DocStatus))
        {
            return null;
        }

        return int.TryParse(composer.GivenText(BodySlots.DocStatus), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1;
    }

    /// <summary>Two saves within a microsecond must not look like one: <c>modified</c> is what clients send to say which version they saw.</summary>
    private static string After(DocumentState before, DateTimeOffset now)
    {
        var modified = Moments.Write(now);
        return string.CompareOrdinal(modified, before.Modified) > 0 || Moments.Read(before.Modified) is not { } last
            ? modified
            : Moments.Write(last.AddMicroseconds(1));
    }
}
