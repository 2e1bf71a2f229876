using SiteHub.Delivery.Storage;
using SiteHub.Protocol.Files;

namespace SiteHub.Agent.Files;

/// <summary>Writes and reads files a piece at a time: no file is in memory whole, and no reader holds a query open.</summary>
internal sealed class FileRows(Database database, TimeProvider time)
{
    private const int PieceBytes = 256 * 1024;

    private const string Columns = "id, file_name, size, at, by";

    public static List<HeldFile> Of(Session session, string docType, string name) => session.Many(
        $"SELECT {Columns} FROM document_file WHERE doc_type = $1 AND name = $2 AND whole = 1 ORDER BY at, id LIMIT $3", Map, docType, name, FileLimits.MaxListed);

    public static HeldFile? Find(Session session, string docType, string name, string id) =>
        session.One($"SELECT {Columns} FROM document_file WHERE id = $3 AND doc_type = $1 AND name = $2 AND whole = 1", Map, docType, name, id);

    /// <summary>What was never finished, by a process that died over it.</summary>
    public static void Tidy(Session session) => session.Execute("DELETE FROM document_file WHERE whole = 0");

    public static bool Remove(Session session, string docType, string name, string id) =>
        session.Execute("DELETE FROM document_file WHERE id = $3 AND doc_type = $1 AND name = $2", docType, name, id) > 0;

    /// <param name="bytes">read to its end</param>
    /// <param name="file">what is stored with it</param>
    /// <param name="finish">in the transaction that makes it one: false takes it back</param>
    /// <param name="cancellationToken">ends it, and leaves nothing</param>
    /// <returns>the file's id; null: it is too large, or was taken back</returns>
    public async Task<string?> Add(Stream bytes, NewFile file, Func<Session, string, long, bool> finish, CancellationToken cancellationToken)
    {
        var id = $"fil_{Guid.CreateVersion7(time.GetUtcNow()):N}";
        var isThere = false;
        try
        {
            await database.Writer.Write(
                session => session.Execute(
                    "INSERT INTO document_file (id, doc_type, name, file_name, size, at, by) VALUES ($1, $2, $3, $4, 0, $5, $6)", id, file.DocType, file.Name, file.FileName, time.GetUtcNow(), file.By),
                cancellationToken);
            long size = 0;
            var buffer = new byte[PieceBytes];
            for (var piece = 0; await bytes.ReadAtLeastAsync(buffer, PieceBytes, throwOnEndOfStream: false, cancellationToken) is > 0 and var count; piece++)
            {
                size += count;
                if (size > FileLimits.MaxBytes)
                {
                    return null;
                }

                var (at, part) = (piece, buffer[..count]);
                await database.Writer.Write(session => session.Execute("INSERT INTO document_file_piece (file, piece, bytes) VALUES ($1, $2, $3)", id, at, part), cancellationToken);
            }

            isThere = await database.Writer.Write(
                session => session.Execute("UPDATE document_file SET whole = 1, size = $2 WHERE id = $1", id, size) == 1 && finish(session, id, size), CancellationToken.None);
            return isThere ? id : null;
        }
        finally
        {
            if (!isThere)
            {
                await database.Writer.Write(session => session.Execute("DELETE FROM document_file WHERE id = $1", id), CancellationToken.None);
            }
        }
    }

    /// <exception cref="IOException">it was removed meanwhile</exception>
    public async Task CopyTo(string id, long size, Stream output, CancellationToken cancellationToken)
    {
        long sent = 0;
        for (var piece = 0; sent < size; piece++)
        {
            var bytes = database.Read(session => session.One("SELECT bytes FROM document_file_piece WHERE file = $1 AND piece = $2", static row => row.Bytes(0), id, piece))
                ?? throw new IOException("The file was removed while it was sent.");
            await output.WriteAsync(bytes, cancellationToken);
            sent += bytes.Length;
        }
    }

    private static HeldFile Map(Row row) => new(row.Text(0), row.Text(1), row.Long(2), row.Time(3), IsPrivate: true, row.Text(4));
}

/// <param name="DocType">of the document that it is of; null: not yet known</param>
/// <param name="By">who brought it</param>
internal sealed record NewFile(string? DocType, string? Name, string FileName, string By);
