using Kapprum.Contracts.Absence;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Notifications;
using Kapprum.Contracts.Roster;

namespace Kapprum.Start;

/// <summary>
/// The start page of a guardian: each child, its day, what is reported from today on or waits for an explanation, and
/// what is new.
/// </summary>
internal sealed record GetStart : IQuery<GetStart.Answer>
{
    /// <param name="Unread">Unread notices in all.</param>
    public sealed record Answer(DateOnly Today, IReadOnlyList<Item> Children, int Unread);

    /// <param name="Group">Null when it belongs to no group today.</param>
    /// <param name="Begins">When the child's day begins; null when it has nothing to attend today.</param>
    /// <param name="Absences">What stands from today on, and what of the last 30 days nobody has explained; in
    /// order.</param>
    /// <param name="Unread">Unread notices about this child.</param>
    public sealed record Item(
        Guid Id,
        string GivenName,
        string FamilyName,
        bool Protected,
        string? Group,
        string? Unit,
        TimeOfDay? Begins,
        TimeOfDay? Ends,
        IReadOnlyList<Absence> Absences,
        int Unread
    );

    /// <param name="Kind">absence, or late-arrival.</param>
    /// <param name="Reason">ill, medical, other; null while unexplained.</param>
    public sealed record Absence(
        Guid Id,
        DateOnly Day,
        string Kind,
        bool WholeDay,
        TimeOfDay From,
        TimeOfDay Until,
        string? Reason,
        bool ByStaff
    );

    public sealed class Handler(
        IChildren ofGuardian,
        IChildDays days,
        IAbsences absences,
        INotices notices,
        CurrentUser user,
        TimeProvider clock
    ) : IQueryHandler<GetStart, Answer>
    {
        public async Task<Answer> Handle(GetStart query, CancellationToken ct)
        {
            var today = clock.Today();
            var children = await ofGuardian.OfGuardian(ct);
            Guid[] ids = [.. children.Select(child => child.Id)];
            var hours = (await days.On(ids, today, today, ct)).ToDictionary(day => day.ChildId);
            var standing = (await absences.StandingFor(ids, today, ct)).ToLookup(absence => absence.ChildId);
            var unread = await notices.UnreadOf(user.PersonId, ids, ct);

            return new(
                today,
                [
                    .. from child in children
                    let day = hours.GetValueOrDefault(child.Id)
                    select new Item(
                        child.Id,
                        child.GivenName,
                        child.FamilyName,
                        child.Protected,
                        child.Group,
                        child.Unit,
                        day?.Begins,
                        day?.Ends,
                        [
                            .. from a in standing[child.Id]
                            select new Absence(a.Id, a.Day, a.Kind, a.WholeDay, a.From, a.Until, a.Reason, a.ByStaff),
                        ],
                        unread.ByChild.GetValueOrDefault(child.Id)
                    ),
                ],
                unread.Total
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet("/start", (ISender sender, CancellationToken ct) => sender.Send(new GetStart(), ct))
                .Roles(Roles.Guardian)
                .Summary("The children of a guardian: their day, their absences, what is new");
    }
}
