using System.Globalization;
using System.Text.Json;
using SiteHub.Agent.Documents.Listing;
using SiteHub.Agent.Documents.Refusals;

namespace SiteHub.Agent.Resource;

/// <summary>The arguments of a list, from wherever: query, form or JSON. Values are JSON or, where they are text, perhaps JSON in it.</summary>
internal static class ListArguments
{
    public static (ListRequest? Request, Refusal? Refusal) Read(Arguments given)
    {
        var start = given.Number("limit_start") ?? given.Number("start") ?? 0;
        var length = given.Number("limit_page_length") ?? given.Number("limit") ?? given.Number("page_length") ?? ListRequest.UsualLength;
        if (given.Refusal is not null)
        {
            return (null, given.Refusal);
        }

        var request = new ListRequest(
            given.Json("fields"),
            given.Json("filters"),
            given.Json("or_filters"),
            given.Text("order_by"),
            start,
            length,
            given.IsOff("as_dict"));
        return given.Refusal is null ? (request, null) : (null, given.Refusal);
    }
}
