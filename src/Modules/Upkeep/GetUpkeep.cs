using System.Text.Json;

namespace Kapprum.Upkeep;

/// <summary>What the last night has found that must never be, and what it has removed; for administrators.</summary>
internal sealed record GetUpkeep : IQuery<GetUpkeep.Answer>
{
    /// <param name="Checks">What was found comes first.</param>
    public sealed record Answer(IReadOnlyList<Check> Checks, IReadOnlyList<Purge> Purges);

    /// <param name="At">When it was last looked for; null before the first night.</param>
    /// <param name="Since">Since when it has been found every night; null while nothing is.</param>
    /// <param name="Findings">The first of them: ids, and the page that shows each.</param>
    /// <param name="Failed">Why it could not be looked for: a code.</param>
    public sealed record Check(
        string Name,
        DateTimeOffset? At,
        int Count,
        DateTimeOffset? Since,
        IReadOnlyList<Finding> Findings,
        string? Failed
    );

    /// <param name="Setting">The key of the setting that says how long it is kept.</param>
    /// <param name="Kept">So many days, or months.</param>
    /// <param name="At">When it was last removed; null before the first night.</param>
    /// <param name="OlderThan">What was older was removed.</param>
    /// <param name="Removed">How much that was.</param>
    /// <param name="Failed">Why it stopped: a code.</param>
    public sealed record Purge(
        string What,
        string Setting,
        int Kept,
        bool InMonths,
        DateTimeOffset? At,
        DateTimeOffset? OlderThan,
        int Removed,
        string? Failed
    );

    private sealed record CheckRow(
        string Name,
        DateTimeOffset At,
        int Count,
        DateTimeOffset? Since,
        string Findings,
        string? Failed
    );

    private sealed record PurgeRow(
        string What,
        DateTimeOffset At,
        DateTimeOffset OlderThan,
        int Removed,
        string? Failed
    );

    public sealed class Handler(
        NpgsqlConnection db,
        IEnumerable<ICheck> checks,
        IEnumerable<IPurge> purges,
        ISettings settings
    ) : IQueryHandler<GetUpkeep, Answer>
    {
        public async Task<Answer> Handle(GetUpkeep query, CancellationToken ct)
        {
            var found = (
                await db.Query<CheckRow>(
                    "select name, at, count, since, findings::text, failed from upkeep.check_result",
                    null,
                    ct
                )
            ).ToDictionary(row => row.Name);
            var removed = (
                await db.Query<PurgeRow>(
                    """
                    select distinct on (what) what, at, older_than, removed, failed
                    from upkeep.purge
                    order by what, at desc
                    """,
                    null,
                    ct
                )
            ).ToDictionary(row => row.What);

            var shown = new List<Purge>();
            foreach (var purge in purges.OrderBy(purge => purge.What, StringComparer.Ordinal))
            {
                var last = removed.GetValueOrDefault(purge.What);
                shown.Add(
                    new(
                        purge.What,
                        purge.Keeps.Setting.Key,
                        await settings.Get(purge.Keeps.Setting, ct),
                        purge.Keeps.InMonths,
                        last?.At,
                        last?.OlderThan,
                        last?.Removed ?? 0,
                        last?.Failed
                    )
                );
            }

            return new(
                [
                    .. from check in checks
                    let last = found.GetValueOrDefault(check.Name)
                    orderby last is null or { Count: 0, Failed: null }, check.Name
                    select new Check(
                        check.Name,
                        last?.At,
                        last?.Count ?? 0,
                        last?.Since,
                        last is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<Finding>>(last.Findings)!,
                        last?.Failed
                    ),
                ],
                shown
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet("/upkeep", (ISender sender, CancellationToken ct) => sender.Send(new GetUpkeep(), ct))
                .Roles(Roles.Administrator, Demand.None)
                .Summary("What the last night has found that must never be, and what it has removed");
    }
}
