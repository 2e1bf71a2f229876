namespace SiteHub.Agent.Documents.Listing;

/// <summary>Frappe's named times: whole days, weeks from Sunday on, as a new Frappe site has it.</summary>
internal static class Timespan
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "last week", "last month", "last quarter", "last 6 months", "last year", "yesterday", "today", "tomorrow", "this week", "this month", "this quarter", "this year",
        "next week", "next month", "next quarter", "next 6 months", "next year",
    ];

    /// <returns>the first day and the last; null: there is no such time</returns>
    public static (DateOnly From, DateOnly To)? Of(string name, DateOnly today) => name.Trim().ToLowerInvariant() switch
    {
        "yesterday" => Days(today, -1),
        "today" => Days(today, 0),
        "tomorrow" => Days(today, 1),
        "last week" => Week(today.AddDays(-7)),
        "this week" => Week(today),
        "next week" => Week(today.AddDays(7)),
        "last month" => Months(today.AddMonths(-1), 1),
        "this month" => Months(today, 1),
        "next month" => Months(today.AddMonths(1), 1),
        "last quarter" => Months(Quarter(today).AddMonths(-3), 3),
        "this quarter" => Months(Quarter(today), 3),
        "next quarter" => Months(Quarter(today).AddMonths(3), 3),
        "last 6 months" => Months(Quarter(today).AddMonths(-6), 6),
        "next 6 months" => Months(Quarter(today).AddMonths(3), 6),
        "last year" => Months(new DateOnly(today.Year - 1, 1, 1), 12),
        "this year" => Months(new DateOnly(today.Year, 1, 1), 12),
        "next year" => Months(new DateOnly(today.Year + 1, 1, 1), 12),
        _ => null,
    };

    private static (DateOnly, DateOnly) Days(DateOnly today, int from) => (today.AddDays(from), today.AddDays(from));

    private static (DateOnly, DateOnly) Week(DateOnly day) => (day.AddDays(-(int)day.DayOfWeek), day.AddDays(6 - (int)day.DayOfWeek));

    private static DateOnly Quarter(DateOnly day) => new(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1);

    private static (DateOnly, DateOnly) Months(DateOnly day, int months)
    {
        var first = new DateOnly(day.Year, day.Month, 1);
        return (first, first.AddMonths(months).AddDays(-1));
    }
}
