using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.CareSchedule;

/// <summary>
/// How many children are at a unit by the quarter of an hour, and how many adults they need. A group of four: Ada, two
/// years old, comes 07:00-15:00, Bo, four, 08:00-16:00, Cy 08:10-12:00 and 14:00-17:00, and of Di nobody has said
/// anything. It is Friday 27 November 2026, 10:00.
/// </summary>
public sealed class StaffingTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Friday = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Monday = new(2026, 11, 30);
    private static readonly DateOnly Tuesday = Monday.AddDays(1);

    private App app = null!;
    private House house = null!;

    public async Task InitializeAsync()
    {
        app = await App.Shared(Friday);
        house = await House.Of(app);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("S01", "07:45", 1)]
    [InlineData("S02", "08:00", 3)]
    [InlineData("S03", "12:00", 2)]
    [InlineData("S04", "16:00", 1)]
    public async Task S01_to_S04_A_child_counts_in_each_quarter_of_which_it_is_there_a_minute(
        string name,
        string at,
        int children
    )
    {
        var run = At(await house.Day(Tuesday), at);
        Assert.Equal((name, children, children), (name, (int)run["scheduled"]!, (int)run["certain"]!));
    }

    [Fact]
    public async Task S05_A_child_of_whom_nobody_has_said_anything_is_unknown_while_the_unit_is_open()
    {
        var day = await house.Day(Tuesday);

        Assert.Equal(48, Runs(day).Sum(run => (int)run["quarters"]!));
        Assert.All(Runs(day), run => Assert.Equal(1, (int)run["unknown"]!));
        Assert.Equal(("06:00", "18:00"), ((string?)Runs(day)[0]["from"], (string?)Runs(day)[^1]["until"]));
    }

    [Fact]
    public async Task S06_Weights_are_added_and_rounded_up_once()
    {
        Assert.Equal(1, (int)At(await house.Day(Tuesday), "09:00")["need"]!);

        var other = await app.Unit();
        var group = await app.Group(other);
        var (head, staff) = (await app.Headteacher(other), await app.Staff(group));
        for (var nth = 0; nth < 10; nth++)
        {
            var child = await app.Child(group);
            await Lay(staff, child, other, "08:00-16:00");
            await head.Api.Put($"children/{child}/staffing-weight", new { weight = 1.1m }).Is(HttpStatusCode.NoContent);
        }

        var run = At(await Day(head, other, Tuesday), "09:00");
        Assert.Equal((10, 3), ((int)run["certain"]!, (int)run["need"]!));
    }

    [Fact]
    public async Task S07_Who_is_away_for_a_part_of_the_day_does_not_come_then()
    {
        await house.Away(house.Bo, Tuesday, "08:00", "10:00");

        var day = await house.Day(Tuesday);
        Assert.Equal((3, 2), Both(At(day, "09:45")));
        Assert.Equal((3, 3), Both(At(day, "10:00")));
        Assert.Equal((3, 3), Both(At(await house.Day(Tuesday.AddDays(1)), "09:45")));

        static (int, int) Both(JsonNode run) => ((int)run["scheduled"]!, (int)run["certain"]!);
    }

    [Fact]
    public async Task S08_Leave_is_as_absence_whichever_module_tells_of_it()
    {
        var leave = new Leave();
        await using var own = await App.Start(Friday, instead: services => services.AddScoped<IDayOverlay>(_ => leave));
        var there = await House.Of(own);
        leave.Of = there.Ada;

        var day = await there.Day(Tuesday);
        Assert.Equal(0, (int)At(day, "07:30")["certain"]!);
        Assert.Equal((1, 0), ((int)At(day, "07:30")["scheduled"]!, (int)At(day, "07:30")["need"]!));
        Assert.Equal(2, (int)At(day, "09:00")["certain"]!);
    }

    [Fact]
    public async Task S09_On_a_closing_day_nobody_comes_and_the_reason_is_told()
    {
        await app.Execute(
            "insert into roster.closing_day (id, unit_id, day, reason) values (@id, @Unit, @Tuesday, 'Planering')",
            new
            {
                id = Guid.CreateVersion7(),
                house.Unit,
                Tuesday,
            }
        );

        var day = await house.Day(Tuesday);
        Assert.Equal(("closing-day", "Planering"), ((string?)day["closed"], (string?)day["reason"]));
        Assert.Empty(Runs(day));
        Assert.Empty(day["groups"]!.AsArray());
        var page = await (await app.Pages(house.Staff.Id)).Open(house.Page(Tuesday));
        Assert.Contains("Planering", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S10_A_child_is_three_from_its_third_birthday_on()
    {
        var each = await App.Shared(Friday, new Dictionary<string, string?> { ["Staffing:ChildrenOfPreschool"] = "1" });
        var there = await House.Of(each, adaBorn: new(2023, 12, 2));

        Assert.Equal(2, (int)At(await there.Day(Tuesday), "07:30")["need"]!);
        Assert.Equal(1, (int)At(await there.Day(Tuesday.AddDays(1)), "07:30")["need"]!);
    }

    [Fact]
    public async Task S11_Groups_that_are_together_are_rounded_up_once_and_apart_each_by_itself()
    {
        var merging = await App.Shared(
            Friday,
            new Dictionary<string, string?>
            {
                ["Staffing:TogetherUntil"] = "08:00",
                ["Staffing:TogetherFrom"] = "17:00",
            }
        );
        var there = await House.Of(merging);
        var group = await merging.Group(there.Unit);
        for (var nth = 0; nth < 3; nth++)
            await Lay(there.Staff, await merging.Child(group), there.Unit, "06:30-17:30", there.Head);

        var day = await there.Day(Tuesday);
        var together = At(day["together"]!, "07:00");
        Assert.Equal((4, 1), ((int)together["certain"]!, (int)together["need"]!));
        Assert.Equal(1, (int)At(day, "07:00")["need"]!);
        Assert.Equal(2, (int)At(day, "08:00")["need"]!);
        Assert.Equal((1, 1), ((int)At(day["together"]!, "17:15")["need"]!, (int)At(day, "17:15")["need"]!));
        var rows = day["groups"]!.AsArray();
        Assert.Equal(2, rows.Count);
        Assert.All(
            rows,
            row =>
            {
                Assert.Null(At(row!["runs"]!, "07:00")["need"]);
                Assert.Equal(1, (int)At(row["runs"]!, "09:00")["need"]!);
            }
        );
        Assert.Equal(["06:00-08:00", "17:00-18:00"], Stretches(day["together"]!.AsArray()));
    }

    [Theory]
    [InlineData("S12", "2026-10-20", "2026-10-24", 100, 32, "02:00A")]
    [InlineData("S13", "2027-03-20", "2027-03-27", 92, 24, "01:45")]
    public async Task S12_S13_A_night_has_as_many_quarters_as_pass(
        string name,
        string now,
        string saturday,
        int quarters,
        int counted,
        string label
    )
    {
        var at = await App.Shared(new DateTimeOffset(Date(now).ToDateTime(new TimeOnly(9, 0)), TimeSpan.Zero));
        var unit = await at.Unit(opens: "");
        await at.Execute(
            "insert into roster.unit_hours select @unit, d, '00:00', '24:00' from generate_series(1, 7) d",
            new { unit }
        );
        var group = await at.Group(unit);
        var (child, staff) = (await at.Child(group), await at.Staff(group));
        await staff
            .Api.Put($"children/{child}/care-days", Care.Days(unit, (Date(saturday), ["21:00-07:00"])))
            .Is(HttpStatusCode.NoContent);

        var sunday = await Day(staff, unit, Date(saturday).AddDays(1));
        var runs = Runs(sunday);
        Assert.Equal((name, quarters), (name, runs.Sum(run => (int)run["quarters"]!)));
        Assert.Equal(
            (name, counted),
            (name, runs.Where(run => (int)run["scheduled"]! > 0).Sum(run => (int)run["quarters"]!))
        );
        Assert.Equal(
            12,
            Runs(await Day(staff, unit, Date(saturday)))
                .Where(run => (int)run["scheduled"]! > 0)
                .Sum(run => (int)run["quarters"]!)
        );
        var there = await staff
            .Api.GetAsync($"units/{unit}/staffing-days/{Date(saturday).AddDays(1):yyyy-MM-dd}/children?at={label}")
            .Json();
        Assert.Equal("certain", (string?)there["children"]![0]!["state"]);
    }

    [Fact]
    public async Task S15_A_child_that_is_elsewhere_for_some_days_counts_there()
    {
        var (other, head) = (await app.Unit(), house.Head);
        var group = await app.Group(other);
        await app.Headteacher(other, head.Id);
        await app.Execute(
            """
            insert into roster.temporary_placement
                (id, child_id, home_id, unit_id, group_id, reason, starts_on, ends_on)
            values (@id, @Ada, @Unit, @other, @group, 'merge', @Tuesday, @Tuesday)
            """,
            new
            {
                id = Guid.CreateVersion7(),
                house.Ada,
                house.Unit,
                other,
                group,
                Tuesday,
            }
        );

        Assert.Equal(0, (int)At(await house.Day(Tuesday), "07:45")["scheduled"]!);
        Assert.Equal(1, (int)At(await house.Day(Monday), "07:45")["scheduled"]!);
        var there = await Day(head, other, Tuesday);
        Assert.Equal(1, (int)At(there, "07:45")["scheduled"]!);
        Assert.Equal(group, (Guid)there["groups"]![0]!["id"]!);
        Assert.Equal(0, (int)At(await Day(head, other, Monday), "07:45")["scheduled"]!);
    }

    [Fact]
    public async Task S16_Who_does_not_come_counts_nowhere_and_who_has_not_answered_is_unknown()
    {
        await house
            .Staff.Api.Put($"children/{house.Bo}/care-days", Care.Days(house.Unit, (Tuesday, [])))
            .Is(HttpStatusCode.NoContent);

        var run = At(await house.Day(Tuesday), "09:00");
        Assert.Equal((2, 1), ((int)run["scheduled"]!, (int)run["unknown"]!));
    }

    [Fact]
    public async Task S17_Times_outside_the_opening_hours_are_cut_and_flagged()
    {
        await app.Execute("update roster.unit_hours set closes = '19:00' where unit_id = @Unit", new { house.Unit });
        await house
            .Staff.Api.Put($"children/{house.Bo}/care-days", Care.Days(house.Unit, (Tuesday, ["17:30-18:30"])))
            .Is(HttpStatusCode.NoContent);
        Assert.Equal(0, (int)(await house.Day(Tuesday))["outsideHours"]!);

        await app.Execute("update roster.unit_hours set closes = '18:00' where unit_id = @Unit", new { house.Unit });

        var day = await house.Day(Tuesday);
        Assert.Equal((1, 1), ((int)At(day, "17:45")["scheduled"]!, (int)day["outsideHours"]!));
        Assert.Equal("18:00", (string?)Runs(day)[^1]["until"]);
        Assert.Equal(1, (int)day["groups"]![0]!["outsideHours"]!);
    }

    [Fact]
    public async Task S18_What_is_asked_for_stands_beside_and_is_not_added()
    {
        var guardian = await app.Guardian(house.Bo);
        await guardian
            .Api.Post($"children/{house.Bo}/care-requests", Care.Days(house.Unit, (Tuesday, ["06:30-16:00"])))
            .Is(HttpStatusCode.Created);

        var day = await house.Day(Tuesday);
        Assert.Equal((1, 1, 1), Sums(At(day, "07:30")));
        Assert.Equal((3, 0, 1), Sums(At(day, "09:00")));
        var page = await (await app.Pages(house.Staff.Id)).Open(house.Page(Tuesday));
        Assert.Equal(
            Runs(day).Count(run => (int)run["pending"]! > 0),
            page.QuerySelectorAll("svg rect.asked[data-children]").Length
        );

        static (int, int, int) Sums(JsonNode run) => ((int)run["scheduled"]!, (int)run["pending"]!, (int)run["need"]!);
    }

    [Fact]
    public async Task S19_Table_file_and_picture_have_the_same_numbers()
    {
        await house.Away(house.Bo, Tuesday, "08:00", "10:00");
        await house.Plan([2], ("07:30", "09:30", 1), ("09:00", "16:00", 1));

        var runs = Runs(await house.Day(Tuesday));
        var page = await (await app.Pages(house.Head.Id)).Open(house.Page(Tuesday));
        using var sent = await house.Staff.Api.GetAsync(
            $"units/{house.Unit}/staffing-weeks/{Tuesday:yyyy-MM-dd}/quarters.csv"
        );
        var file = (await sent.Content.ReadAsStringAsync())
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(line => line.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => line.Split(','))
            .Where(cells => cells[0] == "2026-12-01" && cells[1] == "unit");

        Assert.Contains(runs, run => (int)run["gap"]! < 0);
        Assert.Equal("text/csv", sent.Content.Headers.ContentType?.MediaType);
        string[] numbers = ["certain", "unknown", "pending", "need", "planned"];
        Assert.Equal(
            runs.Select(run => $"{run["from"]} {string.Join(' ', numbers.Select(one => run[one]))}"),
            file.Select(cells => $"{cells[3]} {string.Join(' ', cells[6..11])}")
        );
        Assert.Equal(
            runs.Select(run =>
                $"{run["certain"]} {(int)run["scheduled"]! - (int)run["certain"]!} {run["unknown"]} "
                + $"{run["pending"]} {run["need"]} {run["planned"]}"
            ),
            page.QuerySelectorAll("tbody tr")
                .Select(row =>
                    string.Join(' ', row.QuerySelectorAll("td.number").Select(cell => cell.TextContent.Trim()))
                )
        );
        Assert.Equal(
            runs.Select(run => (int)run["certain"]!).Where(count => count > 0),
            page.QuerySelectorAll("svg rect.kids[data-children]").Select(Children)
        );
        Assert.Equal(
            runs.Select(run => (int)run["unknown"]!).Where(count => count > 0),
            page.QuerySelectorAll("svg rect.unsure[data-children]").Select(Children)
        );
        Assert.Equal(runs.Count(run => (int)run["gap"]! < 0), page.QuerySelectorAll("svg[role=img] rect.gap").Length);

        static int Children(IElement bar) =>
            int.Parse(bar.GetAttribute("data-children")!, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task What_is_missing_is_told_first_and_one_date_may_have_other_adults()
    {
        Assert.Null(At(await house.Day(Tuesday), "09:00")["planned"]);
        await house.Plan([1, 2, 3, 4, 5], ("06:00", "16:30", 1));

        var day = await house.Day(Tuesday);
        var gap = Assert.Single(day["gaps"]!.AsArray())!;
        Assert.Equal(
            ("16:30", "17:00", 1, null),
            ((string?)gap["from"], (string?)gap["until"], (int)gap["missing"]!, gap["groupId"])
        );
        var page = await (await app.Pages(house.Staff.Id)).Open(house.Page(Tuesday));
        Assert.Equal("1 vuxen för lite 16.30–17.00", page.QuerySelector(".note p")!.TextContent.Trim());

        await house
            .Head.Api.Put(
                $"units/{house.Unit}/shifts/{Tuesday:yyyy-MM-dd}",
                new
                {
                    shifts = new[]
                    {
                        new
                        {
                            from = "06:00",
                            until = "18:00",
                            adults = 2,
                        },
                    },
                }
            )
            .Is(HttpStatusCode.NoContent);
        day = await house.Day(Tuesday);
        Assert.Empty(day["gaps"]!.AsArray());
        Assert.True((bool)day["otherShifts"]!);
        Assert.Equal(1, (int)At(day, "09:00")["gap"]!);
        Assert.Equal(1, (int)At(await house.Day(Monday), "09:00")["planned"]!);

        await house
            .Head.Api.DeleteAsync($"units/{house.Unit}/shifts/{Tuesday:yyyy-MM-dd}")
            .Is(HttpStatusCode.NoContent);
        Assert.Single((await house.Day(Tuesday))["gaps"]!.AsArray());
        await house
            .Head.Api.DeleteAsync($"units/{house.Unit}/shifts/{Tuesday:yyyy-MM-dd}")
            .Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task An_adult_counts_who_is_there_all_of_a_quarter_and_for_the_own_group()
    {
        await house.Plan([2], ("06:00", "09:05", 1), ("09:05", "16:40", 1), ("21:00", "07:00", 2));
        var day = await house.Day(Tuesday);
        Assert.Equal((1, 0), ((int)At(day, "09:00")["planned"]!, (int)At(day, "16:30")["planned"]!));
        Assert.Equal(2, (int)At(await house.Day(Tuesday.AddDays(1)), "06:30")["planned"]!);

        var other = await app.Group(house.Unit);
        await Lay(house.Staff, await app.Child(other), house.Unit, "08:00-16:00", house.Head);
        await house
            .Head.Api.Put(
                $"units/{house.Unit}/shifts",
                new
                {
                    weekdays = Weekdays(2),
                    shifts = new[]
                    {
                        new
                        {
                            from = "06:00",
                            until = "18:00",
                            adults = 2,
                            groupId = other,
                        },
                    },
                }
            )
            .Is(HttpStatusCode.NoContent);
        day = await house.Day(Tuesday);
        Assert.Equal((2, 2), ((int)At(day, "09:00")["need"]!, (int)At(day, "09:00")["planned"]!));
        var group = day["groups"]!.AsArray().Single(row => (Guid?)row!["id"] == other)!["runs"]!;
        Assert.Equal((1, 2), ((int)At(group, "09:00")["need"]!, (int)At(group, "09:00")["planned"]!));
        var rest = day["groups"]!.AsArray().Single(row => (Guid?)row!["id"] != other)!["runs"]!;
        Assert.Null(At(rest, "09:00")["planned"]);
    }

    [Fact]
    public async Task A_night_goes_with_the_day_it_begins_when_the_child_is_away()
    {
        var unit = await app.Unit(opens: "");
        await app.Execute(
            "insert into roster.unit_hours select @unit, d, '00:00', '24:00' from generate_series(1, 7) d",
            new { unit }
        );
        var group = await app.Group(unit);
        var (child, staff) = (await app.Child(group), await app.Staff(group));
        await staff
            .Api.Put($"children/{child}/care-days", Care.Days(unit, (Tuesday, ["21:00-07:00"])))
            .Is(HttpStatusCode.NoContent);
        await house.Away(child, Tuesday, "21:00", "24:00");

        var run = At(await Day(staff, unit, Tuesday.AddDays(1)), "05:00");
        Assert.Equal((1, 0), ((int)run["scheduled"]!, (int)run["certain"]!));
    }

    [Fact]
    public async Task What_cannot_be_meant_of_adults_is_told_at_its_field()
    {
        await Put(new { weekdays = Weekdays(8), shifts = Shifts("06:00", "14:00", 1) }).RefusedField("weekdays");
        await Put(new { weekdays = Weekdays(1), shifts = Shifts("06:02", "14:00", 1) })
            .RefusedField("shifts[0].from", "time-step");
        await Put(new { weekdays = Weekdays(1), shifts = Shifts("06:00", "06:00", 1) })
            .RefusedField("shifts[0].until", "too-short");
        await Put(new { weekdays = Weekdays(1), shifts = Shifts("06:00", "14:00", 100) })
            .RefusedField("shifts[0].adults");
        await Put(
                new
                {
                    weekdays = Weekdays(1),
                    shifts = new[]
                    {
                        new
                        {
                            from = "06:00",
                            until = "14:00",
                            adults = 1,
                            groupId = Guid.CreateVersion7(),
                        },
                    },
                }
            )
            .RefusedField("shifts[0].groupId", "careschedule/no-such-group");
        await house
            .Head.Api.Put($"units/{house.Unit}/shifts/2028-01-03", new { shifts = Shifts("06:00", "14:00", 1) })
            .RefusedField("day");
        await house.Head.Api.Put($"children/{house.Ada}/staffing-weight", new { weight = 0.5m }).RefusedField("weight");

        Task<HttpResponseMessage> Put(object shifts) => house.Head.Api.Put($"units/{house.Unit}/shifts", shifts);
    }

    [Fact]
    public async Task Who_changes_what_somebody_else_has_changed_meanwhile_is_told()
    {
        await house.Plan([1], ("06:00", "14:00", 1));
        var request = new HttpRequestMessage(HttpMethod.Put, $"units/{house.Unit}/shifts")
        {
            Content = System.Net.Http.Json.JsonContent.Create(
                new { weekdays = Weekdays(1), shifts = Shifts("06:00", "15:00", 1) }
            ),
        };
        request.Headers.Add("If-Match", "\"0\"");
        await house.Head.Api.SendAsync(request).Refused(HttpStatusCode.PreconditionFailed, "stale");
    }

    [Fact]
    public async Task Children_are_named_to_those_who_may_see_them_and_one_with_a_protected_identity_never_alone()
    {
        var hidden = await app.Child(house.Group, givenName: "Hemlig", protection: "confidential");
        await Lay(house.Staff, hidden, house.Unit, "06:30-08:00");
        var other = await app.Staff(await app.Group(house.Unit));

        await house
            .Staff.Api.Put($"children/{house.Di}/care-days", Care.Days(house.Unit, (Tuesday, [])))
            .Is(HttpStatusCode.NoContent);

        Assert.Equal((0, 1), await Named(house.Staff, "06:30"));
        Assert.Equal((2, 0), await Named(house.Staff, "07:30"));
        Assert.Equal((2, 0), await Named(house.Head, "07:30"));
        Assert.Equal((0, 2), await Named(other, "07:30"));
        Assert.Equal(2, (int)At(await Day(other, house.Unit, Tuesday), "07:30")["certain"]!);
        await other
            .Api.GetAsync($"units/{house.Unit}/staffing-days/{Tuesday:yyyy-MM-dd}/children?at=07:31")
            .Refused(HttpStatusCode.NotFound, "not-found");

        async Task<(int, int)> Named(Actor actor, string at)
        {
            var found = await actor
                .Api.GetAsync($"units/{house.Unit}/staffing-days/{Tuesday:yyyy-MM-dd}/children?at={at}")
                .Json();
            return (found["children"]!.AsArray().Count, (int)found["others"]!);
        }
    }

    [Fact]
    public async Task Who_needs_more_is_the_headteachers_to_know_and_it_is_in_the_log()
    {
        await house
            .Head.Api.Put($"children/{house.Bo}/staffing-weight", new { weight = 5m })
            .Is(HttpStatusCode.NoContent);
        Assert.Equal(2, (int)At(await house.Day(Tuesday), "09:00")["need"]!);

        var list = await house.Head.Api.GetAsync($"units/{house.Unit}/staffing-weights").Json();
        var bo = list["children"]!.AsArray().Single(child => (Guid)child!["childId"]! == house.Bo)!;
        Assert.Equal((5m, 1), ((decimal)bo["weight"]!, (int)bo["version"]!));
        Assert.Equal(
            1,
            await app.Value<long>(
                "select count(*) from kernel.audit where action = 'careschedule.read-weights' and subject_id = @Unit",
                new { house.Unit }
            )
        );
        Assert.Null(
            await app.Value<string>(
                "select details::text from kernel.audit where action = 'careschedule.weigh-child' and subject_id = @Bo",
                new { house.Bo }
            )
        );

        await house
            .Head.Api.Put($"children/{house.Bo}/staffing-weight", new { weight = (decimal?)null })
            .Is(HttpStatusCode.NoContent);
        Assert.Equal(1, (int)At(await house.Day(Tuesday), "09:00")["need"]!);
    }

    [Fact]
    public async Task A_name_that_a_spreadsheet_would_run_is_made_harmless()
    {
        await app.Execute("update roster.child_group set name = '=1+1' where id = @Group", new { house.Group });

        var file = await house.Staff.Api.GetStringAsync(
            $"units/{house.Unit}/staffing-weeks/{Tuesday:yyyy-MM-dd}/quarters.csv"
        );
        Assert.Contains(",\"'=1+1\",", file, StringComparison.Ordinal);
        Assert.DoesNotContain(",=1+1", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_long_over_goes_and_that_a_child_without_a_place_needed_more()
    {
        await using var own = await App.Start(Friday);
        var there = await House.Of(own);
        await there.Plan([1], ("06:00", "14:00", 1));
        await own.Execute(
            """
            insert into careschedule.shift_day (unit_id, day) values (@Unit, '2024-11-26'), (@Unit, '2024-11-28');
            insert into careschedule.child_weight (child_id, weight, set_by, set_at)
            values (@Ada, 2, @Ada, '2026-01-01'), (@Gone, 2, @Ada, '2026-01-01')
            """,
            new
            {
                there.Unit,
                there.Ada,
                Gone = Guid.CreateVersion7(),
            }
        );

        Assert.Equal((1, 1), (await own.Purge("shifts"), await own.Purge("staffing-weights")));
        Assert.Equal(1, await own.Value<int>("select count(*)::int from careschedule.shift"));
        Assert.Equal(there.Ada, await own.Value<Guid>("select child_id from careschedule.child_weight"));
    }

    [Fact]
    public async Task A_headteacher_types_the_adults_and_who_needs_more()
    {
        var pages = await app.Pages(house.Head.Id);
        await pages.Open($"/units/{house.Unit}/staffing/shifts?day={Tuesday:yyyy-MM-dd}&weekday=2");
        await pages.Send(
            "shifts",
            ("Action", "save"),
            ("From0", "06:00"),
            ("Until0", "18:00"),
            ("Adults0", "3"),
            ("Weekdays", "2"),
            ("Weekdays", "3")
        );
        Assert.Equal(house.Page(Tuesday), pages.Path);
        Assert.Equal(3, (int)At(await house.Day(Tuesday.AddDays(1)), "09:00")["planned"]!);

        await pages.Open($"/units/{house.Unit}/staffing/shifts?day={Tuesday:yyyy-MM-dd}");
        await pages.Send("shifts", ("Action", "save"), ("From0", "06:00"), ("Until0", "06:00"), ("Adults0", "1"));
        Assert.NotNull(pages.Error("until0"));
        await pages.Send("shifts", ("Action", "save"), ("Until0", "12:00"));
        Assert.Equal(1, (int)At(await house.Day(Tuesday), "09:00")["planned"]!);
        await pages.Open($"/units/{house.Unit}/staffing/shifts?day={Tuesday:yyyy-MM-dd}");
        await pages.Send("shifts", ("Action", "usual"));
        Assert.Equal(3, (int)At(await house.Day(Tuesday), "09:00")["planned"]!);

        await pages.Open($"/units/{house.Unit}/staffing/weights");
        await pages.Send("weight", ("Child", $"{house.Bo}"), ("Weight", "5,5"));
        Assert.Equal(2, (int)At(await house.Day(Tuesday), "09:00")["need"]!);
    }

    private static int[] Weekdays(params int[] days) => days;

    private static object[] Shifts(string from, string until, int adults) =>
        [
            new
            {
                from,
                until,
                adults,
            },
        ];

    private static DateOnly Date(string date) => DateOnly.Parse(date, CultureInfo.InvariantCulture);

    private static List<JsonNode> Runs(JsonNode day) => [.. day["unit"]!.AsArray().OfType<JsonNode>()];

    /// <summary>The run of a day's unit, or of some runs, in which a quarter is.</summary>
    private static JsonNode At(JsonNode of, string quarter) =>
        (of is JsonArray runs ? runs : of["unit"]!.AsArray()).Single(run =>
            string.CompareOrdinal((string?)run!["from"], quarter) <= 0
            && string.CompareOrdinal((string?)run["until"], quarter) > 0
        )!;

    /// <summary>Runs that follow each other as one.</summary>
    private static IEnumerable<string> Stretches(JsonArray runs)
    {
        var (from, until) = ((string?)null, (string?)null);
        foreach (var run in runs)
        {
            if (from is not null && (string?)run!["from"] != until)
            {
                yield return $"{from}-{until}";
                from = null;
            }

            (from, until) = (from ?? (string?)run!["from"], (string?)run!["until"]);
        }

        yield return $"{from}-{until}";
    }

    private static async Task<JsonNode> Day(Actor actor, Guid unit, DateOnly day) =>
        (await actor.Api.GetAsync($"units/{unit}/staffing-weeks/{day:yyyy-MM-dd}").Json())["days"]!
            .AsArray()
            .Single(one => (string?)one!["date"] == $"{day:yyyy-MM-dd}")!;

    private static async Task Lay(Actor staff, Guid child, Guid unit, string times, Actor? by = null) =>
        await (by ?? staff)
            .Api.Post($"children/{child}/care-patterns", Care.Pattern(unit, Monday, times.Split(' ')))
            .Is(HttpStatusCode.Created);

    /// <summary>The group of four, its staff and its headteacher.</summary>
    private sealed record House(App App, Guid Unit, Guid Group, Actor Staff, Actor Head)
    {
        public required Guid Ada { get; init; }
        public required Guid Bo { get; init; }
        public required Guid Di { get; init; }

        public static async Task<House> Of(App app, DateOnly? adaBorn = null)
        {
            var unit = await app.Unit();
            var group = await app.Group(unit);
            var house = new House(app, unit, group, await app.Staff(group), await app.Headteacher(unit))
            {
                Ada = await app.Child(group, givenName: "Ada", born: adaBorn ?? new(2024, 6, 1)),
                Bo = await app.Child(group, givenName: "Bo"),
                Di = await app.Child(group, givenName: "Di"),
            };
            await Lay(house.Staff, house.Ada, unit, "07:00-15:00");
            await Lay(house.Staff, house.Bo, unit, "08:00-16:00");
            await Lay(house.Staff, await app.Child(group, givenName: "Cy"), unit, "08:10-12:00 14:00-17:00");
            return house;
        }

        public Task<JsonNode> Day(DateOnly day) => StaffingTests.Day(Staff, Unit, day);

        public string Page(DateOnly day) => $"/units/{Unit}/staffing?day={day:yyyy-MM-dd}";

        public Task Away(Guid child, DateOnly day, string from, string until) =>
            App.Absence(Guid.CreateVersion7(), child, day, Staff.Id, from, until);

        public Task Plan(int[] weekdays, params (string From, string Until, int Adults)[] shifts) =>
            Head
                .Api.Put(
                    $"units/{Unit}/shifts",
                    new
                    {
                        weekdays,
                        shifts = shifts.Select(shift => new
                        {
                            from = shift.From,
                            until = shift.Until,
                            adults = shift.Adults,
                        }),
                    }
                )
                .Is(HttpStatusCode.NoContent);
    }

    /// <summary>A child is on leave every day.</summary>
    private sealed class Leave : IDayOverlay
    {
        public Guid Of { get; set; }

        public Task<IReadOnlyList<OverlaidPiece>> Over(
            IReadOnlyCollection<Guid> childIds,
            DateOnly from,
            DateOnly until,
            CancellationToken ct
        ) =>
            Task.FromResult<IReadOnlyList<OverlaidPiece>>([
                .. Enumerable
                    .Range(0, childIds.Contains(Of) ? until.DayNumber - from.DayNumber + 1 : 0)
                    .Select(after => new OverlaidPiece
                    {
                        ChildId = Of,
                        Date = from.AddDays(after),
                        From = new(7 * 60),
                        Until = new(15 * 60),
                        Kind = OverlayKind.Away,
                        AboutId = Of,
                        TextKey = "absence.absent",
                        DetailFor = Relation.None,
                    }),
            ]);
    }
}
