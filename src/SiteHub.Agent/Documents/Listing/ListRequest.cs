using System.Text.Json;

namespace SiteHub.Agent.Documents.Listing;

/// <summary>A list as it was asked for, nothing of it checked yet.</summary>
/// <param name="Fields">a JSON list of names, <c>*</c>, or names with commas between; absent: <c>name</c></param>
/// <param name="Start">rows to pass over</param>
/// <param name="Length">rows at most; 0: all</param>
/// <param name="AsLists">rows as lists of values instead of objects</param>
public sealed record ListRequest(
    JsonElement Fields, JsonElement Filters, JsonElement OrFilters, string? OrderBy, long Start, long Length, bool AsLists)
{
    public const int UsualLength = 20;
}
