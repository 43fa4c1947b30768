using System.Globalization;
using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Staffing;

/// <summary>
/// Staff of a unit see for each quarter of an hour of a week how many children are there, how many adults they need and
/// how many are planned. It tells of no child by itself.
/// </summary>
/// <param name="Day">One of the week's.</param>
internal sealed record GetStaffing(Guid UnitId, DateOnly Day) : IQuery<GetStaffing.Answer>
{
    /// <param name="ChildrenPerAdult">How many children one adult has.</param>
    /// <param name="Leads">The reader says who is there, and which child needs more.</param>
    /// <param name="Version">Of what adults are planned.</param>
    /// <param name="Days">Monday to Sunday.</param>
    public sealed record Answer(
        Guid UnitId,
        string Unit,
        DateOnly Monday,
        int ChildrenPerAdult,
        bool Leads,
        int Version,
        IReadOnlyList<StaffedDay> Days
    ) : IVersioned;

    public sealed class Handler(IUnitAccess access, UnitStaffing staffing) : IQueryHandler<GetStaffing, Answer>
    {
        public async Task<Answer> Handle(GetStaffing query, CancellationToken ct)
        {
            var leads = await access.RequireStaff(query.UnitId, ct);

            var monday = Pattern.Monday(query.Day);
            var found = await staffing.Of(query.UnitId, monday, monday.AddDays(6), ct);
            return new(query.UnitId, found.Unit, monday, found.Rules.Children, leads, found.Shifts.Version, found.Days);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app)
        {
            app.MapGet(
                    "/units/{id:guid}/staffing-weeks/{day}",
                    (Guid id, DateOnly day, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Get(new GetStaffing(id, day), ct)
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("Children and adults of a unit in a week, by the quarter of an hour")
                .Refuses(404, "not-found");

            app.MapGet(
                    "/units/{id:guid}/staffing-weeks/{day}/quarters.csv",
                    async (Guid id, DateOnly day, ISender sender, HttpResponse response, CancellationToken ct) =>
                    {
                        var week = await sender.Send(new GetStaffing(id, day), ct);
                        await using var csv = response.CsvFile($"staffing-{week.Monday:yyyy-MM-dd}");
                        await csv.WriteLineAsync(
                            "date,rows,group,from,until,scheduled,certain,unknown,pending,need,planned,gap"
                        );
                        foreach (var one in week.Days)
                        {
                            await Write(csv, one.Date, "unit", week.Unit, one.Unit);
                            await Write(csv, one.Date, "together", null, one.Together);
                            foreach (var group in one.Groups)
                                await Write(csv, one.Date, "group", group.Name, group.Runs);
                        }
                    }
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("The same as a CSV file")
                .Refuses(404, "not-found");
        }

        private static async Task Write(
            StreamWriter csv,
            DateOnly day,
            string rows,
            string? name,
            IReadOnlyList<StaffedDay.Run> runs
        )
        {
            foreach (var run in runs)
                await csv.WriteLineAsync(
                    CsvText.Line(
                        day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                        rows,
                        name,
                        run.From,
                        run.Until,
                        Number(run.Scheduled),
                        Number(run.Certain),
                        Number(run.Unknown),
                        Number(run.Pending),
                        Number(run.Need),
                        Number(run.Planned),
                        Number(run.Gap)
                    )
                );
        }

        private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);
    }
}
