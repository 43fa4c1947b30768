using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>The days a guardian may report a child absent on now, with the hours of the child's day.</summary>
/// <param name="ChildId">Null for all the own children.</param>
internal sealed record ListReportableDays(Guid? ChildId = null) : IQuery<IReadOnlyList<ListReportableDays.Item>>
{
    public sealed record Item(Guid ChildId, DateOnly Day, TimeOfDay Begins, TimeOfDay Ends);

    public sealed class Handler(IRoster roster, ISettings settings, CurrentUser user, TimeProvider clock)
        : IQueryHandler<ListReportableDays, IReadOnlyList<Item>>
    {
        public async Task<IReadOnlyList<Item>> Handle(ListReportableDays query, CancellationToken ct)
        {
            var today = clock.Today();
            if (
                query.ChildId is { } only
                && (
                    await roster.DayOf(only, today, user.PersonId, today, ct) is not { } child
                    || !child.Viewer.HasFlag(Relation.Guardian)
                )
            )
                throw Refusal.NotFound("child");

            Guid[] children = query.ChildId is { } one
                ? [one]
                : [.. (await roster.ChildrenOf(user.PersonId, today, ct)).Select(own => own.Id)];
            var ahead = await settings.Get(AbsenceSettings.DaysAhead, ct);
            var days = await roster.NextDaysOf(children, user.PersonId, today, ahead + 1, ct);
            return
            [
                .. from next in days
                where
                    next.Day.DaysAhead <= ahead
                    && SchoolTime.Instant(next.Date, next.Day.Ends!.Value) > clock.GetUtcNow()
                select new Item(next.Day.ChildId, next.Date, next.Day.Begins!.Value, next.Day.Ends!.Value),
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
