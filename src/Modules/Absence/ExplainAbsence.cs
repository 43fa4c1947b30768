using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>
/// A guardian explains an absence that staff have recorded without a reason; staff explain it themselves, also
/// one that is explained already.
/// </summary>
/// <param name="Reason">ill, medical or other.</param>
/// <param name="Valid">Whether the school accepts it, said by staff only; a guardian's explanation counts as valid
/// until staff say otherwise.</param>
internal sealed record ExplainAbsence(Reason Reason, string? Note = null, bool? Valid = null) : ICommand
{
    internal Guid AbsenceId { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<ExplainAbsence>
    {
        public Validator()
        {
            RuleFor(x => x.Reason).IsInEnum();
            RuleFor(x => x.Note.TrimmedLinesOrNull())
                .MaximumLength(AbsenceRules.LongestNote)
                .OverridePropertyName(nameof(Note));
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        CurrentUser user,
        Outbox outbox,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<ExplainAbsence>
    {
        public async Task Handle(ExplainAbsence command, CancellationToken ct)
        {
            var (absence, viewer) = await StoredAbsence.Lock(
                command.AbsenceId,
                command.ExpectedVersion,
                db,
                access,
                ct
            );
            if (AbsenceRules.WhyNotExplain(absence, viewer) is { } no)
                throw no;
            if (command.Valid is not null && !viewer.Is(Relation.Staff))
                throw Refusal.Invalid(nameof(Valid), "absence/valid-is-for-staff");

            await db.Execute(
                """
                update absence.absence
                set reason = @Reason, note = coalesce(@Note, note), valid = @Valid, explained_by = @By,
                    explained_at = @Now, version = version + 1
                where id = @AbsenceId
                """,
                new
                {
                    command.AbsenceId,
                    command.Reason,
                    Note = command.Note.TrimmedLinesOrNull(),
                    Valid = command.Valid ?? true,
                    By = user.PersonId,
                    Now = clock.GetUtcNow(),
                },
                ct
            );

            audit.Changed(
                "absence.explain",
                "absence",
                command.AbsenceId,
                new { absence.ChildId, absence.Day },
                onBehalfOf: absence.ChildId
            );
            outbox.Publish(
                AbsenceNotices.Of(AbsenceNotices.Explained, command.AbsenceId, absence.ChildId, user.PersonId)
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/absences/{id:guid}/explanation",
                    async (
                        Guid id,
                        ExplainAbsence command,
                        ISender sender,
                        HttpRequest request,
                        CancellationToken ct
                    ) =>
                    {
                        await sender.Send(
                            command with
                            {
                                AbsenceId = id,
                                ExpectedVersion = EntityTag.Expected(request),
                            },
                            ct
                        );
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Summary(
                    "Explain an absence that staff have recorded",
                    new ExplainAbsence(Reason.Medical, "Vaccination hos sköterskan")
                )
                .Refuses(400, "absence/valid-is-for-staff")
                .Refuses(404, "not-found")
                .Refuses(409, "absence/nothing-to-explain", "absence/already-explained")
                .Refuses(412, "stale");
    }
}
