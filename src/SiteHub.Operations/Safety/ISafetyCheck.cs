namespace SiteHub.Operations.Safety;

/// <summary>Looks for one kind of what is unsafe.</summary>
public interface ISafetyCheck
{
    Task<IReadOnlyList<Finding>> Look(CancellationToken cancellationToken);
}
