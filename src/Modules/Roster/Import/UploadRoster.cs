using Microsoft.AspNetCore.Mvc;

namespace Kapprum.Roster.Import;

/// <summary>The records of a file are staged; the preview can be made.</summary>
[Event("roster/import-staged")]
internal sealed record ImportStaged(Guid ImportId) : IEvent;

/// <summary>
/// An administrator hands in a roster file: one JSON object with the lists organisations, persons, placements, groups
/// and duties of SS12000 v2.1. Its records are kept and a preview is made; the roster does not change yet. A broken
/// file leaves nothing behind.
/// </summary>
[NoAccessCheck("Administrators import, by their role.")]
internal sealed record UploadRoster : ICommand<Guid>
{
    internal const long LargestFile = 2L << 30;

    internal required Stream File { get; init; }

    /// <summary>What the file is called, for the reader of the list of imports.</summary>
    public required string Name { get; init; }

    /// <summary>As announced, in bytes: another file under the same Idempotency-Key is told from the first.</summary>
    public long? Length { get; init; }

    internal IProgress<ImportProgress>? Progress { get; init; }
    internal Guid? By { get; init; }

    public sealed class Validator : AbstractValidator<UploadRoster>
    {
        public Validator() => RuleFor(x => x.Name).NotEmpty().MaximumLength(200);
    }

    public sealed class Handler(NpgsqlConnection db, Outbox outbox, Audit audit, TimeProvider clock)
        : ICommandHandler<UploadRoster, Guid>
    {
        public async Task<Guid> Handle(UploadRoster command, CancellationToken ct)
        {
            var id = Guid.CreateVersion7();
            await db.Execute(
                """
                insert into roster.import (id, file, bytes, status, uploaded_at, uploaded_by)
                values (@id, @Name, 0, 'staged', @Now, @By)
                """,
                new
                {
                    id,
                    command.Name,
                    Now = clock.GetUtcNow(),
                    command.By,
                },
                ct
            );

            var file = new RosterJson(command.File);
            var staging = new Staging(db, id, clock.Today());
            var records = 0L;
            await foreach (var record in file.Records(ct))
            {
                await staging.Add(record, ct);
                if (++records % 1000 == 0)
                    command.Progress?.Report(new("reading", records, 0));
            }

            await staging.Flush(ct);
            await db.Execute("update roster.import set bytes = @Bytes where id = @id", new { id, file.Bytes }, ct);

            audit.Changed("roster.import-upload", "roster-import", id, new { file.Bytes, records });
            outbox.Publish(new ImportStaged(id));
            return id;
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/roster/imports",
                    async (string? name, HttpRequest request, CurrentUser user, ISender sender, CancellationToken ct) =>
                    {
                        var id = await sender.Send(
                            new UploadRoster
                            {
                                File = request.Body,
                                Name = name ?? "roster.json",
                                Length = request.ContentLength,
                                By = user.AccountId,
                            },
                            ct
                        );
                        return TypedResults.Accepted($"/api/roster/imports/{id}", new Created(id));
                    }
                )
                .Roles(Roles.Administrator, Demand.Confirmed)
                .Accepts<object>("application/json")
                .WithMetadata(new RequestSizeLimitAttribute(LargestFile))
                .Summary(
                    "Hand in a roster file for a preview",
                    new
                    {
                        organisations = Array.Empty<object>(),
                        persons = Array.Empty<object>(),
                        placements = Array.Empty<object>(),
                        groups = Array.Empty<object>(),
                        duties = Array.Empty<object>(),
                    }
                )
                .Refuses(413, "too-large")
                .Refuses(
                    422,
                    "roster/file-not-json",
                    "roster/file-utf16",
                    "roster/file-utf32",
                    "roster/file-zip",
                    "roster/file-gzip",
                    "roster/file-csv",
                    "roster/file-xml",
                    "roster/file-truncated",
                    "roster/file-not-utf8",
                    "roster/file-no-object",
                    "roster/file-no-list",
                    "roster/file-list-twice",
                    "roster/file-without-list",
                    "roster/file-record-too-large"
                );
    }
}
