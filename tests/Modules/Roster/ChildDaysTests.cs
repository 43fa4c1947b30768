using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;
using Kapprum.Kernel;
using Kapprum.Roster;
using Kapprum.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Roster;

public sealed class ChildDaysTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task A_pupil_who_is_at_the_leisure_time_centre_too_has_a_piece_at_each()
    {
        var (school, centre) = (await app.Unit("school"), await app.Unit("leisure-centre", "06:30", "17:30"));
        var (group, corner) = (await app.Group(school, "class"), await app.Group(centre));
        await Timetable(group);
        var child = await app.Child(group);
        await app.Place(child, corner);

        var day = Assert.Single(await Ask(days => days.On([child], app.Today, app.Today, default)));

        Assert.Equal(
            [
                new(centre, corner, new(6 * 60 + 30), new(17 * 60 + 30), DaySource.OpeningHours),
                new(school, group, new(8 * 60), new(13 * 60), DaySource.Timetable),
            ],
            day.Pieces
        );
        Assert.Equal((new(6 * 60 + 30), new(17 * 60 + 30)), (day.Begins, day.Ends));
    }

    [Fact]
    public async Task The_days_of_many_children_come_in_order_and_no_further_than_400_days_ahead()
    {
        var group = await app.Group(await app.Unit());
        var (ada, bo) = (await app.Child(group), await app.Child(group, starts: app.Today.AddDays(399)));

        var all = await Ask(days => days.On([ada, bo], app.Today, app.Today.AddDays(500), default));
        var next = await Ask(days => days.Next([ada, bo], app.Today, 2, default));

        Assert.Equal(all.OrderBy(day => day.Date).Select(day => day.Date), all.Select(day => day.Date));
        Assert.Equal(app.Today.AddDays(400), all[^1].Date);
        Assert.Equal(
            [(ada, 0), (ada, 1), (bo, 399), (bo, 400)],
            next.Select(day => (day.ChildId, day.Date.DayNumber - app.Today.DayNumber))
        );
    }

    [Fact]
    public async Task A_module_that_knows_better_takes_the_answer_over_and_no_asker_changes()
    {
        await using var own = await App.Start(instead: services => services.AddScoped<IChildDays, Scheduled>());
        var family = await own.Family();

        var days = await family.Guardian.Api.GetAsync($"children/{family.Child}/reportable-days").Json();

        var day = Assert.Single(days.AsArray())!;
        Assert.Equal(("10:00", "11:00"), ((string?)day["begins"], (string?)day["ends"]));
    }

    [Fact]
    public void It_may_be_registered_before_the_roster_is()
    {
        var services = new ServiceCollection().AddScoped<IChildDays, Scheduled>();

        new RosterModule().AddServices(services, new ConfigurationBuilder().Build());

        var answer = services.Last(service => service.ServiceType == typeof(IChildDays));
        Assert.Equal(typeof(Scheduled), answer.ImplementationType);
    }

    [Fact]
    public async Task What_is_known_beside_the_plan_is_laid_over_it()
    {
        var family = await app.Family();
        await family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    reason = "ill",
                    from = "10:00",
                    until = "12:00",
                }
            )
            .Is(System.Net.HttpStatusCode.Created);

        await using var scope = app.Services.CreateAsyncScope();
        var overlays = scope.ServiceProvider.GetServices<IDayOverlay>();
        var piece = Assert.Single(await overlays.Over([family.Child], app.Today, app.Today.AddDays(7), default));

        Assert.Equal((family.Child, OverlayKind.Away), (piece.ChildId, piece.Kind));
        Assert.Equal((new(10 * 60), new(12 * 60)), (piece.From, piece.Until));
        Assert.Equal(("absence.reason.ill", Relation.Any), (piece.DetailKey, piece.DetailFor));
    }

    private Task Timetable(Guid group) =>
        app.Execute(
            """
            insert into roster.group_hours (group_id, weekday, begins, ends)
            select @group, d, interval '08:00', interval '13:00' from generate_series(1, 5) d
            """,
            new { group }
        );

    private async Task<IReadOnlyList<ChildDay>> Ask(Func<IChildDays, Task<IReadOnlyList<ChildDay>>> question)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await question(scope.ServiceProvider.GetRequiredService<IChildDays>());
    }

    /// <summary>A care schedule: every child comes from ten to eleven, tomorrow only.</summary>
    private sealed class Scheduled(TimeProvider clock) : IChildDays
    {
        public async Task<IReadOnlyList<ChildDay>> On(
            IReadOnlyCollection<Guid> childIds,
            DateOnly from,
            DateOnly until,
            CancellationToken ct
        ) => [.. (await Next(childIds, from, 1, ct)).Where(day => day.Date >= from && day.Date <= until)];

        public Task<IReadOnlyList<ChildDay>> Next(
            IReadOnlyCollection<Guid> childIds,
            DateOnly from,
            int count,
            CancellationToken ct
        ) =>
            Task.FromResult<IReadOnlyList<ChildDay>>([
                .. childIds.Select(child => new ChildDay(
                    child,
                    clock.Today().AddDays(1),
                    [new(Guid.Empty, null, new(10 * 60), new(11 * 60), DaySource.Schedule)]
                )),
            ]);

        public IChildDays KnownTo(Guid guardian) => this;
    }
}
