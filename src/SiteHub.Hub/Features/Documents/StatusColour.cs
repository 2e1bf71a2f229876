using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Documents;

namespace SiteHub.Hub.Features.Documents;

/// <summary>Never the only sign of what it shows.</summary>
internal static class StatusColour
{
    /// <summary>Of a document's status, by what its site says that it is.</summary>
    public static string OfClass(string? statusClass) => statusClass switch
    {
        StatusClasses.DoneClass => "bg-green-lt",
        StatusClasses.OverdueClass => "bg-red-lt",
        StatusClasses.OpenClass => "bg-orange-lt",
        StatusClasses.LostClass => "bg-secondary-lt",
        _ => "bg-blue-lt",
    };

    /// <summary>Of a request's state.</summary>
    public static string Of(string state) => state switch
    {
        ActionStates.Completed => "bg-green-lt",
        ActionStates.Refused or ActionStates.Failed or ActionStates.Expired => "bg-red-lt",
        ActionStates.Unknown => "bg-orange-lt",
        _ => "bg-blue-lt",
    };
}
