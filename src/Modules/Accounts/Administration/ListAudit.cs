using System.Diagnostics;
using System.Text.Json;
using Kapprum.Accounts.Passwords;
using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts.Administration;

/// <summary>
/// Administrators read the audit log, the latest first: who did or read what, about whom, from where. Reading it is in
/// the log too. What people with a protected identity did, and what was done to them, is left out whole and not even
/// counted: who reads about a child, when, and from where tells where it is. Who runs Kapprum reads that on the command
/// line (<see cref="ReadAuditCommand"/>).
/// </summary>
/// <param name="From">From this day on.</param>
/// <param name="Until">Up to and with this day.</param>
/// <param name="Who">Who did it: the id of a person or an account, a user name or an e-mail address.</param>
/// <param name="About">Whom or what it was about, or on whose behalf it was done: an id of anything, a user name or an
/// e-mail address.</param>
/// <param name="Action">One action only, as in <see cref="ListAuditActions"/>.</param>
/// <param name="Limit">How many at most, 1 to 200.</param>
[NoAccessCheck("Administrators read the log, by their role.")]
internal sealed record ListAudit(
    DateOnly? From = null,
    DateOnly? Until = null,
    string? Who = null,
    string? About = null,
    string? Action = null,
    string? Cursor = null,
    int Limit = 50
) : IQuery<Page<ListAudit.Item>>
{
    /// <summary>Only what this import has done to people, each for itself.</summary>
    public Guid? Import { get; init; }

    /// <summary>Also what people with a protected identity did, and what was done to them.</summary>
    public bool WithProtected { get; init; }

    /// <summary>An import is one row; what it has done to each person is asked for by <see cref="Import"/>.</summary>
    public bool ImportsAsOne { get; init; }

    public sealed record Item
    {
        public required Guid Id { get; init; }
        public required DateTimeOffset At { get; init; }

        /// <summary>Null for the system itself and for who was not logged in.</summary>
        public required Named? By { get; init; }
        public required string Action { get; init; }

        /// <summary>What kind of thing it was done to.</summary>
        public required string Subject { get; init; }
        public required Guid? SubjectId { get; init; }

        /// <summary>The person it was about or done on behalf of, when it was one.</summary>
        public required Named? About { get; init; }

        /// <summary>The unit or group it was done to, or is about; null when it was about none.</summary>
        public required PlaceName? Place { get; init; }

        /// <summary>The IP address it came from.</summary>
        public required string? Address { get; init; }

        /// <summary>Ids and states.</summary>
        public required JsonElement? Details { get; init; }
    }

    /// <param name="PersonId">Null for an administrator outside the roster.</param>
    /// <param name="Name">Null when nobody knows it any more.</param>
    public sealed record Named(Guid? PersonId, string? Name);

    private sealed record Account(Guid Id, Guid? PersonId, string? Name);

    public sealed class Validator : AbstractValidator<ListAudit>
    {
        public Validator()
        {
            RuleFor(x => x.Limit).InclusiveBetween(1, 200);
            RuleFor(x => x.Who).MaximumLength(LogInName.Longest);
            RuleFor(x => x.About).MaximumLength(LogInName.Longest);
            RuleFor(x => x.Action).MaximumLength(100);
        }
    }

    public sealed class Handler(NpgsqlConnection db, AuditLog log, IDirectory directory, Audit audit)
        : IQueryHandler<ListAudit, Page<Item>>
    {
        /// <summary>
        /// What was done by somebody, or to somebody, is answered after whole steps of this: how long the log takes to
        /// pass over what is not told would tell with whom somebody of a protected identity has to do.
        /// </summary>
        private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

        public async Task<Page<Item>> Handle(ListAudit query, CancellationToken ct)
        {
            var begun = Stopwatch.GetTimestamp();
            var page = await Read(query, ct);
            if (!query.WithProtected && (query.Who ?? query.About) is not null)
                await Task.Delay(Step - new TimeSpan(Stopwatch.GetElapsedTime(begun).Ticks % Step.Ticks), ct);
            return page;
        }

        private async Task<Page<Item>> Read(ListAudit query, CancellationToken ct)
        {
            var by = await Found(query.Who, nameof(Who), ct);
            var about = await Found(query.About, nameof(About), ct);
            // Filled while the log is read.
            var accounts = new Dictionary<Guid, Account>();
            var filter = new AuditLog.Filter(
                by?.Select(account => account.Id).ToArray(),
                about
                    ?.SelectMany(account => (Guid?[])[account.Id, account.PersonId])
                    .OfType<Guid>()
                    .Distinct()
                    .ToArray(),
                query.Action,
                query.From is { } from ? SchoolTime.Instant(from, TimeOfDay.Midnight) : null,
                query.Until is { } until ? SchoolTime.Instant(until.AddDays(1), TimeOfDay.Midnight) : null
            )
            {
                OfImport = query.Import,
                ImportsAsOne = query.ImportsAsOne,
            };
            // Of who is hidden all is: that costs nothing either.
            var page =
                (await Hidden([.. (filter.By ?? []).Concat(filter.About ?? []).Distinct()], ct)).Count > 0
                    ? new([], null)
                    : await log.Read(filter, query.Cursor, query.Limit, Hidden, ct);

            async Task<IReadOnlySet<Guid>> Hidden(IReadOnlyCollection<Guid> ids, CancellationToken ct)
            {
                if (ids.Count == 0)
                    return new HashSet<Guid>();

                foreach (var account in await AccountsOf(ids, ct))
                    accounts[account.Id] = account;
                if (query.WithProtected)
                    return new HashSet<Guid>();

                var personOf = ids.ToDictionary(id => id, id => accounts.GetValueOrDefault(id)?.PersonId ?? id);
                var hidden = await directory.Hidden(personOf.Values, ct);
                return ids.Where(id => hidden.Contains(personOf[id])).ToHashSet();
            }

            Guid? WhoOf(AuditLog.Entry entry) =>
                entry.PersonId ?? (entry.AccountId is { } id ? accounts.GetValueOrDefault(id)?.PersonId : null);
            Guid? PersonOf(AuditLog.Entry entry) =>
                entry.OnBehalfOf
                ?? (
                    entry.Subject is "person" or "child" ? entry.SubjectId
                    : entry.SubjectId is { } id ? accounts.GetValueOrDefault(id)?.PersonId
                    : null
                );
            Guid? AccountOf(AuditLog.Entry entry) =>
                entry.SubjectId is { } id && (entry.Subject == "account" || accounts.ContainsKey(id)) ? id : null;
            var people = await directory.People(
                [.. page.Items.SelectMany(entry => (Guid?[])[WhoOf(entry), PersonOf(entry)]).OfType<Guid>().Distinct()],
                ct
            );

            var details = page.Items.ToDictionary(
                entry => entry.Id,
                entry =>
                    entry.Details is null ? (JsonElement?)null : JsonSerializer.Deserialize<JsonElement>(entry.Details)
            );
            var placeIds = page.Items.ToDictionary(entry => entry.Id, entry => PlaceOf(entry, details[entry.Id]));
            var places = await directory.Places([.. placeIds.Values.OfType<Guid>().Distinct()], ct);

            Named? Name(Guid? personId, Guid? accountId) =>
                personId is { } id
                    ? people.GetValueOrDefault(id) is { } person
                        ? new(id, $"{person.GivenName} {person.FamilyName}")
                        : new(id, null)
                    : accountId is { } other
                        ? new(null, accounts.GetValueOrDefault(other)?.Name)
                        : null;

            await audit.Read(
                "audit.read",
                "audit",
                null,
                ct,
                new
                {
                    query.From,
                    query.Until,
                    By = filter.By,
                    About = filter.About,
                    query.Action,
                    query.Import,
                }
            );
            return new(
                [
                    .. from entry in page.Items
                    select new Item
                    {
                        Id = entry.Id,
                        At = entry.At,
                        By = Name(WhoOf(entry), entry.AccountId),
                        Action = entry.Action,
                        Subject = entry.Subject,
                        SubjectId = entry.SubjectId,
                        About = Name(PersonOf(entry), AccountOf(entry)),
                        Place = placeIds[entry.Id] is { } place ? places.GetValueOrDefault(place) : null,
                        Address = entry.Address,
                        Details = details[entry.Id],
                    },
                ],
                page.Next
            );
        }

        /// <summary>What it was done to, or the unit that it tells of.</summary>
        private static Guid? PlaceOf(AuditLog.Entry entry, JsonElement? details) =>
            entry.Subject is "unit" or "group" ? entry.SubjectId
            : details is { ValueKind: JsonValueKind.Object } told
            && told.TryGetProperty("unitId", out var unit)
            && unit.ValueKind == JsonValueKind.String
            && unit.TryGetGuid(out var id)
                ? id
            : null;

        /// <summary>The accounts among all kinds of ids, and those whose sessions are.</summary>
        private Task<IReadOnlyList<Account>> AccountsOf(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
            db.Query<Account>(
                """
                select id, person_id, coalesce(user_name, email) as name from accounts.account where id = any(@Ids)
                union all
                select s.id, a.person_id, coalesce(a.user_name, a.email)
                from accounts.session s join accounts.account a on a.id = s.account_id
                where s.id = any(@Ids)
                """,
                new { Ids = ids.ToArray() },
                ct
            );

        /// <summary>The accounts that are meant; what has none is looked for by its own id.</summary>
        private async Task<IReadOnlyList<Account>?> Found(string? wanted, string field, CancellationToken ct)
        {
            if (string.IsNullOrWhiteSpace(wanted))
                return null;

            var id = Guid.TryParse(wanted, out var read) ? read : Guid.Empty;
            var accounts = await db.Query<Account>(
                """
                select id, person_id, user_name as name
                from accounts.account
                where id = @id or person_id = @id or user_name = @key or email_key = @key
                limit 5
                """,
                new { id, key = LogInName.Normalised(wanted) },
                ct
            );
            return accounts.Count > 0 ? accounts
                : id != Guid.Empty ? [new(id, null, null)]
                : throw Refusal.Invalid(field, "accounts/audit-nobody");
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/audit",
                    (
                        DateOnly? from,
                        DateOnly? until,
                        string? who,
                        string? about,
                        string? action,
                        Guid? import,
                        string? cursor,
                        int? limit,
                        ISender sender,
                        CancellationToken ct
                    ) =>
                        sender.Send(
                            new ListAudit(from, until, who, about, action, cursor, limit ?? 50) { Import = import },
                            ct
                        )
                )
                .Roles(Roles.Administrator, Demand.Confirmed)
                .Summary("The audit log, the latest first")
                .Refuses(400, "accounts/audit-nobody");
    }
}
