using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>One absence, for the child's guardians and staff.</summary>
internal sealed record GetAbsence(Guid AbsenceId) : IQuery<GetAbsence.Answer>
{
    /// <param name="Begins">When the child's day begins; null when it has nothing to attend any more.</param>
    /// <param name="Reason">Null while unexplained.</param>
    /// <param name="Valid">Whether the school accepts it; null while unexplained.</param>
    /// <param name="MayChange">The viewer may change it now.</param>
    /// <param name="MayWithdraw">The viewer may take it back now.</param>
    /// <param name="MayExplain">The viewer may explain it now.</param>
    /// <param name="MayCall">The viewer may see how all the child's guardians are reached.</param>
    public sealed record Answer(
        Guid Id,
        Guid ChildId,
        string GivenName,
        DateOnly Day,
        TimeOfDay? Begins,
        TimeOfDay? Ends,
        AbsenceKind Kind,
        bool WholeDay,
        TimeOfDay From,
        TimeOfDay Until,
        Reason? Reason,
        string? Note,
        bool? Valid,
        bool ByStaff,
        bool Withdrawn,
        DateTimeOffset RecordedAt,
        int Version,
        bool MayChange,
        bool MayWithdraw,
        bool MayExplain,
        bool MayCall
    );

    private sealed record Row(
        Guid Id,
        Guid ChildId,
        DateOnly Day,
        AbsenceKind Kind,
        bool WholeDay,
        TimeOfDay FromTime,
        TimeOfDay UntilTime,
        Reason? Reason,
        string? Note,
        bool? Valid,
        bool ByStaff,
        bool Withdrawn,
        Guid RecordedBy,
        DateTimeOffset RecordedAt,
        int Version
    );

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        IChildDays days,
        ISettings settings,
        CurrentUser user,
        TimeProvider clock
    ) : IQueryHandler<GetAbsence, Answer>
    {
        public async Task<Answer> Handle(GetAbsence query, CancellationToken ct)
        {
            var row =
                await db.OneOrNone<Row>(
                    """
                    select id, child_id, day, kind, whole_day, from_time, until_time, reason, note, valid, by_staff,
                           withdrawn_at is not null as withdrawn, recorded_by, recorded_at, version
                    from absence.absence
                    where id = @AbsenceId
                    """,
                    query,
                    ct
                ) ?? throw Refusal.NotFound("absence");
            var viewer = await access.Require(row.ChildId, Relation.Any, ct, "absence");
            var day = await days.On(row.ChildId, row.Day, ct);
            var child = (await access.Visible([row.ChildId], ct))[row.ChildId];

            var undoMinutes = await settings.Get(AbsenceSettings.UndoMinutes, ct);
            var own = viewer.Is(Relation.Guardian) && !row.ByStaff;

            return new(
                row.Id,
                row.ChildId,
                child.GivenName,
                row.Day,
                day?.Begins,
                day?.Ends,
                row.Kind,
                row.WholeDay,
                row.FromTime,
                row.UntilTime,
                row.Reason,
                row.Note,
                row.Valid,
                row.ByStaff,
                row.Withdrawn,
                row.RecordedAt,
                row.Version,
                MayChange: !row.Withdrawn && own && OwnDay.HasNotBegun(row.Day, day, clock),
                MayWithdraw: !row.Withdrawn
                    && (
                        (
                            own
                            && OwnDay.MayBeTakenBack(
                                row.Day,
                                day,
                                row.RecordedBy,
                                row.RecordedAt,
                                user,
                                undoMinutes,
                                clock
                            )
                        ) || (viewer.Is(Relation.Staff) && (row.ByStaff || row.Day <= clock.Today()))
                    ),
                MayExplain: !row.Withdrawn && row.ByStaff && (row.Reason is null || viewer.Is(Relation.Staff)),
                MayCall: viewer.Is(Relation.Close)
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/absences/{id:guid}",
                    async (Guid id, ISender sender, HttpResponse response, CancellationToken ct) =>
                    {
                        var absence = await sender.Send(new GetAbsence(id), ct);
                        response.Headers.ETag = EntityTag.Of(absence.Version);
                        return TypedResults.Ok(absence);
                    }
                )
                .Roles(Roles.Guardian | Roles.Staff)
                .Summary("One absence; its version is in ETag")
                .Refuses(404, "not-found");
    }
}
