using System.Net;
using Dapper;
using Kapprum.Support;

namespace Kapprum.Browser.CareSchedule;

/// <summary>
/// The guardian's child has a schedule from the week after next on; one day is otherwise, and staff have changed
/// another. The guardian asks for other times tomorrow.
/// </summary>
internal sealed class CareScheduleInEkbacka : IHappening
{
    public int Order => 6;

    /// <summary>The Monday on which it begins.</summary>
    public DateOnly Monday { get; private set; }

    /// <summary>Who fetches the child beside its guardians.</summary>
    public Guid PickupPerson { get; private set; }

    public async Task Happen(Ekbacka town)
    {
        var today = town.App.Today;
        Monday = today.AddDays(15 - (int)today.DayOfWeek);
        await town
            .Guardian.Api.Post(
                $"children/{town.Child}/care-patterns",
                new
                {
                    unitId = town.Preschool,
                    startsOn = Monday,
                    days = Enumerable
                        .Range(1, 5)
                        .Select(weekday => new
                        {
                            week = 1,
                            weekday,
                            times = Times("16:00"),
                        }),
                }
            )
            .Is(HttpStatusCode.Created);
        await Change(town.Guardian, town, Monday.AddDays(1), "14:30");
        await Change(town.Staff, town, Monday.AddDays(2), "16:30");
        await town
            .Guardian.Api.Post(
                $"children/{town.Child}/care-requests",
                new
                {
                    unitId = town.Preschool,
                    days = new[] { new { date = today.AddDays(1), times = Times("17:00") } },
                }
            )
            .Is(HttpStatusCode.Created);
        await Adults(town);
        var person = await town
            .Guardian.Api.Post(
                $"children/{town.Child}/pickup-persons",
                new
                {
                    name = "Gun Berg",
                    relation = "Mormor",
                    phone = "070-174 06 35",
                }
            )
            .Json(HttpStatusCode.Created);
        PickupPerson = (Guid)person["id"]!;
    }

    /// <summary>Adults of every weekday, who are too few for some of it, and children who come then.</summary>
    private async Task Adults(Ekbacka town)
    {
        var head = await town.App.As(town.Who(Role.Headteacher)!.Value);
        await head
            .Api.Put(
                $"units/{town.Preschool}/shifts",
                new
                {
                    weekdays = Enumerable.Range(1, 5),
                    shifts = new object[]
                    {
                        new
                        {
                            from = "06:00",
                            until = "14:30",
                            adults = 4,
                        },
                        new
                        {
                            from = "09:00",
                            until = "17:00",
                            adults = 3,
                        },
                    },
                }
            )
            .Is(HttpStatusCode.NoContent);
        await using var db = await town.App.Connection();
        var others = await db.QueryAsync<Guid>(
            """
            select child_id from roster.placement
            where unit_id = @Preschool and child_id <> all(@Known) and ends_on is null
              and reason is distinct from 'Erbjuden tid' and max_weekly_hours is null
            order by child_id
            limit 28
            """,
            new { town.Preschool, Known = new[] { town.Child, town.NeighboursChild, town.AnotherChild } }
        );
        foreach (var (nth, child) in others.Index())
            await head
                .Api.Post(
                    $"children/{child}/care-patterns",
                    new
                    {
                        unitId = town.Preschool,
                        startsOn = Monday,
                        days = Enumerable
                            .Range(1, 5)
                            .Select(weekday => new
                            {
                                week = 1,
                                weekday,
                                times = new[]
                                {
                                    new
                                    {
                                        from = $"{6 + nth % 4:00}:{nth % 3 * 20:00}",
                                        until = $"{14 + nth % 4:00}:30",
                                    },
                                },
                            }),
                    }
                )
                .Is(HttpStatusCode.Created);
        await head
            .Api.Put($"children/{town.AnotherChild}/staffing-weight", new { weight = 2.5m })
            .Is(HttpStatusCode.NoContent);
    }

    private static Task Change(Actor actor, Ekbacka town, DateOnly date, string until) =>
        actor
            .Api.Put(
                $"children/{town.Child}/care-days",
                new { unitId = town.Preschool, days = new[] { new { date, times = Times(until) } } }
            )
            .Is(HttpStatusCode.NoContent);

    private static object[] Times(string until) => [new { from = "08:00", until }];
}
