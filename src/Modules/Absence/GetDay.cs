using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;
using Kapprum.Contracts.Start;

namespace Kapprum.Absence;

/// <summary>
/// Staff see the children of their groups on a day: who is expected, who is absent and why, who without a reason.
/// </summary>
/// <param name="Day">Today if left out.</param>
internal sealed record GetDay(DateOnly? Day = null) : IQuery<GetDay.Answer>
{
    /// <param name="StillUnexplained">Absences of earlier days, at most 30 days back, that nobody has
    /// explained.</param>
    public sealed record Answer(DateOnly Day, IReadOnlyList<Group> Groups, IReadOnlyList<Unexplained> StillUnexplained)
    {
        /// <summary>
        /// On a day when no child has anything to attend: the nearest days on which one has, the one before at most a
        /// week back.
        /// </summary>
        public DateOnly? OpenBefore { get; init; }

        /// <inheritdoc cref="OpenBefore"/>
        public DateOnly? OpenAfter { get; init; }

        /// <summary>What else waits for the staff.</summary>
        internal IReadOnlyList<StartBox> Boxes { get; init; } = [];
    }

    /// <param name="Id">Null, as is the name, for the children of the unit who are in no group.</param>
    public sealed record Group(Guid? Id, string? Name, Guid UnitId, string Unit, IReadOnlyList<Item> Children)
    {
        public int Expected => Count(DayState.Expected);

        /// <summary>All day, for a reason that is known.</summary>
        public int Absent => Count(DayState.Away);

        public int WithoutReason => Count(DayState.WithoutReason);

        internal int Count(DayState state) => Children.Count(child => child.State == state);

        /// <summary>Why none of its children has anything to attend; null when one has, or when nobody knows.</summary>
        public Closed? Closed { get; init; }

        /// <summary>Names it in a page's address; the children in no group stand once per unit.</summary>
        internal string Key => (Id ?? UnitId).ToString();
    }

    /// <param name="Reason">As the closing day or the holiday period is called; null when there is no name for it.
    /// </param>
    public sealed record Closed(ClosedBecause Because, string? Reason);

    /// <param name="Begins">When the child's day begins; null when it has nothing to attend.</param>
    /// <param name="MayCall">Whether its guardians' contact details may be seen.</param>
    /// <param name="Absences">What stands that day.</param>
    public sealed record Item(
        Guid ChildId,
        string GivenName,
        string FamilyName,
        bool Protected,
        TimeOfDay? Begins,
        TimeOfDay? Ends,
        bool MayCall,
        IReadOnlyList<Absence> Absences
    )
    {
        internal string FullName => $"{GivenName} {FamilyName}".Trim();

        /// <summary>Staff may record it absent now, for what nobody has reported of its day.</summary>
        public required bool MayRecord { get; init; }

        /// <summary>When it has to be there by its timetable; null without one, and then it is never late.</summary>
        public required TimeOfDay? Due { get; init; }

        public DayState State =>
            Absences.Any(AbsenceRules.LacksReason) ? DayState.WithoutReason
            : AllDay ? DayState.Away
            : Begins is null ? DayState.Off
            : DayState.Expected;

        /// <summary>Absent from the beginning to the end of its day, in one part or in several.</summary>
        public bool AllDay =>
            Absences.Any(one => one.WholeDay)
            || (Absences.Count > 0 && Day?.Without(Absences.Select(one => (one.From, one.Until))).Count == 0);

        internal ChildDay? Day { get; init; }
    }

    public sealed record Absence : AbsenceSummary
    {
        public required Guid ChildId { get; init; }
        public required string? Note { get; init; }

        /// <summary>Whether the school accepts it; null while unexplained.</summary>
        public required bool? Valid { get; init; }
        public required int Version { get; init; }
    }

    public sealed record Unexplained(
        Guid Id,
        Guid ChildId,
        string GivenName,
        string FamilyName,
        string? Group,
        DateOnly Day,
        AbsenceKind Kind
    );

    public sealed class Handler(
        NpgsqlConnection db,
        IChildren ofStaff,
        IChildDays days,
        IChildFrame frame,
        IEnumerable<IStaffBox> boxes,
        TimeProvider clock
    ) : IQueryHandler<GetDay, Answer>
    {
        public async Task<Answer> Handle(GetDay query, CancellationToken ct)
        {
            var today = clock.Today();
            var day = query.Day ?? today;
            var children = await ofStaff.OfStaff(day, ct);
            Guid[] ids = [.. children.Select(one => one.Child.Id).Distinct()];
            var hours = (await days.On(ids, day, day, ct)).ToDictionary(one => one.ChildId);
            var absences = (
                await db.Query<Absence>(
                    """
                    select id, child_id, day, kind, whole_day, from_time as "from", until_time as until, reason, note,
                           valid, by_staff, version
                    from absence.absence
                    where child_id = any(@ids) and withdrawn_at is null
                      and (day = @day
                           or (kind = 'absence' and reason is null and day between @day - @DaysBack and @day - 1))
                    order by day desc, from_time
                    """,
                    new
                    {
                        ids,
                        day,
                        AbsenceRules.DaysBack,
                    },
                    ct
                )
            ).ToLookup(absence => absence.ChildId);

            var groups =
                from one in children
                let child = one.Child
                let attends = hours.GetValueOrDefault(child.Id)
                let own = absences[child.Id].Where(absence => absence.Day == day).ToList()
                let item = new Item(
                    child.Id,
                    child.GivenName,
                    child.FamilyName,
                    child.Protected,
                    attends?.Begins,
                    attends?.Ends,
                    one.MayReachGuardians,
                    own
                )
                {
                    Day = attends,
                    Due = attends?.Due(),
                    MayRecord =
                        AbsenceRules.IsRecordable(day, today)
                        && AbsenceRules.WhyNotRecord(attends, null, null, own) is null,
                }
                group item by (child.GroupId, child.Group, UnitId: child.UnitId!.Value, Unit: child.Unit!) into members
                select new Group(
                    members.Key.GroupId,
                    members.Key.Group,
                    members.Key.UnitId,
                    members.Key.Unit,
                    [.. members]
                );

            var still =
                from child in children.Select(one => one.Child).DistinctBy(child => child.Id)
                from absence in absences[child.Id]
                where absence.Day < day
                select new Unexplained(
                    absence.Id,
                    child.Id,
                    child.GivenName,
                    child.FamilyName,
                    child.Group,
                    absence.Day,
                    absence.Kind
                );

            Guid[] close = [.. children.Where(one => one.MayReachGuardians).Select(one => one.Child.Id).Distinct()];
            var waiting = new List<StartBox>();
            foreach (var box in boxes.OrderBy(box => box.Order))
                if (await box.Show(close, ct) is { } filled)
                    waiting.Add(filled);

            var answer = new Answer(day, await WithClosed([.. groups], day, ct), [.. still]) { Boxes = waiting };
            if (hours.Count > 0 || ids.Length == 0)
                return answer;

            var before = await days.On(ids, day.AddDays(-7), day.AddDays(-1), ct);
            var after = await days.Next(ids, day.AddDays(1), 1, ct);
            return answer with
            {
                OpenBefore = before is [.., var last] ? last.Date : null,
                OpenAfter = after is [var next, ..] ? next.Date : null,
            };
        }

        /// <summary>
        /// One child tells for its group, and is asked for only where the group has nothing that day.
        /// </summary>
        private async Task<IReadOnlyList<Group>> WithClosed(
            IReadOnlyList<Group> groups,
            DateOnly day,
            CancellationToken ct
        )
        {
            var ofClosed = groups
                .Where(group => group.Children.All(child => child.State == DayState.Off))
                .ToDictionary(group => group, group => group.Children[0].ChildId);
            if (ofClosed.Count == 0)
                return groups;

            var why = (await frame.Closed([.. ofClosed.Values.Distinct()], day, day, ct)).ToLookup(closed =>
                (closed.ChildId, closed.UnitId)
            );
            return
            [
                .. from one in groups
                let closed = ofClosed.TryGetValue(one, out var child) ? why[(child, one.UnitId)].FirstOrDefault() : null
                select closed is null ? one : one with { Closed = new(closed.Because, closed.Reason) },
            ];
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/absences/day",
                    (DateOnly? day, ISender sender, CancellationToken ct) => sender.Send(new GetDay(day), ct)
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("The children of my groups on a day: expected, absent, without a reason");
    }
}
