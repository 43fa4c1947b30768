namespace Kapprum.CareSchedule.Staffing;

/// <summary>Looks up and keeps what adults are planned at units, one who changes it at a time.</summary>
internal sealed class Shifts(NpgsqlConnection db, CurrentUser user, TimeProvider clock)
{
    /// <summary>What is planned at a unit; its parameters are <c>@UnitId</c>, <c>@From</c> and <c>@Until</c>.</summary>
    public const string OfUnit = """
        select coalesce((select version from careschedule.staffed_unit where id = @UnitId), 0);
        select weekday, day, begins, ends, adults, group_id
        from careschedule.shift
        where unit_id = @UnitId and (day is null or day between @From and @Until)
        order by begins, ends, group_id;
        select day from careschedule.shift_day where unit_id = @UnitId and day between @From and @Until
        """;

    private sealed record Row(
        short? Weekday,
        DateOnly? Day,
        TimeOfDay Begins,
        TimeOfDay Ends,
        short Adults,
        Guid? GroupId
    );

    public static async Task<PlannedShifts> Read(Database.Answers found)
    {
        var version = await found.One<int>();
        var rows = await found.Query<Row>();
        var days = await found.Query<DateOnly>();
        var shifts = rows.ToLookup(
            row => (row.Weekday, row.Day),
            row => new Shift(row.Begins, row.Ends, row.Adults, row.GroupId)
        );
        return new(
            version,
            rows.Where(row => row.Weekday is not null)
                .ToLookup(
                    row => (int)row.Weekday!.Value,
                    row => new Shift(row.Begins, row.Ends, row.Adults, row.GroupId)
                ),
            days.ToDictionary(day => day, day => (IReadOnlyList<Shift>)[.. shifts[(null, day)]])
        );
    }

    /// <summary>Nobody else changes it meanwhile; stale when it is not the version expected.</summary>
    public async Task Lock(Guid unitId, int? expected, CancellationToken ct)
    {
        await db.Execute(
            "insert into careschedule.staffed_unit (id) values (@unitId) on conflict do nothing",
            new { unitId },
            ct
        );
        var version = await db.One<int>(
            "select version from careschedule.staffed_unit where id = @unitId for update",
            new { unitId },
            ct
        );
        if (expected is { } read && read != version)
            throw Refusal.Stale();
    }

    /// <summary>Plans some shifts and no others: on weekdays as usual, or on a date.</summary>
    /// <returns>The new version.</returns>
    public async Task<int> Save(
        Guid unitId,
        IReadOnlyCollection<short> weekdays,
        DateOnly? day,
        IReadOnlyList<Shift> shifts,
        CancellationToken ct
    )
    {
        await db.Execute(
            """
            delete from careschedule.shift where unit_id = @unitId and (weekday = any(@Weekdays) or day = @day)
            """,
            new
            {
                unitId,
                Weekdays = weekdays.ToArray(),
                day,
            },
            ct
        );
        if (day is not null)
            await db.Execute(
                "insert into careschedule.shift_day (unit_id, day) values (@unitId, @day) on conflict do nothing",
                new { unitId, day },
                ct
            );
        List<(short? Weekday, Shift Shift)> all =
        [
            .. from weekday in day is null ? weekdays.Select(weekday => (short?)weekday) : [null]
            from shift in shifts
            select (weekday, shift),
        ];
        await db.Execute(
            """
            insert into careschedule.shift (id, unit_id, group_id, weekday, day, begins, ends, next_day, adults)
            select one.id, @unitId, one.group_id, one.weekday, @day::date, one.begins, one.ends, one.next_day,
                   one.adults
            from unnest(@Ids, @Groups, @Weekdays, @Begins, @Ends, @Nights, @Adults)
                 as one (id, group_id, weekday, begins, ends, next_day, adults)
            """,
            new
            {
                unitId,
                day,
                Ids = all.Select(_ => Guid.CreateVersion7()).ToArray(),
                Groups = all.Select(one => one.Shift.GroupId).ToArray(),
                Weekdays = all.Select(one => one.Weekday).ToArray(),
                Begins = all.Select(one => one.Shift.Time.StoredFrom).ToArray(),
                Ends = all.Select(one => one.Shift.Time.StoredUntil).ToArray(),
                Nights = all.Select(one => one.Shift.Time.NextDay).ToArray(),
                Adults = all.Select(one => (short)one.Shift.Adults).ToArray(),
            },
            ct
        );
        return await Changed(unitId, ct);
    }

    /// <summary>A date is as usual on its weekday again.</summary>
    /// <returns>The new version.</returns>
    public async Task<int> TakeBack(Guid unitId, DateOnly day, CancellationToken ct)
    {
        if (
            await db.Execute(
                "delete from careschedule.shift_day where unit_id = @unitId and day = @day",
                new { unitId, day },
                ct
            ) == 0
        )
            throw Refusal.NotFound("shifts");
        return await Changed(unitId, ct);
    }

    private Task<int> Changed(Guid unitId, CancellationToken ct) =>
        db.One<int>(
            """
            update careschedule.staffed_unit
            set version = version + 1, changed_by = @By, changed_at = @Now
            where id = @unitId
            returning version
            """,
            new
            {
                unitId,
                By = user.PersonId,
                Now = clock.GetUtcNow(),
            },
            ct
        );
}
