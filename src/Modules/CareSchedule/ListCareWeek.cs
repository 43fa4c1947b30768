using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// Staff see the week of the children of their groups, headteachers of the whole unit: when each comes, who brings and
/// fetches it, and what is to be seen to. A child of a protected identity stands without its group.
/// </summary>
/// <param name="Day">A day of the week, at most 400 days ahead or back.</param>
/// <param name="UnitId">Only one of the units at which one works; null for all.</param>
internal sealed record ListCareWeek(DateOnly Day, Guid? UnitId = null) : IQuery<ListCareWeek.Answer>
{
    public sealed record Answer(DateOnly Monday, IReadOnlyList<Item> Items);

    /// <summary>A child's week at one place.</summary>
    /// <param name="Child">By full name.</param>
    /// <param name="Unit">Where it has its place.</param>
    /// <param name="Household">Whose schedule it is, by given name; null when all guardians share it.</param>
    /// <param name="Days">Seven, from Monday.</param>
    public sealed record Item(
        Guid ChildId,
        string Child,
        bool Protected,
        string? Group,
        string Unit,
        string? Household,
        IReadOnlyList<OneDay> Days
    )
    {
        /// <summary>How long the week is.</summary>
        public required int Minutes { get; init; }

        /// <summary>How long it may be; null without a limit.</summary>
        public required int? Cap { get; init; }

        /// <summary>It is longer than the child has a right to.</summary>
        public bool AboveCap => Minutes > Cap;
    }

    /// <param name="State">Null when the child has no place there on that day.</param>
    /// <param name="Times">When it comes.</param>
    /// <param name="OutsideHours">Some of it lies where the unit is not open.</param>
    public sealed record OneDay(DateOnly Date, CareState? State, IReadOnlyList<CareTime> Times, bool OutsideHours)
    {
        public string? Brings { get; init; }
        public string? Fetches { get; init; }
        public string? Note { get; init; }

        /// <summary>Somebody has said that the child is away on some of the day.</summary>
        public bool Away { get; init; }
    }

    private sealed record PeopleRow(Guid ChildId, DateOnly Day, string? Brings, string? Fetches, string? Note);

    public sealed class Validator : AbstractValidator<ListCareWeek>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.Day).NotTooFar(clock, texts, IChildDays.Horizon - 7);
            RuleFor(x => x.Day).NotTooLongAgo(clock, texts, IChildDays.Horizon);
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IUnitAccess access,
        IChildren ofStaff,
        CareFacts facts,
        IKnownPeople people,
        IEnumerable<IDayOverlay> overlays
    ) : IQueryHandler<ListCareWeek, Answer>
    {
        public async Task<Answer> Handle(ListCareWeek query, CancellationToken ct)
        {
            if (query.UnitId is { } unit)
                await access.RequireStaff(unit, ct);

            var monday = Pattern.Monday(query.Day);
            var sunday = monday.AddDays(6);
            // Who comes or leaves within the week is in one of them.
            var children = (await ofStaff.OfStaff([monday, sunday], ct, query.UnitId))
                .Where(one => one.MayReachGuardians)
                .Select(one => one.Child)
                .DistinctBy(child => child.Id)
                .ToDictionary(child => child.Id);
            Guid[] ids = [.. children.Keys];
            var planned = (
                from child in (await facts.Of(ids, monday, sunday, ct)).Values
                from after in Enumerable.Range(0, 7)
                from care in DayPlan.Of(child, monday.AddDays(after)).Care
                select (child.ChildId, Care: care)
            ).ToLookup(one => one.ChildId, one => one.Care);
            var said = (await People(ids, monday, ct)).ToDictionary(row => (row.ChildId, row.Day));
            var away = (await overlays.Over(ids, monday, sunday, ct))
                .Where(over => over.Kind != OverlayKind.Present)
                .Select(over => (over.ChildId, over.Date))
                .ToHashSet();
            var known = await people.Of(ids, planned.SelectMany(child => child).Select(care => care.Household), ct);
            return new(
                monday,
                [
                    .. from child in children.Values
                    from place in planned[child.Id].GroupBy(care => (care.Placement.UnitId, care.Household))
                    where query.UnitId is null || place.Any(care => IsAt(care, query.UnitId.Value))
                    select new Item(
                        child.Id,
                        $"{child.GivenName} {child.FamilyName}".Trim(),
                        child.Protected,
                        child.Protected ? null : child.Group,
                        place.First().Placement.Unit,
                        place.Key.Household is { } home ? known.Name(home, DateText.Language) : null,
                        [
                            .. Enumerable
                                .Range(0, 7)
                                .Select(after => monday.AddDays(after))
                                .Select(day =>
                                    Of(
                                        day,
                                        place.FirstOrDefault(care => care.Placement.Day == day),
                                        said.GetValueOrDefault((child.Id, day)),
                                        away.Contains((child.Id, day))
                                    )
                                ),
                        ]
                    )
                    {
                        Minutes = place.Sum(care => care.Minutes),
                        Cap = place.Min(care => care.Placement.WeeklyMinutes),
                    },
                ]
            );
        }

        /// <summary>A place of the unit's own, or elsewhere of a child that is placed there for some days.</summary>
        private static bool IsAt(PlannedCare care, Guid unitId) =>
            care.Placement.UnitId == unitId || care.Placement.AtId == unitId;

        private Task<IReadOnlyList<PeopleRow>> People(Guid[] ids, DateOnly monday, CancellationToken ct) =>
            db.Query<PeopleRow>(
                """
                select child_id, day, brings, fetches, note
                from careschedule.people_of_day
                where child_id = any(@ids) and day between @monday and @monday + 6
                """,
                new { ids, monday },
                ct
            );

        private static OneDay Of(DateOnly day, PlannedCare? care, PeopleRow? said, bool away) =>
            care is null
                ? new(day, null, [], OutsideHours: false)
                : new(day, care.State, care.Times, care.OutsideHours)
                {
                    Brings = said?.Brings,
                    Fetches = said?.Fetches,
                    Note = said?.Note,
                    Away = away,
                };
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app)
        {
            app.MapGet(
                    "/care-weeks/{day}",
                    (DateOnly day, Guid? unit, ISender sender, CancellationToken ct) =>
                        sender.Send(new ListCareWeek(day, unit), ct)
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("When the children of my groups come in a week, and who brings and fetches them")
                .Refuses(404, "not-found");

            app.MapGet(
                    "/care-weeks/{day}/week.csv",
                    async (DateOnly day, Guid? unit, ISender sender, HttpResponse response, CancellationToken ct) =>
                    {
                        var week = await sender.Send(new ListCareWeek(day, unit), ct);
                        await using var csv = response.CsvFile($"care-week-{week.Monday:yyyy-MM-dd}");
                        await csv.WriteLineAsync("child,group,unit,date,state,times,brings,fetches,note,away");
                        foreach (var item in week.Items)
                        foreach (var one in item.Days.Where(one => one.State is not null))
                            await csv.WriteLineAsync(
                                CsvText.Line(
                                    item.Child,
                                    item.Group,
                                    item.Unit,
                                    $"{one.Date:yyyy-MM-dd}",
                                    one.State!.Value.Stored(),
                                    string.Join(' ', one.Times.Select(time => $"{time.From}-{time.Until}")),
                                    one.Brings,
                                    one.Fetches,
                                    one.Note,
                                    one.Away ? "yes" : null
                                )
                            );
                    }
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("The same as a CSV file")
                .Refuses(404, "not-found");
        }
    }
}
