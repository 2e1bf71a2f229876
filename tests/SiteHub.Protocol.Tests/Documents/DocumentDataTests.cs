using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Documents;
using SiteHub.Protocol.Links;

namespace SiteHub.Protocol.Tests.Documents;

/// <summary>Each kind of data, with one member of a good sample taken away or made wrong.</summary>
public sealed class DocumentDataTests
{
    [Theory]
    [InlineData("docType", "null")]
    [InlineData("docType", "\"\"")]
    [InlineData("docType", "7")]
    [InlineData("name", "\"\"")]
    [InlineData("name", "{}")]
    [InlineData("revision", "0")]
    [InlineData("revision", "-1")]
    [InlineData("revision", "7.0")]
    [InlineData("revision", "9007199254740992")]
    [InlineData("publicationVersion", "-1")]
    [InlineData("events", "\"on_update\"")]
    [InlineData("events[0]", "[7]", "events")]
    [InlineData("events[1]", """["on_update",""]""", "events")]
    [InlineData("docStatus", "3")]
    [InlineData("docStatus", "-1")]
    [InlineData("docStatus", "true")]
    [InlineData("modified", "\"2017-09-14 17:09:51.239271\"")]
    [InlineData("modified", "\"2017-09-14T17:09:51.239271\"")]
    [InlineData("modifiedBy", "7")]
    [InlineData("hash", "\"sha256-\"")]
    [InlineData("hash", "\"md5-d41d8cd98f00b204e9800998ecf8427e\"")]
    [InlineData("hash", "\"sha256-E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855\"")]
    [InlineData("origin", "\"acme\"")]
    [InlineData("origin.site", """{"event":"e","path":["acme"]}""", "origin")]
    [InlineData("origin.event", """{"site":"acme","event":null,"path":["acme"]}""", "origin")]
    [InlineData("origin.path", """{"site":"acme","event":"e","path":[]}""", "origin")]
    [InlineData("origin.path[0]", """{"site":"acme","event":"e","path":[""]}""", "origin")]
    [InlineData("account", "7")]
    [InlineData("previousAccount", "[]")]
    [InlineData("card", "null")]
    [InlineData("card", "\"Open\"")]
    [InlineData("card.amount", """{"amount":"100.0"}""", "card")]
    [InlineData("card.amount", """{"amount":1e300}""", "card")]
    [InlineData("card.date", """{"date":"2017-9-14"}""", "card")]
    [InlineData("card.date", """{"date":"2017-02-29"}""", "card")]
    [InlineData("card.due", """{"due":"2017-09-14T00:00:00Z"}""", "card")]
    [InlineData("card.title", """{"title":7}""", "card")]
    [InlineData("card.outstanding", """{"outstanding":"40.50"}""", "card")]
    [InlineData("card.outstanding", """{"outstanding":1e300}""", "card")]
    [InlineData("card.outstanding", """{"outstanding":[]}""", "card")]
    [InlineData("card.outstanding", """{"outstanding":true}""", "card")]
    [InlineData("actions", "\"accept\"")]
    [InlineData("actions", "{}")]
    [InlineData("actions[0]", "[7]", "actions")]
    [InlineData("actions[0]", "[null]", "actions")]
    [InlineData("actions[0]", """[["accept"]]""", "actions")]
    [InlineData("actions[0]", """[""]""", "actions")]
    [InlineData("actions[0]", """["Accept"]""", "actions")]
    [InlineData("actions[0]", """["-accept"]""", "actions")]
    [InlineData("actions[0]", """["accept-"]""", "actions")]
    [InlineData("actions[0]", """["re--open"]""", "actions")]
    [InlineData("actions[0]", """["doc.status === 'Open'"]""", "actions")]
    [InlineData("actions[0]", """["accept decline"]""", "actions")]
    [InlineData("actions[0]", """["\u0430ccept"]""", "actions")]
    [InlineData("actions[0]", """["a1234567890123456789012345678901234567890"]""", "actions")]
    [InlineData("actions[2]", """["accept","decline","accept"]""", "actions")]
    [InlineData("doc", "[]")]
    [InlineData("doc", "null")]
    [InlineData("doc", "\"{}\"")]
    [InlineData("snapshot", "\"\"")]
    [InlineData("snapshot", "7")]
    public void A_change_with_a_wrong_member_is_refused_by_its_path(string path, string value, string? member = null)
    {
        var sample = Fixture.Json("Samples", "document.snapshot.json");
        sample[member ?? path] = JsonNode.Parse(value);

        Refused(static m => DocumentChange.Read(m), sample).Path.ShouldBe(path);
    }

    [Theory]
    [InlineData("document.changed", "docType", "name", "revision", "publicationVersion", "events", "docStatus", "modified", "hash", "origin", "card", "doc")]
    [InlineData("document.deleted", "docType", "name", "revision", "publicationVersion", "events", "modified", "origin")]
    [InlineData("snapshot.begin", "snapshot", "docType", "publicationVersion")]
    [InlineData("snapshot.end", "snapshot", "docType")]
    [InlineData("site.resync", "reason")]
    [InlineData("site.catalogue", "docTypes", "publications")]
    [InlineData("entry.unsendable", "type", "reason")]
    public void A_required_member_is_missed_by_its_name_and_the_others_are_not(string type, params string[] required)
    {
        foreach (var name in Fixture.Json("Samples", type + ".json").Select(static member => member.Key))
        {
            var sample = Fixture.Json("Samples", type + ".json");
            sample.Remove(name);
            if (required.Contains(name))
            {
                Refused(Reader(type), sample).Path.ShouldBe(name);
            }
            else
            {
                Reader(type)(Json.Bytes(sample.ToJsonString()));
            }
        }
    }

    [Theory]
    [InlineData("""{"docTypes":[{"submittable":true}],"publications":[]}""", "docTypes[0].name")]
    [InlineData("""{"docTypes":[{"name":"Quotation","submittable":1}],"publications":[]}""", "docTypes[0].submittable")]
    [InlineData("""{"docTypes":[],"publications":[{"docType":"Quotation","version":-1}]}""", "publications[0].version")]
    [InlineData("""{"docTypes":[],"publications":[{"docType":"Quotation","version":1}]}""", "publications[0].fields")]
    [InlineData("""{"docTypes":[],"publications":[],"actions":[{"docType":"Q","name":"No Name","label":"x","role":"buyer"}]}""", "actions[0].name")]
    [InlineData("""{"docTypes":[],"publications":[{"docType":"Q","version":1,"fields":[{"key":"items","columns":[{"type":"Data"}]}]}]}""", "publications[0].fields[0].columns[0].key")]
    [InlineData("""{"docTypes":[],"publications":[{"docType":"Q","version":1,"fields":[],"kind":7}]}""", "publications[0].kind")]
    [InlineData("""{"docTypes":[],"publications":[{"docType":"Q","version":1,"fields":[],"kind":""}]}""", "publications[0].kind")]
    [InlineData("""{"docTypes":[],"publications":[{"docType":"Q","version":1,"fields":[],"kind":"offeroffer offeroffer offeroffer offeroffer"}]}""", "publications[0].kind")]
    [InlineData("""{"docTypes":[],"publications":[{"docType":"Q","version":1,"fields":[],"statuses":["Open"]}]}""", "publications[0].statuses")]
    [InlineData("""{"docTypes":[],"publications":[{"docType":"Q","version":1,"fields":[],"statuses":{"open":"Open"}}]}""", "publications[0].statuses.open")]
    [InlineData("""{"docTypes":[],"publications":[{"docType":"Q","version":1,"fields":[],"statuses":{"lost":["Lost",""]}}]}""", "publications[0].statuses.lost[1]")]
    [InlineData("""{"docTypes":[],"publications":[{"docType":"Q","version":1,"fields":[],"statuses":{"done":["Paid"],"overdue":["Late","Paid"]}}]}""", "publications[0].statuses.overdue[1]")]
    [InlineData("""{"docTypes":[],"publications":[{"docType":"Q","version":1,"fields":[],"statuses":{"done":["Paid","Paid"]}}]}""", "publications[0].statuses.done[1]")]
    [InlineData("""{"docTypes":[],"publications":[{"docType":"Q","version":1,"fields":[],"outstanding":12.5}]}""", "publications[0].outstanding")]
    public void A_catalogue_is_refused_by_the_path_of_its_fault(string catalogue, string path) =>
        Should.Throw<LinkMessageException>(() => SiteCatalogue.Read(Json.Bytes(catalogue))).Path.ShouldBe(path);

    /// <summary>Whoever keeps a catalogue writes each of its statuses down, and compares every document with them.</summary>
    [Theory]
    [InlineData(1, StatusClasses.MaxStatuses, StatusClasses.MaxLength, null)]
    [InlineData(1, StatusClasses.MaxStatuses + 1, 10, "publications[0].statuses.open[100]")]
    [InlineData(1, 1, StatusClasses.MaxLength + 1, "publications[0].statuses.open[0]")]
    [InlineData(20, StatusClasses.MaxStatuses, 10, null)]
    [InlineData(21, StatusClasses.MaxStatuses, 10, "publications[20].statuses")]
    [InlineData(SiteCatalogue.MaxPublications, 0, 10, null)]
    [InlineData(SiteCatalogue.MaxPublications + 1, 0, 10, "publications[500]")]
    public void A_catalogue_has_no_more_publications_and_statuses_than_a_company_could_mean(int publications, int statuses, int length, string? fault)
    {
        var names = new JsonArray([.. Enumerable.Range(0, statuses).Select(n => JsonValue.Create($"{n}".PadLeft(length, 's')))]);
        var catalogue = new JsonObject
        {
            ["docTypes"] = new JsonArray(),
            ["publications"] = new JsonArray([.. Enumerable.Range(0, publications).Select(n => new JsonObject { ["docType"] = $"D{n}", ["version"] = 1, ["fields"] = new JsonArray(), ["statuses"] = new JsonObject { ["open"] = names.DeepClone() } })]),
        };

        if (fault is null)
        {
            SiteCatalogue.Read(Json.Bytes(catalogue.ToJsonString())).Publications.Count.ShouldBe(publications);
        }
        else
        {
            Refused(static m => SiteCatalogue.Read(m), catalogue).Path.ShouldBe(fault);
        }
    }

    [Theory]
    [InlineData("null", DocumentKinds.Other)]
    [InlineData("\"contract\"", DocumentKinds.Other)]
    [InlineData("\"Invoice\"", DocumentKinds.Other)]
    [InlineData("\"invoice\"", DocumentKinds.Invoice)]
    [InlineData("\"other\"", DocumentKinds.Other)]
    public void A_kind_that_is_not_known_yet_is_other(string kind, string expected) =>
        SiteCatalogue.Read(Json.Bytes($$"""{"docTypes":[],"publications":[{"docType":"Q","version":1,"fields":[],"kind":{{kind}},"statuses":null,"outstanding":null}]}""")).Publications.ShouldHaveSingleItem().Kind.ShouldBe(expected);

    [Fact]
    public void A_catalogue_of_before_there_were_kinds_reads_as_other_with_no_class_of_any_status()
    {
        foreach (var publication in SiteCatalogue.Read(Json.Bytes(Fixture.Json("Samples", "site.catalogue.json").ToJsonString())).Publications)
        {
            (publication.Kind, publication.Statuses.Count, publication.Outstanding).ShouldBe((DocumentKinds.Other, 0, null));
        }
    }

    [Fact]
    public void As_many_actions_are_open_as_anybody_could_be_offered_and_not_one_more()
    {
        static JsonObject With(int count)
        {
            var sample = Fixture.Json("Samples", "document.changed.json");
            sample["actions"] = new JsonArray([.. Enumerable.Range(1, count).Select(static n => JsonValue.Create($"act-{n}"))]);
            return sample;
        }

        DocumentChange.Read(Json.Bytes(With(ActionNames.MaxOpen).ToJsonString())).Actions.Count.ShouldBe(ActionNames.MaxOpen);
        Refused(static m => DocumentChange.Read(m), With(ActionNames.MaxOpen + 1)).Path.ShouldBe($"actions[{ActionNames.MaxOpen}]");
    }

    [Fact]
    public void Which_actions_are_open_is_no_part_of_what_the_hash_is_over()
    {
        var sample = Fixture.Json("Samples", "document.changed.json");
        sample["actions"] = new JsonArray("accept");

        var change = DocumentChange.Read(Json.Bytes(sample.ToJsonString()));

        change.Actions.ShouldBe(["accept"]);
        sample["actions"] = null;
        DocumentChange.Read(Json.Bytes(sample.ToJsonString())).ShouldSatisfyAllConditions(
            without => without.Actions.ShouldBeEmpty(), without => without.Hash.ShouldBe(change.Hash), without => Encoding.UTF8.GetString(without.Doc.Span).ShouldBe(Encoding.UTF8.GetString(change.Doc.Span)));
    }

    /// <summary>Sites sent it once. It is passed over as any member that is not known, whatever stands in it.</summary>
    [Theory]
    [InlineData("\"doc.status === 'Open'\"")]
    [InlineData("\"let it=[1].values(); for (let i=0;i<30000;i++) it=it.take(2); return it.next().value\"")]
    [InlineData("7")]
    [InlineData("""{"source":"true"}""")]
    public void A_condition_in_a_catalogue_is_not_read(string when)
    {
        var sample = Fixture.Json("Samples", "site.catalogue.actions.json");
        var plain = Json.Written(SiteCatalogue.Read(Json.Bytes(sample.ToJsonString())).WriteTo);
        sample["actions"]![0]!["when"] = JsonNode.Parse(when);

        Json.Written(SiteCatalogue.Read(Json.Bytes(sample.ToJsonString())).WriteTo).ShouldBe(plain);
        plain.ShouldNotContain("when");
    }

    [Fact]
    public void An_empty_text_for_nobody_is_nobody()
    {
        var sample = Fixture.Json("Samples", "document.changed.json");
        sample["account"] = "";
        sample["modifiedBy"] = "";

        var change = DocumentChange.Read(Json.Bytes(sample.ToJsonString()));

        change.Account.ShouldBeNull();
        change.ModifiedBy.ShouldBeNull();
    }

    [Fact]
    public void A_document_may_be_as_deep_as_the_limits_say_and_still_fits_a_batch()
    {
        static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);
        static string Change(int levels) => Json.Written((DocumentChange.Read(Json.Bytes(Fixture.Json("Samples", "document.changed.json").ToJsonString())) with { Doc = Json.Bytes(Nested(levels)) }).WriteTo);

        LinkBatch.Read(Json.Bytes(Json.Batch(Json.Event(1201, Change(LinkLimits.MaxDocDepth)))));
        DocumentChange.Read(Json.Bytes(Change(LinkLimits.MaxDocDepth)));
        Json.Refused(Json.Batch(Json.Event(1201, Change(LinkLimits.MaxDocDepth + 1))));
        Should.Throw<LinkMessageException>(() => DocumentChange.Read(Json.Bytes(Change(LinkLimits.MaxDocDepth + 1))));
    }

    [Fact]
    public void The_document_is_a_slice_of_the_data_and_no_copy()
    {
        var data = Json.Bytes(File.ReadAllText(Fixture.PathOf("Samples", "document.changed.json"))).ToArray();

        var change = DocumentChange.Read(data);
        data.AsSpan().Replace((byte)'Q', (byte)'X');

        Json.Text(change.Doc).ShouldStartWith("{\"id\":\"XTN-00001\"");
    }

    [Theory]
    [InlineData("", "sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "sha256-ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void The_hash_is_sha256_over_the_bytes(string content, string hash)
    {
        ContentHash.Of(Encoding.UTF8.GetBytes(content)).ShouldBe(hash);
        ContentHash.IsWellFormed(hash).ShouldBeTrue();
    }

    [Fact]
    public void The_samples_hash_is_that_of_their_documents()
    {
        foreach (var file in Directory.GetFiles(Fixture.PathOf("Samples"), "document.*").Where(static f => !f.Contains("deleted") && !f.Contains("withdrawn") && !f.Contains("routed")))
        {
            var change = DocumentChange.Read(File.ReadAllBytes(file));
            change.Hash.ShouldBe(ContentHash.Of(change.Doc.Span), file);
        }
    }

    private static Action<ReadOnlyMemory<byte>> Reader(string type) => type switch
    {
        "document.changed" => static m => DocumentChange.Read(m),
        "document.deleted" => static m => DocumentRemoval.Read(m),
        "snapshot.begin" => static m => SnapshotBegin.Read(m),
        "snapshot.end" => static m => SnapshotEnd.Read(m),
        "site.resync" => static m => SiteResync.Read(m),
        "site.catalogue" => static m => SiteCatalogue.Read(m),
        _ => static m => EntryUnsendable.Read(m),
    };

    private static LinkMessageException Refused(Action<ReadOnlyMemory<byte>> read, JsonObject data) =>
        Should.Throw<LinkMessageException>(() => read(Json.Bytes(data.ToJsonString())));
}
