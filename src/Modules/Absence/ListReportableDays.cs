using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>The days a guardian may report a child absent on now, with the hours of the child's day.</summary>
/// <param name="ChildId">Null for all the own children.</param>
internal sealed record ListReportableDays(Guid? ChildId = null) : IQuery<IReadOnlyList<ListReportableDays.Item>>
{
    public sealed record Item(Guid ChildId, DateOnly Day, TimeOfDay Begins, TimeOfDay Ends);

    public sealed class Handler(
        IChildAccess access,
        IChildren children,
        IChildDays days,
        ISettings settings,
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
            var today = clock.Today();
            var common = await settings.Get(AbsenceSettings.DaysAhead, ct);
            var next = await days.Next(asked, today, common + 1, ct);
            var ahead = new Dictionary<Guid, int>();
            foreach (var unit in next.Select(day => day.Unit()).Distinct())
                ahead[unit] = await settings.Get(AbsenceSettings.DaysAhead, unit, ct);
            // A unit that lets report further ahead is rare, and asked once more.
            if (ahead.Values.DefaultIfEmpty().Max() is var most && most > common)
                next = await days.Next(asked, today, most + 1, ct);
            return
            [
                .. from day in next
                where
                    day.Date <= today.AddDays(AbsenceSettings.FarthestDays)
                    && AbsenceRules.WhyNotReport(day, next, ahead.GetValueOrDefault(day.Unit(), common), clock) is null
                select new Item(day.ChildId, day.Date, day.Begins, day.Ends),
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
                .Roles(Roles.Guardian)
                .Summary("The days a child may be reported absent on now")
                .Refuses(404, "not-found");
    }
}
