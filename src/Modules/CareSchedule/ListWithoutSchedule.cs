using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule;

/// <summary>
/// Staff see which children of their groups have days in a week of which nobody has said when they come.
/// </summary>
/// <param name="Day">A day of the week, at most 400 days ahead or back.</param>
internal sealed record ListWithoutSchedule(DateOnly Day) : IQuery<ListWithoutSchedule.Answer>
{
    public sealed record Answer(DateOnly Monday, IReadOnlyList<Item> Items);

    /// <param name="Child">By full name.</param>
    /// <param name="Days">In order.</param>
    public sealed record Item(Guid ChildId, string Child, bool Protected, string? Group, IReadOnlyList<DateOnly> Days);

    public sealed class Validator : AbstractValidator<ListWithoutSchedule>
    {
        public Validator(TimeProvider clock, Texts texts)
        {
            RuleFor(x => x.Day).NotTooFar(clock, texts);
            RuleFor(x => x.Day).NotTooLongAgo(clock, texts, IChildDays.Horizon);
        }
    }

    public sealed class Handler(IChildren ofStaff, UnsaidWeeks weeks) : IQueryHandler<ListWithoutSchedule, Answer>
    {
        public async Task<Answer> Handle(ListWithoutSchedule query, CancellationToken ct)
        {
            var monday = Pattern.Monday(query.Day);
            // Who comes or leaves within the week is in one of them.
            var children = (await ofStaff.OfStaff([monday, monday.AddDays(6)], ct))
                .Where(one => one.MayReachGuardians)
                .Select(one => one.Child)
                .DistinctBy(child => child.Id)
                .ToList();
            var days = await weeks.Days([.. children.Select(child => child.Id)], monday, ct);
            return new(
                monday,
                [
                    .. from child in children
                    where days.Contains(child.Id)
                    select new Item(
                        child.Id,
                        $"{child.GivenName} {child.FamilyName}".Trim(),
                        child.Protected,
                        child.Group,
                        [.. days[child.Id].Select(one => one.Day).Distinct().Order()]
                    ),
                ]
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/care-weeks/{day}/without-schedule",
                    (DateOnly day, ISender sender, CancellationToken ct) =>
                        sender.Send(new ListWithoutSchedule(day), ct)
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("The children of my groups of whom nobody has said when they come in a week");
    }
}
