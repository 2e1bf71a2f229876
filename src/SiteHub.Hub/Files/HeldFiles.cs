using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using SiteHub.Delivery.Storage;
using SiteHub.Operations.Values;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Files;

namespace SiteHub.Hub.Files;

/// <summary>
/// The files that members give with what they ask for, from the form until their site has them. They lie in pieces, so that nothing large is held in memory or in a
/// transaction; what has no request is nobody's, and goes.
/// </summary>
internal sealed class HeldFiles(Database database, TimeProvider time)
{
    /// <summary>A whole form, with what its fields are wrapped in.</summary>
    public const long MostOfForm = 64L * 1024 * 1024;

    private const int PieceBytes = 256 * 1024;

    /// <summary>Of one member, and of all: who is not fetched from fills the disk of nobody else.</summary>
    private const long MostOfPerson = 200L * 1024 * 1024;
    private const long MostOfAll = 2L * 1024 * 1024 * 1024;

    private const string Waiting = "SELECT coalesce(sum(f.size), 0) FROM held_file f WHERE EXISTS (SELECT 1 FROM held_file_piece p WHERE p.file = f.id)";

    /// <summary>What may be given with the action, and is not.</summary>
    /// <returns>null: all may</returns>
    public static FilesFault? FaultOf(ActionFiles? allowed, IReadOnlyList<IFormFile> given)
    {
        if (given.Count == 0)
        {
            return allowed?.IsRequired == true ? FilesFault.Missing : null;
        }

        return allowed is null || given.Count > allowed.Most ? FilesFault.TooMany
            : given.Any(file => file.Length > allowed.MostBytes) ? FilesFault.TooLarge
            : given.Any(static file => file.Length == 0) ? FilesFault.Empty
            : given.Any(file => !allowed.Endings.Contains(FileName.EndingOf(FileName.Of(file.FileName, "file")))) ? FilesFault.OtherKind
            : null;
    }

    /// <summary>The files of a request, in their order.</summary>
    public static List<GivenFile> Of(Session session, string request) =>
        session.Many("SELECT name, size, hash FROM held_file WHERE request = $1 ORDER BY place", static row => new GivenFile(row.Text(0), row.Long(1), row.Text(2)), request);

    /// <summary>In the transaction that stores the request: from now on they are its.</summary>
    public static void Take(Session session, string request, IReadOnlyList<StagedFile> files)
    {
        foreach (var (place, file) in files.Index())
        {
            session.Execute("UPDATE held_file SET request = $2, place = $3 WHERE id = $1 AND request IS NULL", file.Id, request, place);
        }
    }

    /// <summary>At the start: what a process that died was just taking in. By the clock: what a site never fetched in all the time that the request had.</summary>
    public static void Tidy(Session session, DateTimeOffset now, bool isStart)
    {
        if (isStart)
        {
            session.Execute("DELETE FROM held_file WHERE request IS NULL");
        }

        session.Execute("DELETE FROM held_file_piece WHERE file IN (SELECT f.id FROM held_file f JOIN action_request q ON q.id = f.request WHERE q.expires < $1)", now);
    }

    /// <returns>null: there is no room</returns>
    public async Task<StagedFiles?> Stage(string person, IReadOnlyList<IFormFile> given, CancellationToken cancellationToken)
    {
        var size = given.Sum(static file => file.Length);
        var (mine, all) = database.Read(session => (session.Long(Waiting + " AND f.person = $1", person)!.Value, session.Long(Waiting)!.Value));
        if (mine + size > MostOfPerson || all + size > MostOfAll)
        {
            return null;
        }

        var staged = new StagedFiles(database);
        try
        {
            foreach (var file in given)
            {
                await Stage(staged, person, file, cancellationToken);
            }

            return staged;
        }
        catch
        {
            await staged.DisposeAsync();
            throw;
        }
    }

    /// <returns>null: there is none for that site, or its bytes are gone</returns>
    public (GivenFile File, string Id)? Find(string site, string request, int place) => database.Read(session => session.One<(GivenFile, string)?>(
        """
        SELECT f.name, f.size, f.hash, f.id FROM held_file f JOIN action_request q ON q.id = f.request
        WHERE q.id = $1 AND q.site = $2 AND f.place = $3 AND EXISTS (SELECT 1 FROM held_file_piece p WHERE p.file = f.id)
        """,
        static row => (new GivenFile(row.Text(0), row.Long(1), row.Text(2)), row.Text(3)),
        request,
        site,
        place));

    /// <exception cref="IOException">it was let go of meanwhile</exception>
    public async Task CopyTo(string id, long size, Stream output, CancellationToken cancellationToken)
    {
        long sent = 0;
        for (var piece = 0; sent < size; piece++)
        {
            var bytes = database.Read(session => session.One("SELECT bytes FROM held_file_piece WHERE file = $1 AND piece = $2", static row => row.Bytes(0), id, piece)) ?? throw new IOException("The file is not held any more.");
            await output.WriteAsync(bytes, cancellationToken);
            sent += bytes.Length;
        }
    }

    private async Task Stage(StagedFiles staged, string person, IFormFile file, CancellationToken cancellationToken)
    {
        var id = $"hld_{Guid.CreateVersion7(time.GetUtcNow()):N}";
        var given = new GivenFile(FileName.Of(file.FileName, "file"), file.Length, "");
        staged.Files.Add(new StagedFile(id, given));
        await database.Writer.Write(
            session => session.Execute("INSERT INTO held_file (id, person, name, size, hash, created) VALUES ($1, $2, $3, $4, '', $5)", id, person, given.Name, given.Size, time.GetUtcNow()), cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var bytes = file.OpenReadStream();
        var buffer = new byte[PieceBytes];
        for (var piece = 0; await bytes.ReadAtLeastAsync(buffer, PieceBytes, throwOnEndOfStream: false, cancellationToken) is > 0 and var count; piece++)
        {
            hash.AppendData(buffer, 0, count);
            var (at, part) = (piece, buffer[..count]);
            await database.Writer.Write(session => session.Execute("INSERT INTO held_file_piece (file, piece, bytes) VALUES ($1, $2, $3)", id, at, part), cancellationToken);
        }

        given = given with { Hash = Base64Url.EncodeToString(hash.GetHashAndReset()) };
        staged.Files[^1] = new StagedFile(id, given);
        await database.Writer.Write(session => session.Execute("UPDATE held_file SET hash = $2 WHERE id = $1", id, given.Hash), cancellationToken);
    }
}

/// <param name="Id">of its row</param>
internal sealed record StagedFile(string Id, GivenFile Given);

/// <summary>Files that are taken in, for a request that is about to be stored. Those that it was not stored with go.</summary>
internal sealed class StagedFiles(Database database) : IAsyncDisposable
{
    public List<StagedFile> Files { get; } = [];

    public bool IsTaken { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (!IsTaken)
        {
            await database.Writer.Write(session => Files.ForEach(file => session.Execute("DELETE FROM held_file WHERE id = $1 AND request IS NULL", file.Id)), CancellationToken.None);
        }
    }
}

/// <summary>Why the files that were given are not taken.</summary>
internal enum FilesFault
{
    Missing,
    TooMany,
    TooLarge,
    Empty,
    OtherKind,

    /// <summary>Too many wait for their sites already.</summary>
    Full,
}
