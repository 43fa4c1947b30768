using Dapper;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// Reads what <see cref="Audit"/> has noted, the latest first. Whoever shows it to somebody notes that too.
/// </summary>
public sealed class AuditLog(NpgsqlConnection db)
{
    public sealed record Entry
    {
        public required Guid Id { get; init; }
        public required DateTimeOffset At { get; init; }
        public required Guid? AccountId { get; init; }
        public required Guid? PersonId { get; init; }
        public required Guid? OnBehalfOf { get; init; }
        public required string Action { get; init; }
        public required string Subject { get; init; }
        public required Guid? SubjectId { get; init; }

        /// <summary>JSON: ids and states.</summary>
        public required string? Details { get; init; }

        /// <summary>Where it came from; null for jobs and the command line.</summary>
        public required string? Address { get; init; }
    }

    /// <param name="By">Accounts, a few; null for everybody's, the system's own too.</param>
    /// <param name="About">People and things it was about or done on behalf of, a few; null for all.</param>
    /// <param name="From">From this moment on.</param>
    /// <param name="Until">Before this moment.</param>
    public sealed record Filter(
        IReadOnlyCollection<Guid>? By = null,
        IReadOnlyCollection<Guid>? About = null,
        string? Action = null,
        DateTimeOffset? From = null,
        DateTimeOffset? Until = null
    )
    {
        /// <summary>Only what this import has done to people, each for itself.</summary>
        public Guid? OfImport { get; init; }

        /// <summary>Without what imports have done to people, each for itself; the imports are told.</summary>
        public bool ImportsAsOne { get; init; }
    }

    /// <summary>
    /// How many are read first of what somebody did or what was done to somebody: in one statement, whether some of it
    /// is hidden or not.
    /// </summary>
    private const int FirstReadOfSomebody = 250;

    /// <summary>How many are read at once where most of what there is is hidden.</summary>
    private const int LargestRead = 2_000;

    private sealed record Position(DateTimeOffset At, Guid Id);

    /// <summary>One page of the log.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="hidden">Says which of these people, accounts, sessions and things the reader is told nothing of:
    /// what they have done, and what was done to them or on their behalf, is left out.</param>
    public async Task<Page<Entry>> Read(
        Filter filter,
        string? cursor,
        int limit,
        Func<IReadOnlyCollection<Guid>, CancellationToken, Task<IReadOnlySet<Guid>>> hidden,
        CancellationToken ct
    )
    {
        var after = PageCursor.Read<Position>(cursor);
        // What is hidden is taken out of what was read: those who are would be thousands to compare each entry with.
        List<Entry> rows = [];
        var first = filter.By is null && filter.About is null ? limit + 1 : Math.Max(limit + 1, FirstReadOfSomebody);
        for (var most = first; rows.Count <= limit; most = Math.Min(4 * most, LargestRead))
        {
            var read = await Read(filter, after, most, ct);
            var away = await hidden([.. read.SelectMany(Ids).Distinct()], ct);
            rows.AddRange(read.Where(entry => !Ids(entry).Any(away.Contains)));
            if (read.Count < most)
                break;
            after = PositionOf(read[^1]);
        }

        return Page<Entry>.From(rows, limit, PositionOf);
    }

    private static Position PositionOf(Entry entry) => new(entry.At, entry.Id);

    private static IEnumerable<Guid> Ids(Entry entry) =>
        ((Guid?[])[entry.AccountId, entry.PersonId, entry.OnBehalfOf, entry.SubjectId]).OfType<Guid>();

    private async Task<IReadOnlyList<Entry>> Read(Filter filter, Position? after, int most, CancellationToken ct)
    {
        var parameters = new DynamicParameters(
            new
            {
                filter.Action,
                filter.From,
                filter.Until,
                OfImport = filter.OfImport?.ToString(),
                AfterAt = after?.At,
                AfterId = after?.Id,
                // One parameter: what is added to one the planner knows nothing of, and it would read all of the log.
                Most = most,
                By = filter.By?.ToArray(),
            }
        );
        var common = string.Concat(
            filter.Action is null ? "" : " and action = @Action",
            filter.From is null ? "" : " and at >= @From",
            filter.Until is null ? "" : " and at < @Until",
            filter.OfImport is null ? "" : " and details ->> 'importId' = @OfImport",
            filter.ImportsAsOne ? " and details ->> 'importId' is null" : "",
            after is null ? "" : " and (at, id) < (@AfterAt, @AfterId)"
        );

        // Each of these is read from an index in the order it is wanted in, and no further than the page.
        List<string> parts = [];
        if (filter.About is { } about)
            foreach (var (at, id) in about.Index())
            {
                parameters.Add($"Of{at}", id);
                var by = filter.By is null ? "" : " and account_id = any(@By)";
                parts.Add($"subject_id = @Of{at}{by}");
                parts.Add($"on_behalf_of = @Of{at}{by}");
            }
        else if (filter.By is { } accounts)
            foreach (var (at, id) in accounts.Index())
            {
                parameters.Add($"Of{at}", id);
                parts.Add($"account_id = @Of{at}");
            }
        else
            parts.Add("true");

        const string latestFirst = "order by at desc, id desc limit @Most";
        string[] each =
        [
            .. parts.Select(part =>
                $"""
                    select id, at, account_id, person_id, on_behalf_of, action, subject, subject_id,
                           details::text as details, host(address) as address
                    from kernel.audit
                    where {part}{common}
                    {latestFirst}
                    """
            ),
        ];
        return await db.Query<Entry>(
            each is [var only] ? only : $"({string.Join(") union (", each)}) {latestFirst}",
            parameters,
            ct
        );
    }

    /// <summary>The actions there are in the log, by their codes.</summary>
    public async Task<IReadOnlyList<string>> Actions(CancellationToken ct) =>
        await db.Query<string>(
            """
            with recursive seen (action) as (
                (select action from kernel.audit order by action limit 1)
                union all
                select (select next.action from kernel.audit next
                        where next.action > seen.action
                        order by next.action limit 1)
                from seen where seen.action is not null)
            select action from seen where action is not null
            """,
            null,
            ct
        );
}
