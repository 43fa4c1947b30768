using System.Text;

namespace Kapprum.Roster.Import;

/// <summary>
/// The records an import cannot take in, in the order of the file's lists, for administrators: where in the file they
/// are, what is wrong and what would be right. What stands there is in the file only, as it may be that of a protected
/// identity.
/// </summary>
/// <param name="Kind">Of one kind only.</param>
/// <param name="Limit">How many at most, 1 to 200.</param>
[NoAccessCheck("Administrators import, by their role.")]
internal sealed record ListRejections(Guid ImportId, string? Kind = null, string? Cursor = null, int Limit = 50)
    : IQuery<Page<ListRejections.Item>>
{
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
        RejectionReason Reason,
        string? Field,
        string Text
    );

    private sealed record Row(
        long Seq,
        RecordKind Kind,
        Guid? RecordId,
        int Place,
        int? Part,
        RejectionReason Reason,
        string? Field
    );

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

    public sealed class Handler(NpgsqlConnection db, Texts texts) : IQueryHandler<ListRejections, Page<Item>>
    {
        public async Task<Page<Item>> Handle(ListRejections query, CancellationToken ct)
        {
            if (!await db.Value<bool>("select exists (select from roster.import where id = @ImportId)", query, ct))
                throw Refusal.NotFound("import");

            var rows = await db.Query<Row>(
                $"""
                select seq, kind, record_id, item as place, part, reason, field
                from roster.import_rejection
                where import_id = @ImportId and seq > @After {(query.Kind is null ? "" : "and kind = @Kind")}
                order by seq
                limit @Limit + 1
                """,
                new
                {
                    query.ImportId,
                    query.Kind,
                    After = PageCursor.Read<Position>(query.Cursor)?.Seq ?? 0,
                    query.Limit,
                },
                ct
            );

            var page = Page<Row>.From(rows, query.Limit, last => new Position(last.Seq));
            return new([.. page.Items.Select(Shown)], page.Next);
        }

        private Item Shown(Row row) =>
            new(
                row.Kind,
                row.RecordId,
                Import.Kind.Of(row.Kind).PlaceOf(row.Place, row.Part),
                Where(row),
                row.Reason,
                row.Field,
                texts[$"roster.rejected.{row.Reason.Stored()}", ("field", Named(row.Field))]
            );

        /// <summary>"Person nr 18, Vårdnad nr 2".</summary>
        private string Where(Row row) =>
            row.Part is { } part && Import.Kind.Of(row.Kind).PartOf is { } whole
                ? $"{Nth(whole, row.Place)}, {Nth(row.Kind, part)}"
                : Nth(row.Kind, row.Place);

        private string Nth(RecordKind kind, int place) =>
            texts["roster.rejected.place", ("kind", texts[$"roster.kind.{kind.Stored()}"]), ("number", place + 1)];

        /// <summary>"Födelsedatumet (birthDate)": what people call it, and what to look for in the file.</summary>
        private string Named(string? field) =>
            field is null
                ? ""
                : texts[
                    "roster.rejected.field",
                    ("field", texts[$"roster.in-file.{field.Split('.')[0]}"]),
                    ("name", field)
                ];
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app)
        {
            app.MapGet(
                    "/roster/imports/{id:guid}/rejections",
                    (Guid id, string? kind, string? cursor, int? limit, ISender sender, CancellationToken ct) =>
                        sender.Send(new ListRejections(id, kind, cursor, limit ?? 50), ct)
                )
                .Roles(Roles.Administrator)
                .Summary("The records an import cannot take in, with the reasons")
                .Refuses(404, "not-found");

            app.MapGet(
                    "/roster/imports/{id:guid}/rejections.csv",
                    async (Guid id, ISender sender, HttpResponse response, CancellationToken ct) =>
                    {
                        var page = await sender.Send(new ListRejections(id, Limit: 200), ct);
                        response.ContentType = "text/csv; charset=utf-8";
                        response.Headers.ContentDisposition = $"attachment; filename=\"rejections-{id}.csv\"";
                        // With the mark that tells spreadsheets it is UTF-8.
                        await using var csv = new StreamWriter(
                            response.Body,
                            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)
                        );
                        await csv.WriteLineAsync("kind,id,place,reason,field,text");
                        while (true)
                        {
                            foreach (var item in page.Items)
                                await csv.WriteLineAsync(Line(item));
                            if (page.Next is null)
                                break;
                            page = await sender.Send(new ListRejections(id, Cursor: page.Next, Limit: 200), ct);
                        }
                    }
                )
                .Roles(Roles.Administrator)
                .Summary("The records an import cannot take in, as a CSV file")
                .Refuses(404, "not-found");
        }

        private static string Line(Item item)
        {
            var text = item.Text.Replace("\"", "\"\"", StringComparison.Ordinal);
            return $"{item.Kind.Stored()},{item.Id},{item.Place},{item.Reason.Stored()},{item.Field},\"{text}\"";
        }
    }
}
