using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Dapper;
using Kapprum.Support;

namespace Kapprum.Tests.Accounts;

/// <summary>The audit log as administrators read it, and the page of somebody's account.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private App app = null!;
    private Actor administrator = null!;

    public async Task InitializeAsync()
    {
        app = await App.Start();
        administrator = await app.Administrator();
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task It_tells_who_did_what_about_whom_and_when_and_each_filter_narrows_it()
    {
        var (family, other) = (await app.Family(), await app.Family());
        foreach (var one in new[] { family, other })
            await one
                .Guardian.Api.Post(
                    "absences",
                    new
                    {
                        childId = one.Child,
                        day = app.Today,
                        reason = "ill",
                    }
                )
                .Created();
        var name = await app.Value<string>(
            "select given_name || ' ' || family_name from roster.person where id = @Id",
            family.Guardian
        );

        var entry = Assert.Single(await Read($"about={family.Child}&action=absence.report"));
        Assert.Equal(
            (name, "absence.report", family.Child),
            ((string?)entry["by"]!["name"], (string?)entry["action"], (Guid?)entry["about"]!["personId"])
        );
        Assert.Equal("127.0.0.1", (string?)entry["address"]);
        Assert.Equal(
            family.Guardian.Id,
            (Guid?)Assert.Single(await Read($"who={family.Guardian.Id}"))["by"]!["personId"]
        );
        Assert.Equal(2, (await Read("action=absence.report&from=2026-11-24&until=2026-11-24")).Length);
        Assert.Empty(await Read("action=absence.report&until=2026-11-23"));
        Assert.Empty(await Read("action=absence.report&from=2026-11-25"));
        Assert.Empty(await Read($"who={family.Guardian.Id}&about={other.Child}"));
        Assert.Contains(
            "absence.report",
            (await administrator.Api.GetAsync("audit/actions").Json()).AsArray().Select(action => (string?)action)
        );
    }

    [Fact]
    public async Task Somebody_is_found_by_user_name_or_address_and_an_unknown_one_is_refused()
    {
        var anna = await app.Guardian();
        await app.Browser().LogIn(anna.UserName).Is(HttpStatusCode.NoContent);

        foreach (var who in new[] { anna.UserName.ToUpperInvariant(), anna.Email, anna.Account.ToString() })
        {
            var entry = Assert.Single(await Read($"who={who}&about={who}&action=account.log-in"));
            Assert.Equal(
                (anna.Person, anna.Person),
                ((Guid?)entry["by"]!["personId"], (Guid?)entry["about"]!["personId"])
            );
        }

        await administrator.Api.GetAsync("audit?who=nobody").RefusedField("who");
    }

    [Fact]
    public async Task Reading_it_is_in_it_and_it_comes_page_by_page_without_a_gap()
    {
        await app.Execute(
            """
            insert into kernel.audit (id, at, action, subject)
            select gen_random_uuid(), @Now, 'test.same', 'test'
            from generate_series(1, 25)
            """,
            new { Now = app.Clock.GetUtcNow() }
        );

        List<Guid> seen = [];
        string? cursor = null;
        do
        {
            var page = await administrator.Api.GetAsync($"audit?action=test.same&limit=10&cursor={cursor}").Json();
            seen.AddRange(page["items"]!.AsArray().Select(item => (Guid)item!["id"]!));
            cursor = (string?)page["next"];
        } while (cursor is not null);

        Assert.Equal(25, seen.Distinct().Count());
        Assert.Equal(25, seen.Count);
        Assert.Equal(3, (await Read("action=audit.read")).Length);
    }

    [Fact]
    public async Task Of_who_is_protected_nothing_is_told_and_nobody_is_said_to_be_left_out()
    {
        var guardian = await app.Guardian(
            await app.Child(await app.Group(await app.Unit())),
            who: await app.Person("Hemlig", "Dold", protection: "confidential")
        );
        await guardian.Api.Put("me/language", new { language = "en" }).Is(HttpStatusCode.NoContent);

        Assert.Empty(await Read($"who={guardian.Id}"));
        Assert.Empty(await Read($"about={guardian.Id}"));
        var page = await (await app.Pages(administrator.Id)).Open($"/audit?about={guardian.Id}");
        Assert.DoesNotContain("Hemlig", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("tbody tr"));
    }

    [Fact]
    public async Task What_is_left_out_makes_no_page_shorter_and_none_more()
    {
        var hidden = await app.Person("Hemlig", "Dold", protection: "confidential");
        await app.Execute(
            """
            insert into kernel.audit (id, at, action, subject, person_id)
            select gen_random_uuid(), @Now::timestamptz - n * interval '1 second', 'test.mixed', 'test',
                   case when n % 100 > 0 then @hidden end
            from generate_series(1, 2500) n
            """,
            new { Now = app.Clock.GetUtcNow(), hidden }
        );

        List<int> pages = [];
        string? cursor = null;
        do
        {
            var page = await administrator.Api.GetAsync($"audit?action=test.mixed&limit=10&cursor={cursor}").Json();
            pages.Add(page["items"]!.AsArray().Count);
            cursor = (string?)page["next"];
        } while (cursor is not null);

        Assert.Equal([10, 10, 5], pages);
    }

    [Fact]
    public async Task Each_filter_is_read_from_an_index_in_its_order()
    {
        await using var db = await app.Connection();
        await db.ExecuteAsync(
            """
            insert into kernel.audit (id, at, account_id, on_behalf_of, action, subject, subject_id)
            select gen_random_uuid(), timestamptz '2026-01-01' + n * interval '1 minute', md5('a' || n % 500)::uuid,
                   md5('c' || n % 2000)::uuid,
                   'test.' || n % 40, 'test', md5('s' || n)::uuid
            from generate_series(1, 50000) n;
            analyze kernel.audit
            """
        );

        foreach (
            var (filter, index) in new[]
            {
                ("true", "audit_by_time"),
                ("account_id = md5('a7')::uuid", "audit_by_account"),
                ("subject_id = md5('s7')::uuid", "audit_by_subject"),
                ("on_behalf_of = md5('c7')::uuid", "audit_by_behalf"),
                ("action = 'test.7'", "audit_by_action"),
                ("at >= '2026-01-10' and at < '2026-01-11'", "audit_by_time"),
            }
        )
        {
            var plan = string.Join(
                '\n',
                await db.QueryAsync<string>(
                    $"explain select id from kernel.audit where {filter} order by at desc, id desc limit 51"
                )
            );
            Assert.Contains(index, plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_page_filters_by_its_address_and_says_so_kindly_when_nobody_is_called_that()
    {
        var family = await app.Family();
        await family.ReportIll(app.Today);
        var pages = await app.Pages(administrator.Id);

        var page = await pages.Open($"/audit?about={family.Child}&action=absence.report&from=2026-11-24");
        Assert.Contains(
            "Anmälde frånvaro",
            Assert.Single(page.QuerySelectorAll("tbody tr")).TextContent,
            StringComparison.Ordinal
        );
        Assert.Equal("absence.report", page.QuerySelector("option[selected]")!.GetAttribute("value"));
        page = await pages.Open("/audit?who=nobody");
        Assert.StartsWith(
            "Inget konto har",
            page.QuerySelector("[role=alert]")!.TextContent.Trim(),
            StringComparison.Ordinal
        );
        await pages.Open("/audit?from=abc&until=9999-12-31");
    }

    [Fact]
    public async Task A_unit_and_a_group_are_named_and_lead_to_their_page()
    {
        var unit = await app.Unit(name: "Blåbärsskogen");
        var group = await app.Group(unit, name: "Lingonet");
        await administrator
            .Api.Put($"units/{unit}/hours", new { days = Array.Empty<object>() })
            .Is(HttpStatusCode.NoContent);
        await administrator
            .Api.Put($"groups/{group}/hours", new { days = Array.Empty<object>() })
            .Is(HttpStatusCode.NoContent);
        await administrator
            .Api.Post(
                "closing-days",
                new
                {
                    day = app.Today.AddDays(2),
                    reason = "Planering",
                    unitId = unit,
                }
            )
            .Created();
        var pages = await app.Pages(administrator.Id);

        foreach (
            var (action, path, name) in new[]
            {
                ("roster.set-unit-hours", $"/units/{unit}", "Blåbärsskogen"),
                ("roster.set-group-hours", $"/units/{unit}/groups/{group}", "Lingonet, Blåbärsskogen"),
                ("roster.add-closing-day", $"/units/{unit}", "Blåbärsskogen"),
            }
        )
        {
            var page = await pages.Open($"/audit?action={action}");
            var link = page.QuerySelector($".audit tbody a[href='{path}']");
            Assert.Equal((action, name), (action, link?.TextContent));
        }
    }

    [Fact]
    public async Task What_was_changed_is_told_in_words()
    {
        var family = await app.Family();
        object Open(int weekday, string opens, string closes) =>
            new
            {
                weekday,
                opens,
                closes,
            };
        await administrator
            .Api.Put(
                $"units/{family.Unit}/hours",
                new
                {
                    days = new[]
                    {
                        Open(1, "06:00", "18:00"),
                        Open(2, "06:00", "18:00"),
                        Open(3, "06:00", "18:00"),
                        Open(6, "10:00", "14:00"),
                    },
                }
            )
            .Is(HttpStatusCode.NoContent);
        await administrator
            .Api.Put(
                $"groups/{family.Group}/hours",
                new
                {
                    days = new[]
                    {
                        new
                        {
                            weekday = 5,
                            begins = "08:00",
                            ends = "24:00",
                        },
                    },
                }
            )
            .Is(HttpStatusCode.NoContent);
        await administrator
            .Api.Put($"groups/{family.Group}/hours", new { days = Array.Empty<object>() })
            .Is(HttpStatusCode.NoContent);
        await administrator
            .Api.Post(
                "closing-days",
                new
                {
                    day = "2026-12-04",
                    reason = "Planeringsdag",
                    unitId = family.Unit,
                }
            )
            .Created();
        await administrator
            .Api.Put(
                $"calendar/{Guid.CreateVersion7()}",
                new
                {
                    kind = "holiday-period",
                    name = "Jullov",
                    startsOn = "2026-12-21",
                    endsOn = "2027-01-08",
                }
            )
            .Is(HttpStatusCode.NoContent);
        await administrator.Api.Put("me/language", new { language = "en" }).Is(HttpStatusCode.NoContent);
        await family.Guardian.Api.DeleteAsync("me/sessions").Is(HttpStatusCode.NoContent);
        await Read("from=2026-11-01&action=account.log-in");

        var page = await (await app.Pages(administrator.Id)).Open("/audit");

        var told = page.QuerySelectorAll("tbody td:nth-child(3) > div")
            .Select(cell =>
                string.Join(
                    " | ",
                    [
                        cell.FirstChild!.TextContent.Trim(),
                        .. cell.QuerySelectorAll(".told > div")
                            .Select(detail =>
                                $"{detail.QuerySelector("dt")!.TextContent}: {detail.QuerySelector("dd")!.TextContent}"
                            ),
                    ]
                )
            );
        Assert.Equal(
            [
                "Läste loggen | Från: sön 1 nov | Visade bara: Loggade in",
                "Loggade ut andra enheter",
                "Bytte språk | Språk: English",
                "Ändrade en period i kalendern | Typ: lov | Namn: Jullov | Från: mån 21 dec "
                    + "| Till och med: fre 8 jan 2027",
                "Lade till en stängningsdag | Dag: fre 4 dec | Anledning: Planeringsdag",
                "Ändrade en grupps tider | Tider: inga",
                "Ändrade en grupps tider | Tider: fre 8.00–24.00",
                "Ändrade öppettider | Tider: mån–ons 6.00–18.00, lör 10.00–14.00",
            ],
            told
        );
    }

    [Fact]
    public async Task Whose_session_was_ended_is_told()
    {
        var anna = await app.Guardian();
        await app.Browser().LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        var session = await app.Value<Guid>("select id from accounts.session where account_id = @Account", anna);
        await app.Execute(
            """
            insert into kernel.audit (id, at, action, subject, subject_id)
            values (gen_random_uuid(), @Now, 'session.end', 'session', @session)
            """,
            new { Now = app.Clock.GetUtcNow(), session }
        );

        Assert.Equal(anna.Person, (Guid?)Assert.Single(await Read($"about={session}"))["about"]!["personId"]);
    }

    [Fact]
    public async Task On_the_page_of_an_account_the_mail_is_sent_again_sessions_end_and_a_child_has_none()
    {
        var pages = await app.Pages(administrator.Id);
        var invited = await app.Invited();
        await pages.Open($"/people/{invited.Person}/account");
        await pages.Send("activation");
        Assert.Equal("Aktiveringsmejlet är på väg.", pages.Toast);

        var anna = await app.Guardian();
        var page = await pages.Open($"/people/{anna.Person}/account");
        Assert.Contains(anna.UserName, page.QuerySelector(".facts")!.TextContent, StringComparison.Ordinal);
        await pages.Send("sessions");
        Assert.Equal("Personen är utloggad överallt.", pages.Toast);
        Assert.Equal(
            0,
            await app.Value<long>(
                "select count(*) from accounts.session where account_id = @Account and ended_at is null",
                anna
            )
        );

        page = await pages.Open($"/people/{(await app.Family()).Child}/account");
        Assert.Equal("Har inget konto", page.QuerySelector(".empty .title")!.TextContent);
    }

    private async Task<JsonNode[]> Read(string filter) =>
        [.. (await administrator.Api.GetAsync($"audit?{filter}").Json())["items"]!.AsArray().Select(item => item!)];
}
