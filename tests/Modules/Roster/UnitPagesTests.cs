using System.Net;
using AngleSharp.Dom;
using Kapprum.Support;

namespace Kapprum.Tests.Roster;

/// <summary>The pages of units, of the calendar and of people, as a browser without script uses them.</summary>
public sealed class UnitPagesTests : IAsyncLifetime
{
    private App app = null!;
    private Pages pages = null!;

    public async Task InitializeAsync()
    {
        app = await App.Start();
        pages = await app.Pages((await app.Administrator()).Id);
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task A_unit_is_found_and_its_week_is_changed_up_to_midnight()
    {
        var unit = await app.Unit(name: "Björkens förskola");
        await app.Unit(name: "Almskolan");
        var page = await pages.Open("/units?search=björk");
        Assert.Equal("Björkens förskola", Assert.Single(page.QuerySelectorAll("main .whole")).TextContent);

        await pages.Open($"/units/{unit}");
        await pages.Send(
            "hours",
            ("Until1", "00:00"),
            ("From6", "09:00"),
            ("Until6", "24:00"),
            ("From5", ""),
            ("Until5", "")
        );

        Assert.Equal("Öppettiderna är sparade.", pages.Toast);
        Assert.Equal(
            "1 6-24, 2 6-18, 3 6-18, 4 6-18, 6 9-24",
            await app.Value<string>(
                """
                select string_agg(
                    weekday || ' ' || (extract(epoch from opens) / 3600)::int
                        || '-' || (extract(epoch from closes) / 3600)::int,
                    ', ' order by weekday)
                from roster.unit_hours where unit_id = @unit
                """,
                new { unit }
            )
        );
        Assert.Equal(
            "00:00",
            (await pages.Open($"/units/{unit}")).QuerySelector("[name=Until1]")!.GetAttribute("value")
        );
    }

    [Fact]
    public async Task What_is_wrong_with_a_day_is_said_at_that_day_and_nothing_is_saved()
    {
        var unit = await app.Unit();

        await pages.Open($"/units/{unit}");
        var page = await pages.Send("hours", ("From1", ""), ("Until1", ""), ("From3", "18:00"), ("Until3", "07:00"));
        Assert.Equal("Sluttiden måste vara senare än starttiden.", pages.Error("until3"));
        Assert.Equal("18:00", page.QuerySelector("[name=From3]")!.GetAttribute("value"));

        page = await pages.Send("hours", ("From3", "08:00"), ("Until3", ""));
        Assert.Equal("Onsdag: fyll i båda tiderna, eller ingen.", pages.Error("until3"));
        Assert.Equal(("", "08:00", ""), (Value("From1"), Value("From3"), Value("Until3")));
        Assert.Equal(
            5,
            await app.Value<long>("select count(*) from roster.unit_hours where unit_id = @unit", new { unit })
        );

        string? Value(string field) => page.QuerySelector($"[name={field}]")!.GetAttribute("value");
    }

    [Fact]
    public async Task Who_was_slower_keeps_what_was_typed_and_may_save_it_after_a_look()
    {
        var family = await app.Family();
        await app.Execute(
            """
            insert into roster.calendar_period (id, kind, name, starts_on, ends_on)
            values (@Unit, 'term', 'Hösten', '2026-08-18', '2026-12-18')
            """,
            family
        );
        var quicker = await app.Pages((await app.Administrator()).Id);

        foreach (
            var (path, form, field, first, second) in new[]
            {
                ($"/units/{family.Unit}", "hours", "Until1", "17:00", "16:00"),
                ($"/units/{family.Unit}/groups/{family.Group}", "timetable", "Until1", "14:00", "13:00"),
                ($"/calendar?period={family.Unit}", "period", "Name", "Höstterminen", "HT"),
            }
        )
        {
            (string, string)[] day = form == "timetable" ? [("From1", "08:00")] : [];
            await pages.Open(path);
            await quicker.Open(path);
            await quicker.Send(form, [.. day, (field, first)]);

            var page = await pages.Send(form, [.. day, (field, second)]);
            Assert.StartsWith(
                "Någon annan har ändrat",
                page.QuerySelector("[role=alert]")!.TextContent.Trim(),
                StringComparison.Ordinal
            );
            Assert.Equal(second, page.QuerySelector($"[name={field}]")!.GetAttribute("value"));
            page = await pages.Send(form);
            Assert.Null(page.QuerySelector("[role=alert]"));
            Assert.Equal(second, (await pages.Open(path)).QuerySelector($"[name={field}]")!.GetAttribute("value"));
        }
    }

    [Fact]
    public async Task A_period_whose_name_is_taken_away_is_not_saved_as_it_was()
    {
        var period = Guid.CreateVersion7();
        await app.Execute(
            """
            insert into roster.calendar_period (id, kind, name, starts_on, ends_on)
            values (@period, 'term', 'Hösten', '2026-08-18', '2026-12-18')
            """,
            new { period }
        );

        await pages.Open($"/calendar?period={period}");
        var page = await pages.Send("period", ("Name", ""), ("EndsOn", "2026-12-20"));

        Assert.NotNull(pages.Error("name"));
        Assert.Equal("2026-12-20", page.QuerySelector("[name=EndsOn]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_closing_day_is_added_and_taken_back()
    {
        var unit = await app.Unit();

        await pages.Open($"/units/{unit}");
        await pages.Send("form:has([value=closing-day])", ("Day", "2026-12-04"), ("Reason", "Planeringsdag"));
        Assert.Equal("Stängningsdagen är tillagd.", pages.Toast);
        var page = await pages.Open($"/units/{unit}");
        Assert.Equal("Planeringsdag", page.QuerySelector("#closing-days .title")!.TextContent);

        await pages.Send("#closing-days .row form");
        Assert.Equal("Stängningsdagen är borttagen.", pages.Toast);
        Assert.Equal(0, await app.Value<long>("select count(*) from roster.closing_day"));
    }

    [Fact]
    public async Task A_group_gets_its_times_and_shows_who_is_there()
    {
        var family = await app.Family();

        var page = await pages.Open($"/units/{family.Unit}/groups/{family.Group}");
        Assert.Equal(["1", "1"], page.QuerySelectorAll(".stat b").Select(stat => stat.TextContent));
        await pages.Send("timetable", ("From1", "08:10"), ("Until1", "13:20"));

        Assert.Equal("Gruppens tider är sparade.", pages.Toast);
        page = await pages.Open($"/units/{family.Unit}");
        Assert.Equal("Egna tider", page.QuerySelector(".row .tag")!.TextContent);
        await pages.Open($"/units/{await app.Unit()}/groups/{family.Group}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_headteacher_sees_the_own_unit_and_no_other()
    {
        var (own, other) = (await app.Unit(name: "Egna"), await app.Unit());
        var head = await app.Pages((await app.Headteacher(own)).Id);

        Assert.Equal(
            ["Egna"],
            (await head.Open("/units")).QuerySelectorAll("main .whole").Select(row => row.TextContent)
        );
        await head.Open($"/units/{other}", HttpStatusCode.NotFound);
        await head.Open("/calendar", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_calendar_gets_a_term_which_is_changed_and_taken_out_and_a_day_off_for_all()
    {
        await pages.Open("/calendar");
        await pages.Send(
            "period",
            ("Kind", "Term"),
            ("Name", "Hösten"),
            ("StartsOn", "2026-08-18"),
            ("EndsOn", "2026-08-01")
        );
        Assert.Equal("Den sista dagen får inte ligga före den första.", pages.Error("endsOn"));
        await pages.Send(
            "period",
            ("Kind", "Term"),
            ("Name", "Hösten"),
            ("StartsOn", "2026-08-18"),
            ("EndsOn", "2026-12-18")
        );
        var page = await pages.Open("/calendar");

        page = await pages.Open(page.QuerySelector("main .whole")!.GetAttribute("href")!);
        Assert.Equal("Hösten", page.QuerySelector("[name=Name]")!.GetAttribute("value"));
        await pages.Send("period", ("Name", "Höstterminen"));
        Assert.Equal(
            "Höstterminen 2",
            await app.Value<string>("select name || ' ' || version from roster.calendar_period")
        );

        await pages.Send("form:has([value=closing-day])", ("Day", "2026-12-24"), ("Reason", "Julafton"));
        Assert.Equal("Stängningsdagen är tillagd.", pages.Toast);
        page = await pages.Open("/calendar");
        await pages.Open(page.QuerySelector("main .whole")!.GetAttribute("href")!);
        await pages.Send("form:has([value=remove-period])");
        Assert.Equal(0, await app.Value<long>("select count(*) from roster.calendar_period"));
    }

    [Fact]
    public async Task People_are_found_and_shown_with_relations_and_protected_ones_are_masked()
    {
        var unit = await app.Unit(name: "Björken");
        var child = await app.Child(await app.Group(unit, name: "Blå"), givenName: "Ebbe");
        await app.Guardian(child, who: await app.Person("Gunnel", "Ek"));
        await app.Guardian(
            child,
            who: await app.Person("Hemlig", "Dold", protection: "confidential", email: "dold@example.org")
        );

        var page = await pages.Open("/people?search=ebbe");
        page = await pages.Open(page.QuerySelector("main .whole")!.GetAttribute("href")!);
        Assert.StartsWith("Ebbe", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(
            ["Björken", "Gunnel Ek"],
            page.QuerySelectorAll("main .whole").Select(row => row.TextContent).Order()
        );

        page = await pages.Open("/people?search=dold@example.org");
        Assert.DoesNotContain("Hemlig", page.Body!.TextContent, StringComparison.Ordinal);
        page = await pages.Open(page.QuerySelector("main .whole")!.GetAttribute("href")!);
        Assert.Equal("Skyddade personuppgifter", page.QuerySelector("h1")!.TextContent);
        Assert.DoesNotContain("Hemlig", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Ebbe", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_makes_no_sense_in_an_address_breaks_nothing()
    {
        foreach (
            var path in new[]
            {
                "/people?search=",
                $"/people?search={new string('a', 300)}",
                "/calendar?period=abc",
                "/units?search=%25",
                "/units?search=%00",
            }
        )
            await pages.Open(path);
        await pages.Open("/people?search=%00", HttpStatusCode.BadRequest);
        await pages.Open("/units/abc", HttpStatusCode.NotFound);
    }
}
