using SiteHub.Protocol.Documents;

namespace SiteHub.Operations.Configuration.Reading;

/// <summary>Which of a publication's statuses are open, done, overdue and lost, within the bounds that the hub takes.</summary>
internal static class StatusesReader
{
    public static StatusClasses Read(ObjectReader publication)
    {
        if (publication.Object("statuses") is not { } statuses)
        {
            return StatusClasses.None;
        }

        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var classes = new StatusClasses(
            List(StatusClasses.OpenClass), List(StatusClasses.DoneClass), List(StatusClasses.OverdueClass), List(StatusClasses.LostClass));
        statuses.Close();
        if (known.Count > StatusClasses.MaxStatuses)
        {
            publication.Fault("statuses", $"must not name more than {StatusClasses.MaxStatuses} statuses", $"{known.Count}");
        }

        return classes;

        IReadOnlyList<string> List(string name)
        {
            var list = new List<string>();
            foreach (var (status, path) in statuses.Texts(name))
            {
                if (status.Length > StatusClasses.MaxLength)
                {
                    publication.Context.Fault(path, $"must have at most {StatusClasses.MaxLength} characters", $"{status.Length}");
                }
                else if (!known.TryAdd(status, name))
                {
                    publication.Context.Fault(path, $"stands under {known[status]} already; a status is of one class", Found.Text(status));
                }
                else
                {
                    list.Add(status);
                }
            }

            return list;
        }
    }
}
