namespace Kapprum.Roster.Import;

/// <summary>
/// A kind of record: what makes two records the same and what may differ. The statements that compare and take over are
/// alike for all kinds and are made from this. In them <c>s</c> is the file's record (staged) and <c>t</c> the
/// roster's.
/// </summary>
/// <param name="Name">As in the API.</param>
/// <param name="List">The list of the file it is in; of a part also the list within the record.</param>
/// <param name="Table">The roster's table; the file's has <c>staged_</c> before it.</param>
/// <param name="Key">What makes it the same: first the id of the record it is, or is a part of; of a part then the id
/// of the other end.</param>
/// <param name="Values">What may differ.</param>
/// <param name="PartOf">The kind of the record it is a part of.</param>
internal sealed record RecordTable(
    RecordKind Name,
    string List,
    string Table,
    string[] Key,
    string[] Values,
    RecordKind? PartOf = null
)
{
    /// <summary>In the order in which they refer to each other.</summary>
    public static readonly RecordTable[] All =
    [
        new(
            RecordKind.Unit,
            "organisations",
            "unit",
            ["id"],
            ["kind", "name", "code", "email", "phone", "street", "postal_code", "city", "starts_on", "ends_on"]
        )
        {
            Subjects = [new("unit_id", "id")],
        },
        new(
            RecordKind.Person,
            "persons",
            "person",
            ["id"],
            [
                "given_name",
                "middle_name",
                "family_name",
                "civic_no",
                "birth_date",
                "protection",
                "active",
                "email",
                "work_email",
                "phone",
                "street",
                "postal_code",
                "city",
            ]
        )
        {
            Subjects = [new("person_id", "id")],
        },
        new(RecordKind.Group, "groups", "child_group", ["id"], ["unit_id", "name", "kind", "starts_on", "ends_on"])
        {
            Subjects = [new("group_id", "id"), new("unit_id")],
        },
        new(
            RecordKind.Placement,
            "placements",
            "placement",
            ["id"],
            ["child_id", "unit_id", "group_id", "kind", "reason", "max_weekly_hours", "starts_on", "ends_on"]
        )
        {
            Subjects = [new("person_id", "child_id"), new("unit_id"), new("group_id")],
        },
        new(
            RecordKind.Owner,
            "placements.owners",
            "placement_owner",
            ["placement_id", "owner_id", "starts_on"],
            ["ends_on"],
            RecordKind.Placement
        )
        {
            Subjects =
            [
                new("person_id", "child_id")
                {
                    InRoster = "(select p.child_id from roster.placement p where p.id = t.placement_id)",
                },
                new("guardian_id", "owner_id"),
            ],
        },
        new(
            RecordKind.Guardianship,
            "persons.responsibles",
            "guardianship",
            ["child_id", "guardian_id", "starts_on"],
            ["kind", "ends_on"],
            RecordKind.Person
        )
        {
            Subjects = [new("person_id", "child_id"), new("guardian_id")],
        },
        new(
            RecordKind.Enrolment,
            "persons.enrolments",
            "enrolment",
            ["child_id", "unit_id", "school_type", "starts_on"],
            ["school_year", "ends_on"],
            RecordKind.Person
        )
        {
            Subjects = [new("person_id", "child_id"), new("unit_id")],
        },
        new(
            RecordKind.Membership,
            "groups.groupMemberships",
            "group_membership",
            ["group_id", "child_id", "starts_on"],
            ["ends_on"],
            RecordKind.Group
        )
        {
            Subjects = [new("person_id", "child_id"), new("group_id")],
        },
        new(
            RecordKind.Duty,
            "duties",
            "duty",
            ["id"],
            ["person_id", "unit_id", "role", "leads", "starts_on", "ends_on", "above_id"]
        )
        {
            IdInFile = "coalesce(t.above_id, t.id)",
            Subjects = [new("person_id"), new("unit_id")],
        },
        new(
            RecordKind.Assignment,
            "duties.assignmentRole",
            "duty_group",
            ["duty_id", "group_id", "role", "starts_on"],
            ["ends_on"],
            RecordKind.Duty
        )
        {
            IdInFile = "(select coalesce(d.above_id, d.id) from roster.duty d where d.id = t.duty_id)",
            Subjects =
            [
                new("person_id") { InRoster = "(select d.person_id from roster.duty d where d.id = t.duty_id)" },
                new("group_id"),
            ],
        },
    ];

    /// <summary>Whom and what a record is about: a column of import_change, and where it comes from.</summary>
    public sealed record Subject(string Name, string? Column = null)
    {
        public string InFile => $"s.{Column ?? Name}";
        public string InRoster { get; init; } = $"t.{Column ?? Name}";
    }

    public required Subject[] Subjects { get; init; }

    /// <summary>The id of the record in the file, or of the record it is a part of there, of what is in the roster.
    /// </summary>
    public string? IdInFile { get; init; }

    public static RecordTable Of(RecordKind name) => All.First(kind => kind.Name == name);

    /// <summary>
    /// Where in the file a record is, such as <c>persons[17].responsibles[1]</c>; without the part the whole list.
    /// </summary>
    public string PlaceOf(int item, int? part) =>
        List.Split('.') is not [var list, var parts] ? $"{List}[{item}]"
        : part is null ? $"{list}[{item}].{parts}"
        : $"{list}[{item}].{parts}[{part}]";

    private string Stored => Name.Stored();

    private string Same => string.Join(" and ", Key.Select(column => $"t.{column} = s.{column}"));

    private string Differs => $"({Each("t", Values)}) is distinct from ({Each("s", Values)})";

    /// <summary>No longer in the file, though it holds; what is in the file but rejected stays as it is.</summary>
    private string Gone =>
        $"""
            {Holds("t")}
              and not exists (select from roster.staged_{Table} s where s.import_id = @importId and {Same})
              and not exists (select from roster.import_rejection r
                              where r.import_id = @importId and r.kind in ('{Stored}', '{(PartOf ?? Name).Stored()}')
                                and r.record_id = {IdInFile ?? $"t.{Key[0]}"}
                                and r.reason <> 'repeated' and coalesce(r.other_id = t.{Key[
                PartOf is null ? 0 : 1
            ]}, true))
            """;

    /// <summary>Notes what would be added, changed and ended.</summary>
    public string Compare =>
        $"""
            insert into roster.import_change (import_id, kind, change, {string.Join(
                ", ",
                Subjects.Select(subject => subject.Name)
            )}, fields)
            select @importId, '{Stored}', 'added', {string.Join(
                ", ",
                Subjects.Select(subject => subject.InFile)
            )}, null::jsonb
            from roster.staged_{Table} s
            where s.import_id = @importId and not exists (select from roster.{Table} t where {Same})
            union all
            select @importId, '{Stored}',
                   case when {Holds("t")} and not {Holds("s")} then 'ended' else 'changed' end,
                   {string.Join(", ", Subjects.Select(subject => subject.InFile))},
                   (select jsonb_object_agg(key, jsonb_build_array(before.value, after.value))
                    from jsonb_each(to_jsonb(t)) before join jsonb_each(to_jsonb(s)) after using (key)
                    where before.value <> after.value)
            from roster.staged_{Table} s
            join roster.{Table} t on {Same}
            where s.import_id = @importId and {Differs}
            union all
            select @importId, '{Stored}', 'ended',
                   {string.Join(", ", Subjects.Select(subject => subject.InRoster))}, null
            from roster.{Table} t
            where {Gone}
            """;

    /// <summary>
    /// Counts what becomes of the records. Those about somebody hidden are in a number of their own, which says how
    /// many the file has and not what becomes of them: whoever makes up a file would learn whether it is right.
    /// </summary>
    public string Count =>
        $"""
            insert into roster.import_count
                (import_id, kind, before, added, changed, ended, unchanged, rejected, hidden)
            select @importId, '{Stored}',
                   (select count(*) from roster.{Table} t where {Holds("t")} and {Told(subject => subject.InRoster)}),
                   count(*) filter (where c.change = 'added'),
                   count(*) filter (where c.change = 'changed'),
                   count(*) filter (where c.change = 'ended'),
                   (select count(*) from roster.staged_{Table} s
                    where s.import_id = @importId and {Told(subject => subject.InFile)})
                       - count(*) filter (where c.change = 'added' or c.fields is not null),
                   (select count(*) from roster.import_rejection r
                    where r.import_id = @importId and r.kind = '{Stored}' and {ToldOfRejected}),
                   (select count(*) from roster.staged_{Table} s
                    where s.import_id = @importId and not ({Told(subject => subject.InFile)}))
                   + (select count(*) from roster.import_rejection r
                      where r.import_id = @importId and r.kind = '{Stored}' and not ({ToldOfRejected}))
            from roster.import_change c
            where c.import_id = @importId and c.kind = '{Stored}' and {Told(subject => $"c.{subject.Name}")}
            """;

    /// <summary>What is rejected, as <c>r</c>, is about nobody hidden.</summary>
    public static readonly string ToldOfRejected =
        $"{HiddenInImport.Not("r.person_id")} and {HiddenInImport.Not("r.missing_id")} and "
        + HiddenInImport.Not("r.record_id");

    private string Told(Func<Subject, string> column) =>
        string.Join(
            " and ",
            Subjects
                .Where(subject => subject.Name is "person_id" or "guardian_id")
                .Select(subject => HiddenInImport.Not(column(subject)))
                .DefaultIfEmpty("true")
        );

    public string EndGone =>
        Name == RecordKind.Person
            ? $"update roster.person t set active = false where {Gone}"
            : $"update roster.{Table} t set ends_on = greatest(@today, t.starts_on) - 1 where {Gone}";

    public string Change =>
        $"""
            update roster.{Table} t
            set {string.Join(", ", Values.Select(column => $"{column} = s.{column}"))}
            from roster.staged_{Table} s
            where s.import_id = @importId and {Same} and {Differs}
            """;

    public string Add =>
        $"""
            insert into roster.{Table} ({string.Join(", ", [.. Key, .. Values])})
            select {Each("s", [.. Key, .. Values])}
            from roster.staged_{Table} s
            where s.import_id = @importId and not exists (select from roster.{Table} t where {Same})
            """;

    /// <summary>
    /// Today or later, that is: it has not ended and has not been called off before its start. Not by
    /// <c>roster.holds</c>, which knows nothing of a record without a start, as a file may have.
    /// </summary>
    private string Holds(string record) =>
        Name == RecordKind.Person
            ? $"{record}.active"
            : $"({record}.ends_on is null or {record}.ends_on >= greatest(@today, {record}.starts_on))";

    private static string Each(string record, string[] columns) =>
        string.Join(", ", columns.Select(column => $"{record}.{column}"));
}
