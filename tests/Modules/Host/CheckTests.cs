using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Host;

public sealed class CheckTests : IAsyncLifetime
{
    private App app = null!;

    public async Task InitializeAsync() => app = await App.Start();

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Where_all_is_well_nothing_is_found()
    {
        await app.Family();

        await app.Daily("RunChecks");

        Assert.Equal("", await Found());
        Assert.Equal(
            await app.Value<int>("select count(*)::int from upkeep.check_result where at = @Now", Now),
            app.Services.CreateScope().ServiceProvider.GetServices<ICheck>().Count()
        );
    }

    [Fact]
    public async Task Each_finds_what_must_not_be()
    {
        var family = await app.Family();
        var nobody = Guid.CreateVersion7();
        await app.Execute(
            """
            insert into roster.placement (id, child_id, unit_id, kind, starts_on)
            values (gen_random_uuid(), @Child, @Unit, 'preschool', '2020-01-01'),
                   (gen_random_uuid(), @Child, @Unit, 'preschool', '2020-02-01');

            insert into roster.guardianship (child_id, guardian_id, kind, starts_on, ends_on)
            values (@Child, @Guardian, 'custodian', '2019-01-01', '2030-01-01'),
                   (@Child, @Guardian, 'custodian', '2019-02-01', '2030-01-01');

            insert into roster.placement (id, child_id, unit_id, group_id, kind, starts_on)
            values (gen_random_uuid(), @Child, @Elsewhere, @Group, 'preschool', '2020-01-01');

            insert into accounts.account (id, person_id, created_at) values (@nobody, @nobody, @Long);

            insert into accounts.account (id, created_at, ended_at) values (@Ended, @Long, @Long);
            insert into accounts.session (id, account_id, kind, assurance, device, created_at, seen_at, expires_at)
            values (@Ended, @Ended, 'cookie', 1, '', @Long, @Long, @Later);

            insert into notifications.notice (id, person_id, kind, about_id, child_id, day, created_at)
            values (@nobody, @nobody, 'absence-reported', @nobody, @Child, @Today, @Long);

            insert into absence.absence
                (id, child_id, day, kind, whole_day, from_time, until_time, reason, valid, by_staff, recorded_by,
                 recorded_at)
            values (@nobody, @nobody, @Today, 'absence', true, '08:00', '09:00', 'ill', true, false, @nobody, @Long);

            insert into kernel.outbox (id, event, body, published_at) values (@nobody, 'test', '{}', @Long);
            insert into kernel.mail (id, kind, recipient_id, key, queued_at, due_at)
            values (@nobody, 'test', @nobody, 'test', @Long, @Long)
            """,
            new
            {
                family.Child,
                family.Unit,
                family.Group,
                Guardian = family.Guardian.Id,
                Elsewhere = await app.Unit(),
                nobody,
                Ended = Guid.CreateVersion7(),
                app.Today,
                Long = app.Clock.GetUtcNow().AddDays(-2),
                Later = app.Clock.GetUtcNow().AddDays(2),
            }
        );

        await app.Daily("RunChecks");

        Assert.Equal(
            "absences-of-nobody 1, accounts-of-nobody 1, events-waiting 1, groups-of-other-units 1, "
                + "guardianships-overlap 1, mails-waiting 1, notices-about-nobody 1, placements-overlap 1, "
                + "sessions-of-ended-accounts 1",
            await Found()
        );
        var admin = await app.Administrator();
        var overlap = (await admin.Api.GetAsync("upkeep").Json())["checks"]!
            .AsArray()
            .Single(check => (string?)check!["name"] == "placements-overlap")!["findings"]![0]!;
        Assert.Equal((family.Child, $"/people/{family.Child}"), ((Guid)overlap["id"]!, (string)overlap["path"]!));
        var page = await (await app.Pages(admin.Id)).Open("/upkeep");
        Assert.Contains($"/people/{family.Child}", page.Links.Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public async Task The_page_tells_since_which_night_it_is_so_and_forgets_what_is_mended()
    {
        await app.Execute(
            "insert into kernel.outbox (id, event, body, published_at) values (@Id, 'test', '{}', @Long)",
            new { Id = Guid.CreateVersion7(), Long = app.Clock.GetUtcNow().AddDays(-2) }
        );
        await app.Daily("RunChecks");
        var first = app.Clock.GetUtcNow();
        app.Clock.Advance(TimeSpan.FromDays(1));
        await app.Daily("RunChecks");
        Assert.Equal(first, await Since());

        await app.Execute("delete from kernel.outbox");
        await app.Daily("RunChecks");
        Assert.Null(await Since());

        Task<DateTimeOffset?> Since() =>
            app.Row<DateTimeOffset?>("select since from upkeep.check_result where name = 'events-waiting'");
    }

    [Fact]
    public async Task One_that_fails_is_told_and_the_others_go_on()
    {
        await using var own = await App.Start(instead: services => services.AddScoped<ICheck, Broken>());

        await own.Daily("RunChecks");

        Assert.Equal(
            "broken",
            await own.Value<string>("select string_agg(name, ',') from upkeep.check_result where failed is not null")
        );
        Assert.True(await own.Value<int>("select count(*)::int from upkeep.check_result") > 5);
    }

    private object Now => new { Now = app.Clock.GetUtcNow() };

    private async Task<string> Found() =>
        await app.Value<string>(
            "select coalesce(string_agg(name || ' ' || count, ', ' order by name), '') from upkeep.check_result where count > 0"
        );

    private sealed class Broken : ICheck
    {
        public string Name => "broken";

        public Task<Findings> Find(int most, CancellationToken ct) => throw new NotSupportedException();
    }
}
