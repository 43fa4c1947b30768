using System.Net;
using Kapprum.Support;

namespace Kapprum.Browser.Absence;

/// <summary>The guardian's child has been away now and then, and will be tomorrow; the neighbour's is ill.</summary>
internal sealed class AbsenceInEkbacka : IHappening
{
    public int Order => 3;

    /// <summary>What the guardian has reported for tomorrow.</summary>
    public Guid Reported { get; private set; }

    /// <summary>What staff have recorded of the guardian's child yesterday, without a reason.</summary>
    public Guid Unexplained { get; private set; }

    public async Task Happen(Ekbacka town)
    {
        var today = town.App.Today;
        foreach (var (daysAgo, reason) in new[] { (20, "ill"), (19, "ill"), (18, "ill"), (6, "medical") })
            await town
                .Staff.Api.Post(
                    "absences/recorded",
                    new
                    {
                        childId = town.Child,
                        day = today.AddDays(-daysAgo),
                        reason,
                    }
                )
                .Is(HttpStatusCode.Created);
        Unexplained = await town
            .Staff.Api.Post("absences/recorded", new { childId = town.Child, day = today.AddDays(-1) })
            .Created();
        Reported = await town
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = town.Child,
                    day = today.AddDays(1),
                    reason = "medical",
                    from = "10:00",
                    until = "12:30",
                    note = "Tandläkaren. Vi kommer till lunchen.",
                }
            )
            .Created();
        await town
            .Neighbour.Api.Post(
                "absences",
                new
                {
                    childId = town.NeighboursChild,
                    day = today,
                    reason = "ill",
                    note = "Feber sedan i går kväll.",
                }
            )
            .Is(HttpStatusCode.Created);
    }
}
