using System.Text.Json.Serialization;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>The days a guardian may report a child absent on now, with the hours of the child's day.</summary>
/// <param name="ChildId">Null for all the own children.</param>
internal sealed record ListReportableDays(Guid? ChildId = null) : IQuery<IReadOnlyList<ListReportableDays.Item>>
{
    public sealed record Item(Guid ChildId, DateOnly Day, TimeOfDay Begins, TimeOfDay Ends)
    {
        /// <summary>Why it may not be reported after all; null when it may.</summary>
        [JsonIgnore]
        internal Unreportable? WhyNot { get; init; }
    }

    /// <summary>Why a day may not be reported.</summary>
    internal enum Unreportable
    {
        Over,

        /// <summary>The unit of that day does not take reports so far ahead.</summary>
        Later,

        /// <summary>It is reported or recorded already.</summary>
        Taken,
    }

    /// <summary>Also the days that may not be reported any more, with the reason: for the page to say it.</summary>
    internal bool WithRefused { get; init; }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        IChildren children,
        IChildDays childDays,
        ISettings settings,
        CurrentUser user,
        TimeProvider clock
    ) : IQueryHandler<ListReportableDays, IReadOnlyList<Item>>
    {
        public async Task<IReadOnlyList<Item>> Handle(ListReportableDays query, CancellationToken ct)
        {
            if (query.ChildId is { } only)
                await access.Require(only, Relation.Guardian, ct);

            Guid[] asked = query.ChildId is { } one
                ? [one]
                : [.. (await children.OfGuardian(ct)).Select(child => child.Id)];
            var days = childDays.KnownTo(user.PersonId);
            var today = clock.Today();
            var common = await settings.Get(AbsenceSettings.DaysAhead, ct);
            var next = await days.Next(asked, today, common + 1, ct);
            var ahead = new Dictionary<Guid, int>();
            foreach (var unit in next.Select(day => day.Unit()).Distinct())
                ahead[unit] = await settings.Get(AbsenceSettings.DaysAhead, unit, ct);
            // A unit that lets report further ahead is rare, and asked once more.
            if (ahead.Values.DefaultIfEmpty().Max() is var most && most > common)
                next = await days.Next(asked, today, most + 1, ct);

            var standing = (
                await db.Query<StoredAbsence>(
                    $"""
                    select {StoredAbsence.Columns}
                    from absence.absence
                    where child_id = any(@asked) and day >= @today and withdrawn_at is null
                    """,
                    new { asked, today },
                    ct
                )
            ).ToLookup(absence => (absence.ChildId, absence.Day));
            return
            [
                .. from day in next
                where day.Date <= today.AddDays(AbsenceSettings.FarthestDays)
                let farthest = ahead.GetValueOrDefault(day.Unit(), common)
                let later = AbsenceRules.IsTooFarAhead(day, next, farthest, clock)
                let closed = AbsenceRules.WhyNotReport(day, next, farthest, clock) is not null
                let taken = AbsenceRules.WhyNotReport(day, standing[(day.ChildId, day.Date)]) is not null
                where query.WithRefused || (!closed && !taken)
                select new Item(day.ChildId, day.Date, day.Begins, day.Ends)
                {
                    WhyNot =
                        later ? Unreportable.Later
                        : closed ? Unreportable.Over
                        : taken ? Unreportable.Taken
                        : null,
                },
            ];
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/children/{childId:guid}/reportable-days",
                    (Guid childId, ISender sender, CancellationToken ct) =>
                        sender.Send(new ListReportableDays(childId), ct)
                )
                .Roles(Roles.Guardian, Demand.None)
                .Scope("absence.read")
                .Summary("The days a child may be reported absent on now")
                .Refuses(404, "not-found");
    }
}
