using Hangfire.Common;
using Hangfire.Storage;
using SiteHub.Delivery.Storage;

namespace SiteHub.Delivery.Clock;

/// <summary>
/// What a process that died left in the file of jobs. Hangfire would show a job that was being done as being done for as long as it may take, wait for locks of
/// the dead, and try for ever what no code is left for.
/// </summary>
internal static class JobTidying
{
    private const string RecurringHash = "recurring-job:";

    public static void AfterStart(Session session)
    {
        session.Begin(immediate: true);
        session.Execute("DELETE FROM DistributedLock");
        session.Execute("DELETE FROM Server");
        session.Execute("UPDATE JobQueue SET FetchedAt = 0");
        RemoveWithoutCode(session);

        // Its transactions are none: one that was cut off leaves a job of which no list knows. It neither runs nor expires.
        session.Execute("DELETE FROM Job WHERE ExpireAt = 0 AND StateName IN ('Enqueued', 'Processing') AND Id NOT IN (SELECT JobId FROM JobQueue)");
        session.Execute("DELETE FROM Job WHERE ExpireAt = 0 AND StateName = 'Scheduled' AND CAST(Id AS TEXT) NOT IN (SELECT Value FROM [Set] WHERE [Key] = 'schedule')");
        session.Execute("DELETE FROM JobQueue WHERE JobId NOT IN (SELECT Id FROM Job)");
        session.Execute("DELETE FROM [Set] WHERE [Key] = 'schedule' AND CAST(Value AS INTEGER) NOT IN (SELECT Id FROM Job)");
        session.Execute("DELETE FROM State WHERE JobId NOT IN (SELECT Id FROM Job)");
        session.Execute("DELETE FROM JobParameter WHERE JobId NOT IN (SELECT Id FROM Job)");
        session.Commit();
    }

    /// <summary>The jobs that wait, by what they do: the role arms them anew, and then each of these is one too many.</summary>
    public static Dictionary<string, List<string>> Waiting(Session session)
    {
        var found = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (id, does) in session.Many(
            "SELECT Id, InvocationData, coalesce(Arguments, '') FROM Job WHERE StateName IN ('Scheduled', 'Enqueued')",
            static row => (row.Text(0), row.Text(1) + row.Text(2))))
        {
            (found.TryGetValue(does, out var same) ? same : found[does] = []).Add(id);
        }

        return found;
    }

    /// <summary>As the storage writes it.</summary>
    public static string Does(Job job)
    {
        var data = InvocationData.SerializeJob(job);
        return SerializationHelper.Serialize(data, SerializationOption.User) + data.Arguments;
    }

    private static void RemoveWithoutCode(Session session)
    {
        foreach (var (id, data, arguments) in session.Many(
            "SELECT Id, InvocationData, Arguments FROM Job WHERE StateName IS NULL OR StateName NOT IN ('Succeeded', 'Deleted')",
            static row => (row.Long(0), row.Text(1), row.TextOrNull(2))))
        {
            if (!HasCode(() => Read(data, arguments)))
            {
                session.Execute("DELETE FROM Job WHERE Id = $1", id);
            }
        }

        foreach (var (key, data) in session.Many(
            "SELECT [Key], Value FROM Hash WHERE [Key] LIKE 'recurring-job:%' AND Field = 'Job'", static row => (row.Text(0), row.TextOrNull(1))))
        {
            if (data is null || !HasCode(() => InvocationData.DeserializePayload(data)))
            {
                session.Execute("DELETE FROM Hash WHERE [Key] = $1", key);
                session.Execute("DELETE FROM [Set] WHERE [Key] = 'recurring-jobs' AND Value = $1", key[RecurringHash.Length..]);
            }
        }
    }

    private static InvocationData Read(string data, string? arguments)
    {
        var read = SerializationHelper.Deserialize<InvocationData>(data, SerializationOption.User);
        if (!string.IsNullOrEmpty(arguments))
        {
            read.Arguments = arguments;
        }

        return read;
    }

    private static bool HasCode(Func<InvocationData> read)
    {
        try
        {
            return read().DeserializeJob() is not null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The type is gone, or its method, or its assembly, or the row was never whole.
            return false;
        }
    }
}
