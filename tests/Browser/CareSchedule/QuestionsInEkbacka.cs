using System.Net;
using Kapprum.Support;

namespace Kapprum.Browser.CareSchedule;

/// <summary>
/// Guardians are asked about four weeks in spring and about a closing day; the neighbour has answered, the guardian has
/// for a few days.
/// </summary>
internal sealed class QuestionsInEkbacka : IHappening
{
    // Once there is a schedule.
    public int Order => 7;

    /// <summary>The question about four weeks.</summary>
    public Guid Summer { get; private set; }

    /// <summary>The question about a day on which the preschool is closed.</summary>
    public Guid Closing { get; private set; }

    public async Task Happen(Ekbacka town)
    {
        var starts = town.App.Today.AddDays(99 - (int)town.App.Today.DayOfWeek);
        var head = await town.App.As(town.Who(Role.Headteacher)!.Value);
        Summer = await Ask(head, town, "Sommar", starts, starts.AddDays(25), closing: false);
        await Answer(town.Neighbour, Summer, new { childId = town.NeighboursChild, all = "none" });
        var asked = await town.Guardian.Api.GetAsync($"me/care-questions/{Summer}").Json();
        var days = asked["children"]!.AsArray().Single(child => (Guid)child!["childId"]! == town.Child)!["days"]!
            .AsArray()
            .Take(3)
            .Select(day => new { date = (string?)day!["date"], care = "usual" });
        await Answer(town.Guardian, Summer, new { childId = town.Child, days });

        var closed = starts.AddDays(32);
        await town.App.Execute(
            "insert into roster.closing_day (id, unit_id, day, reason) values (@id, @Preschool, @closed, 'Planering')",
            new
            {
                id = Guid.CreateVersion7(),
                town.Preschool,
                closed,
            }
        );
        Closing = await Ask(head, town, "Planeringsdag", closed, closed, closing: true);
        await Answer(town.Neighbour, Closing, new { childId = town.NeighboursChild, all = "usual" });
    }

    private static async Task<Guid> Ask(
        Actor head,
        Ekbacka town,
        string name,
        DateOnly startsOn,
        DateOnly endsOn,
        bool closing
    ) =>
        (Guid)
            (
                await head
                    .Api.Post(
                        "care-questions",
                        new
                        {
                            name,
                            units = new[] { town.Preschool },
                            startsOn,
                            endsOn,
                            lastDay = town.App.Today.AddDays(40),
                            closing,
                        }
                    )
                    .Json(HttpStatusCode.Created)
            )["id"]!;

    private static Task Answer(Actor guardian, Guid question, object child) =>
        guardian
            .Api.Put($"care-questions/{question}/answers", new { children = new[] { child } })
            .Is(HttpStatusCode.OK);
}
