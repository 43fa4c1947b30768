using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.Absence;

/// <summary>One absence, for the child's guardians and staff.</summary>
internal sealed record GetAbsence(Guid AbsenceId) : IQuery<GetAbsence.Answer>
{
    /// <summary>What somebody did with it.</summary>
    /// <param name="What">reported, recorded, changed, explained or withdrawn.</param>
    /// <param name="By">By given name; as a guardian or the staff where the reader may know no more.</param>
    public sealed record Step(string What, string By, DateTimeOffset At);

    public sealed record Answer : AbsenceSummary, IVersioned
    {
        public required Guid ChildId { get; init; }
        public required string GivenName { get; init; }

        /// <summary>What the viewer calls the child: by given name where that tells it from the others.</summary>
        public required string Name { get; init; }

        /// <summary>When the child's day begins; null when it has nothing to attend any more.</summary>
        public required TimeOfDay? Begins { get; init; }
        public required TimeOfDay? Ends { get; init; }
        public required string? Note { get; init; }

        /// <summary>Whether the school accepts it; null while unexplained.</summary>
        public required bool? Valid { get; init; }
        public required bool Withdrawn { get; init; }
        public required DateTimeOffset RecordedAt { get; init; }
        public required int Version { get; init; }

        /// <summary>Who did what and when, the first first.</summary>
        public required IReadOnlyList<Step> Steps { get; init; }

        /// <summary>The viewer may change it now.</summary>
        public required bool MayChange { get; init; }

        /// <summary>The viewer may take it back now.</summary>
        public required bool MayWithdraw { get; init; }

        /// <summary>The viewer may explain it now.</summary>
        public required bool MayExplain { get; init; }

        /// <summary>The viewer may see how all the child's guardians are reached.</summary>
        public required bool MayCall { get; init; }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        IKnownChildren children,
        IChildDays days,
        OtherHomes otherHomes,
        ISettings settings,
        IKnownPeople people,
        CurrentUser user,
        TimeProvider clock
    ) : IQueryHandler<GetAbsence, Answer>
    {
        public async Task<Answer> Handle(GetAbsence query, CancellationToken ct)
        {
            var absence =
                await db.OneOrNone<StoredAbsence>(
                    $"select {StoredAbsence.Columns} from absence.absence where id = @AbsenceId",
                    query,
                    ct
                ) ?? throw Refusal.NotFound("absence");
            var viewer = await access.Require(absence.ChildId, Relation.Any, ct, "absence");
            var guardian = viewer.Is(Relation.Guardian);
            if (guardian)
                absence = await otherHomes.Known(absence, ct);
            var day = await (guardian ? days.KnownTo(user.PersonId) : days).On(absence.ChildId, absence.Day, ct);
            var child = (await access.Visible([absence.ChildId], ct))[absence.ChildId];
            var viewed = new ChildPerson(absence.ChildId, user.PersonId);
            var called = await children.Of([viewed], ct);
            var undoMinutes = await settings.Get(AbsenceSettings.UndoMinutes, ct);

            (string What, Guid? By, DateTimeOffset? At)[] happened =
            [
                (absence.ByStaff ? "recorded" : "reported", absence.RecordedBy, absence.RecordedAt),
                ("changed", absence.ChangedBy, absence.ChangedAt),
                ("explained", absence.ExplainedBy, absence.ExplainedAt),
                ("withdrawn", absence.WithdrawnBy, absence.WithdrawnAt),
            ];
            var known = await people.Of([absence.ChildId], happened.Select(step => step.By), ct);

            return new()
            {
                Id = absence.Id,
                ChildId = absence.ChildId,
                GivenName = child.GivenName,
                Name = called[viewed].Name,
                Day = absence.Day,
                Begins = day?.Begins,
                Ends = day?.Ends,
                Kind = absence.Kind,
                WholeDay = absence.WholeDay,
                From = absence.From,
                Until = absence.Until,
                Reason = absence.Reason,
                ReasonHidden = absence.ReasonHidden,
                OtherHome = absence.OtherHome,
                Note = absence.Note,
                Valid = absence.Valid,
                ByStaff = absence.ByStaff,
                Withdrawn = absence.Withdrawn,
                RecordedAt = absence.RecordedAt,
                Version = absence.Version,
                Steps =
                [
                    .. from step in happened
                    where step is { By: not null, At: not null }
                    orderby step.At
                    select new Step(
                        step.What,
                        known.Name(step.By!.Value, DateText.Language, user.PersonId),
                        step.At!.Value
                    ),
                ],
                MayChange = AbsenceRules.WhyNotChange(absence, viewer, day, clock) is null,
                MayWithdraw = AbsenceRules.WhyNotWithdraw(absence, viewer, day, undoMinutes, user, clock) is null,
                MayExplain = AbsenceRules.WhyNotExplain(absence, viewer) is null,
                MayCall = viewer.Is(Relation.Close),
            };
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/absences/{id:guid}",
                    (Guid id, VersionedRequest versioned, CancellationToken ct) => versioned.Get(new GetAbsence(id), ct)
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Scope("absence.read")
                .Summary("One absence; its version is in ETag")
                .Refuses(404, "not-found");
    }
}
