namespace Kapprum.Roster.Import;

/// <summary>
/// The records an import cannot take in, or those it takes in otherwise than they stand in the file, in the order of
/// the file's lists, for administrators: whom and what they are about as far as that is known, where in the file they
/// are, what is wrong and what would be right, or what is made of it. What stands there is in the file only, as it may
/// be that of a protected identity; what is about one is left out (<see cref="HiddenInImport"/>). Whose names are read
/// is in the audit log.
/// </summary>
/// <param name="Kind">Of one kind only.</param>
/// <param name="Limit">How many at most, 1 to 200.</param>
/// <param name="Vain">Only those that refer in vain by this field; empty for only those that do not at all.</param>
[NoAccessCheck("Administrators import, by their role.")]
internal sealed record ListRejections(
    Guid ImportId,
    string? Kind = null,
    string? Cursor = null,
    int Limit = 50,
    string? Vain = null
) : IQuery<Page<ListRejections.Item>>
{
    /// <summary>Those that are taken in otherwise, instead of those that are not.</summary>
    public bool Warnings { get; init; }

    /// <summary>Of warnings: only those for this reason about this field.</summary>
    public (RecordProblem Reason, string Field)? Only { get; init; }

    /// <param name="Id">The record's id, if it can be read; of a part the id of the record it is in.</param>
    /// <param name="Place">Where it is in the file, such as <c>persons[17].responsibles[1]</c>, counted from 0.</param>
    /// <param name="Where">The same in words, counted from 1.</param>
    /// <param name="Field">The field it is about, as in the standard.</param>
    /// <param name="Text">The reason in words.</param>
    public sealed record Item(
        RecordKind Kind,
        Guid? Id,
        string Place,
        string Where,
        RecordProblem Reason,
        string? Field,
        string Text
    )
    {
        /// <summary>What the record itself is called in the file, when it is somebody or something.</summary>
        public string? Name { get; init; }

        /// <summary>Whom it is about; of a guardianship the child.</summary>
        public ListImportChanges.Named? Person { get; init; }
        public ListImportChanges.Named? Unit { get; init; }

        /// <summary>The group it is about, else the one that the person is in.</summary>
        public ListImportChanges.Named? Group { get; init; }

        /// <summary>Whom and what it is about by name, itself first; empty while nobody knows.</summary>
        internal IEnumerable<string> Names =>
            new[] { Name ?? Person?.Name, Own(RecordKind.Group, Group), Own(RecordKind.Unit, Unit) }
                .OfType<string>()
                .Distinct();

        // The file's name for itself, not beside it the one it has had.
        private string? Own(RecordKind kind, ListImportChanges.Named? named) =>
            Kind == kind && Name is not null ? null : named?.Name;

        /// <summary>The id it refers to in vain.</summary>
        public Guid? MissingId { get; init; }

        /// <summary>Where in the file the record is that it clashes with or is the same as.</summary>
        public string? Other { get; init; }
    }

    private sealed record Row
    {
        public required long Seq { get; init; }
        public required RecordKind Kind { get; init; }
        public required Guid? RecordId { get; init; }
        public required int Place { get; init; }
        public required int? Part { get; init; }
        public required RecordProblem Reason { get; init; }
        public required string? Field { get; init; }
        public required Guid? PersonId { get; init; }
        public required Guid? UnitId { get; init; }
        public required Guid? GroupId { get; init; }
        public required Guid? MissingId { get; init; }
        public required int? OtherItem { get; init; }
        public required int? OtherPart { get; init; }
        public required string? Name { get; init; }

        public string? Other => OtherItem is { } item ? RecordTable.Of(Kind).PlaceOf(item, OtherPart) : null;

        public IEnumerable<Guid?> Ids => [PersonId, UnitId, GroupId, Kind == RecordKind.Unit ? RecordId : null];
    }

    private sealed record Position(long Seq);

    public sealed class Validator : AbstractValidator<ListRejections>
    {
        public Validator()
        {
            RuleFor(x => x.Kind)
                .Must(kind => kind is null || Enum.GetValues<RecordKind>().Any(known => known.Stored() == kind));
            RuleFor(x => x.Limit).InclusiveBetween(1, 200);
        }
    }

    public sealed class Handler(NpgsqlConnection db, Audit audit, Texts texts, TimeProvider clock)
        : IQueryHandler<ListRejections, Page<Item>>
    {
        public async Task<Page<Item>> Handle(ListRejections query, CancellationToken ct)
        {
            if (!await db.Value<bool>("select exists (select from roster.import where id = @ImportId)", query, ct))
                throw Refusal.NotFound("import");

            var rows = await db.Query<Row>(
                $"""
                select seq, kind, record_id, item as place, part, reason, field, person_id, unit_id, group_id,
                       missing_id, other_item, other_part, {(query.Warnings ? "null as name" : "name")}
                from roster.{(query.Warnings ? "import_warning" : "import_rejection")} r
                where import_id = @ImportId and seq > @After and {RecordTable.ToldOfRejected}
                  {(query.Kind is null ? "" : "and kind = @Kind")}
                  {query.Vain switch
                {
                    null => "",
                    "" => "and reason <> 'dangling-reference'",
                    _ => "and reason = 'dangling-reference' and field = @Vain",
                }}
                  {(query.Only is null ? "" : "and reason = @Reason and field = @Field")}
                order by seq
                limit @Limit + 1
                """,
                new
                {
                    query.ImportId,
                    query.Kind,
                    query.Vain,
                    Reason = query.Only?.Reason.Stored(),
                    query.Only?.Field,
                    After = PageCursor.Read<Position>(query.Cursor)?.Seq ?? 0,
                    query.Limit,
                    Today = clock.Today(),
                },
                ct
            );

            var page = Page<Row>.From(rows, query.Limit, last => new Position(last.Seq));
            var groups = await ImportNames.GroupsOf(
                db,
                query.ImportId,
                page.Items.Where(row => row.GroupId is null).Select(row => row.PersonId).OfType<Guid>(),
                clock.Today(),
                ct
            );
            var names = await ImportNames.Of(
                db,
                query.ImportId,
                page.Items.SelectMany(row => row.Ids).Concat(groups.Values.Select(group => (Guid?)group)),
                ct
            );
            await audit.Read(
                "roster.read-person",
                "person",
                page.Items.Select(row => row.PersonId).OfType<Guid>().Distinct().Where(names.ContainsKey),
                ct
            );
            return new([.. page.Items.Select(row => Shown(row, names, groups, query.Warnings))], page.Next);
        }

        private Item Shown(
            Row row,
            Dictionary<Guid, ListImportChanges.Named> names,
            Dictionary<Guid, Guid> groups,
            bool isWarning
        )
        {
            ListImportChanges.Named? Name(Guid? id) => id is { } known ? names.GetValueOrDefault(known) : null;

            return Shown(row, isWarning) with
            {
                Name = row.Name,
                Person = Name(row.PersonId),
                Unit = Name(row.UnitId ?? (row.Kind == RecordKind.Unit ? row.RecordId : null)),
                Group = Name(
                    row.GroupId ?? (row.PersonId is { } person && groups.TryGetValue(person, out var own) ? own : null)
                ),
                MissingId = row.MissingId,
                Other = row.Other,
            };
        }

        private Item Shown(Row row, bool isWarning) =>
            new(
                row.Kind,
                row.RecordId,
                RecordTable.Of(row.Kind).PlaceOf(row.Place, row.Part),
                Where(row),
                row.Reason,
                row.Field,
                string.Join(
                    ' ',
                    new[]
                    {
                        isWarning
                            ? texts.OfWarning(row.Reason, row.Field)
                            : texts[$"roster.rejected.{row.Reason.Stored()}", ("field", texts.OfField(row.Field))],
                        row.Other is { } other ? texts["roster.rejected.other", ("place", other)] : null,
                    }.OfType<string>()
                )
            );

        /// <summary>"Person nr 18, Vårdnad nr 2".</summary>
        private string Where(Row row) =>
            RecordTable.Of(row.Kind).PartOf is not { } whole ? Nth(row.Kind, row.Place)
            : row.Part is { } part ? $"{Nth(whole, row.Place)}, {Nth(row.Kind, part)}"
            : Nth(whole, row.Place);

        private string Nth(RecordKind kind, int place) =>
            texts["roster.rejected.place", ("kind", texts[$"roster.kind.{kind.Stored()}"]), ("number", place + 1)];
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app)
        {
            Map(app, "rejections", isOfWarnings: false, "The records an import cannot take in, with the reasons");
            Map(app, "warnings", isOfWarnings: true, "What an import takes in otherwise than it stands in the file");
        }

        private static void Map(IEndpointRouteBuilder app, string list, bool isOfWarnings, string summary)
        {
            app.MapGet(
                    $"/roster/imports/{{id:guid}}/{list}",
                    (Guid id, string? kind, string? cursor, int? limit, ISender sender, CancellationToken ct) =>
                        sender.Send(new ListRejections(id, kind, cursor, limit ?? 50) { Warnings = isOfWarnings }, ct)
                )
                .Roles(Roles.Administrator, Demand.Confirmed)
                .Summary(summary)
                .Refuses(404, "not-found");

            app.MapGet(
                    $"/roster/imports/{{id:guid}}/{list}.csv",
                    async (Guid id, ISender sender, HttpResponse response, CancellationToken ct) =>
                    {
                        var first = new ListRejections(id, Limit: 200) { Warnings = isOfWarnings };
                        var page = await sender.Send(first, ct);
                        await using var csv = response.CsvFile($"{list}-{id}");
                        await csv.WriteLineAsync("kind,id,place,reason,field,text,other,about");
                        while (true)
                        {
                            foreach (var item in page.Items)
                                await csv.WriteLineAsync(Line(item));
                            if (page.Next is null)
                                break;
                            page = await sender.Send(first with { Cursor = page.Next }, ct);
                        }
                    }
                )
                .Roles(Roles.Administrator, Demand.Confirmed)
                .Summary($"{summary}, as a CSV file")
                .Refuses(404, "not-found");
        }

        private static string Line(Item item) =>
            $"{item.Kind.Stored()},{item.Id},{item.Place},{item.Reason.Stored()},{item.Field},{Quoted(item.Text)},"
            + $"{item.Other},{Quoted(string.Join(", ", item.Names))}";

        // Names are as the file has them.
        private static string Quoted(string text) =>
            $"\"{CsvText.Harmless(text).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
