using System.Text.Json;

namespace Kapprum.Roster.Import;

/// <summary>
/// What an import adds, changes and ends, record by record, for administrators. Of people with a protected identity it
/// tells nothing (<see cref="HiddenInImport"/>). Whose data are read is in the audit log.
/// </summary>
/// <param name="Kind">Of one <see cref="RecordKind"/> only.</param>
/// <param name="Change">added, changed or ended only.</param>
/// <param name="Limit">How many at most, 1 to 200.</param>
[NoAccessCheck("Administrators import, by their role.")]
internal sealed record ListImportChanges(
    Guid ImportId,
    string? Kind = null,
    string? Change = null,
    string? Cursor = null,
    int Limit = 50
) : IQuery<Page<ListImportChanges.Item>>
{
    /// <param name="Person">Whom it is about; of a guardianship the child.</param>
    /// <param name="Fields">What is other than before; empty when it is added, or ended for not being in the file any
    /// more.</param>
    public sealed record Item(
        RecordKind Kind,
        ChangeKind Change,
        Named? Person,
        Named? Guardian,
        Named? Unit,
        Named? Group,
        IReadOnlyList<Field> Fields
    );

    /// <summary>Somebody or something by name; the name is null when nobody knows it any more.</summary>
    public sealed record Named(Guid Id, string? Name);

    /// <param name="Name">As in the person's or unit's own fields, such as <c>familyName</c> or <c>endsOn</c>.</param>
    /// <param name="From">Null when it was empty.</param>
    /// <param name="To">Null when it becomes empty.</param>
    public sealed record Field(string Name, string? From, string? To);

    private sealed record Row(
        RecordKind Kind,
        ChangeKind Change,
        long Seq,
        Guid? PersonId,
        Guid? GuardianId,
        Guid? UnitId,
        Guid? GroupId,
        string? Fields
    );

    private sealed record Position(string Kind, string Change, long Seq);

    public sealed class Validator : AbstractValidator<ListImportChanges>
    {
        public Validator()
        {
            RuleFor(x => x.Kind)
                .Must(kind => kind is null || Enum.GetValues<RecordKind>().Any(known => known.Stored() == kind));
            RuleFor(x => x.Change)
                .Must(change => change is null || Enum.GetValues<ChangeKind>().Any(known => known.Stored() == change));
            RuleFor(x => x.Limit).InclusiveBetween(1, 200);
        }
    }

    public sealed class Handler(NpgsqlConnection db, Audit audit, TimeProvider clock)
        : IQueryHandler<ListImportChanges, Page<Item>>
    {
        public async Task<Page<Item>> Handle(ListImportChanges query, CancellationToken ct)
        {
            if (!await db.Value<bool>("select exists (select from roster.import where id = @ImportId)", query, ct))
                throw Refusal.NotFound("import");

            var after = PageCursor.Read<Position>(query.Cursor);
            var rows = await db.Query<Row>(
                $"""
                select kind, change, seq, person_id, guardian_id, unit_id, group_id, fields::text
                from roster.import_change
                where import_id = @ImportId and (kind, change, seq) > (@AfterKind, @AfterChange, @AfterSeq)
                  and {HiddenInImport.Not("person_id")} and {HiddenInImport.Not("guardian_id")}
                  {(query.Kind is null ? "" : "and kind = @Kind")}
                  {(query.Change is null ? "" : "and change = @Change")}
                order by kind, change, seq
                limit @Limit + 1
                """,
                new
                {
                    query.ImportId,
                    query.Kind,
                    query.Change,
                    query.Limit,
                    Today = clock.Today(),
                    AfterKind = after?.Kind ?? "",
                    AfterChange = after?.Change ?? "",
                    AfterSeq = after?.Seq ?? 0,
                },
                ct
            );
            var page = Page<Row>.From(
                rows,
                query.Limit,
                last => new Position(last.Kind.Stored(), last.Change.Stored(), last.Seq)
            );

            var fields = page.Items.ToDictionary(row => row.Seq, row => FieldsOf(row.Fields));
            Guid?[] ids =
            [
                .. page.Items.SelectMany(row => (Guid?[])[row.PersonId, row.GuardianId, row.UnitId, row.GroupId]),
                .. fields
                    .Values.SelectMany(list => list)
                    .SelectMany(field => (Guid?[])[IdIn(field.Name, field.From), IdIn(field.Name, field.To)]),
            ];
            var names = await ImportNames.Of(db, query.ImportId, ids, ct);

            await audit.Read(
                "roster.read-person",
                "person",
                page.Items.SelectMany(row => (Guid?[])[row.PersonId, row.GuardianId]).OfType<Guid>().Distinct(),
                ct
            );
            return new([.. page.Items.Select(row => Shown(row, fields[row.Seq], names))], page.Next);
        }

        private static Item Shown(Row row, IReadOnlyList<Field> fields, Dictionary<Guid, Named> names)
        {
            Named? Name(Guid? id) =>
                id is null ? null
                : names.TryGetValue(id.Value, out var named) ? named
                : new(id.Value, null);
            // Whose record it was before may be protected, and has no name then.
            string? Value(string field, string? value) => IdIn(field, value) is { } id ? Name(id)!.Name : value;

            return new(
                row.Kind,
                row.Change,
                Name(row.PersonId),
                Name(row.GuardianId),
                Name(row.UnitId),
                Name(row.GroupId),
                [
                    .. from field in fields
                    let name = Camel(field.Name.Replace("_id", "", StringComparison.Ordinal))
                    select new Field(name, Value(field.Name, field.From), Value(field.Name, field.To)),
                ]
            );
        }

        private static IReadOnlyList<Field> FieldsOf(string? json)
        {
            if (json is null)
                return [];
            using var fields = JsonDocument.Parse(json);
            return
            [
                .. fields
                    .RootElement.EnumerateObject()
                    .Select(field => new Field(field.Name, Text(field.Value[0]), Text(field.Value[1]))),
            ];
        }

        private static string? Text(JsonElement value) =>
            value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => value.GetString(),
                // As in JSON: true and not True.
                _ => value.GetRawText(),
            };

        private static Guid? IdIn(string field, string? value) =>
            field.EndsWith("_id", StringComparison.Ordinal) && value is not null ? Guid.Parse(value) : null;

        private static string Camel(string column) =>
            string.Concat(
                column.Split('_').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..])
            );
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/roster/imports/{id:guid}/changes",
                    (
                        Guid id,
                        string? kind,
                        string? change,
                        string? cursor,
                        int? limit,
                        ISender sender,
                        CancellationToken ct
                    ) => sender.Send(new ListImportChanges(id, kind, change, cursor, limit ?? 50), ct)
                )
                .Roles(Roles.Administrator, Demand.Confirmed)
                .Summary("What an import adds, changes and ends, record by record")
                .Refuses(404, "not-found");
    }
}
