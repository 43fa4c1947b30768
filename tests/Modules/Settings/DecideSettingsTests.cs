using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Settings;

public sealed class DecideSettingsTests : IAsyncLifetime
{
    private static readonly Setting<int> Ahead = Setting.Number("absence.days-ahead", 1, from: 0, to: 60, ofUnit: true);
    private static readonly Setting<int> Tables = Setting.Number("test.tables", 3, from: 1, to: 10, ofUnit: true);
    private static readonly Setting<bool> Doors = Setting.YesNo("test.doors", true);
    private static readonly Setting<Colour> Paint = Setting.Choice("test.paint", Colour.DarkBlue);
    private static readonly Setting<string> Sign = Setting.Words("test.sign", "Hej", most: 5);
    private static readonly Setting<TimeOfDay> Lunch = Setting.Time("test.lunch", new(11 * 60));

    private App app = null!;
    private Actor admin = null!;

    private enum Colour
    {
        DarkBlue,
        Green,
    }

    public async Task InitializeAsync()
    {
        app = await App.Start(instead: services =>
            services.AddSingleton(with => new DeclaredSettings(
                [Tables, Doors, Paint, Sign, Lunch, Ahead],
                with.GetRequiredService<IConfiguration>()
            ))
        );
        admin = await app.Administrator();
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task What_the_municipality_decides_counts_at_once()
    {
        var family = await app.Family();
        var days = $"children/{family.Child}/reportable-days";
        Assert.Equal(2, (await family.Guardian.Api.GetAsync(days).Json()).AsArray().Count);

        await Put(Ahead.Key, "4").Is(HttpStatusCode.NoContent);
        Assert.Equal(5, (await family.Guardian.Api.GetAsync(days).Json()).AsArray().Count);

        await admin.Api.DeleteAsync($"settings/{Ahead.Key}").Is(HttpStatusCode.NoContent);
        Assert.Equal(2, (await family.Guardian.Api.GetAsync(days).Json()).AsArray().Count);
    }

    [Fact]
    public async Task How_far_ahead_guardians_report_is_their_childs_units_to_decide()
    {
        var (family, other) = (await app.Family(), await app.Family());
        var head = await app.Headteacher(family.Unit);
        await head
            .Api.Put($"settings/{Ahead.Key}?unit={family.Unit}", new { value = "3" })
            .Is(HttpStatusCode.NoContent);

        Assert.Equal((4, 2), (await Days(family), await Days(other)));
        var friday = app.Today.AddDays(3);
        await Report(family, friday).Is(HttpStatusCode.Created);
        await Report(other, friday).Is(HttpStatusCode.Conflict);

        async Task<int> Days(Family of) =>
            (await of.Guardian.Api.GetAsync($"children/{of.Child}/reportable-days").Json()).AsArray().Count;
        Task<HttpResponseMessage> Report(Family of, DateOnly day) =>
            of.Guardian.Api.Post(
                "absences",
                new
                {
                    childId = of.Child,
                    day,
                    reason = "ill",
                }
            );
    }

    [Fact]
    public async Task A_units_value_beats_the_municipalitys_which_beats_the_configurations_which_beats_the_default()
    {
        var (unit, other) = (await app.Unit(), await app.Unit());
        Assert.Equal((3, 3), (await Value(null), await Value(unit)));

        await Put(Tables.Key, "5").Is(HttpStatusCode.NoContent);
        await Put(Tables.Key, "7", unit).Is(HttpStatusCode.NoContent);
        Assert.Equal((5, 7, 5), (await Value(null), await Value(unit), await Value(other)));

        await admin.Api.DeleteAsync($"settings/{Tables.Key}?unit={unit}").Is(HttpStatusCode.NoContent);
        Assert.Equal((5, 5), (await Value(null), await Value(unit)));

        await using var configured = await App.Start(
            settings: new Dictionary<string, string?> { ["Absence:DaysAhead"] = "9" }
        );
        await using var scope = configured.Services.CreateAsyncScope();
        Assert.Equal(9, await scope.ServiceProvider.GetRequiredService<ISettings>().Get(Ahead, CancellationToken.None));
    }

    [Fact]
    public async Task The_list_says_what_counts_and_who_has_decided_it()
    {
        var unit = await app.Unit();
        await Put(Tables.Key, "5").Is(HttpStatusCode.NoContent);
        await Put(Tables.Key, "7", unit).Is(HttpStatusCode.NoContent);

        var common = await Item(Tables.Key);
        Assert.Equal(
            ("5", "municipality", "3", "7"),
            (
                (string)common["value"]!,
                (string)common["source"]!,
                (string)common["default"]!,
                (string)common["units"]![0]!["value"]!
            )
        );
        var ofUnit = (await admin.Api.GetAsync($"settings?unit={unit}").Json())["items"]!.AsArray();
        Assert.Equal([Ahead.Key, Tables.Key], ofUnit.Select(item => (string?)item!["key"]));
        var own = ofUnit[1]!;
        Assert.Equal(
            (Tables.Key, "7", "unit", "5"),
            ((string)own["key"]!, (string)own["value"]!, (string)own["source"]!, (string)own["default"]!)
        );
        Assert.Equal("default", (string?)(await Item(Doors.Key))["source"]);
    }

    [Fact]
    public async Task Each_kind_takes_what_it_is_and_refuses_the_rest_at_the_field()
    {
        foreach (
            var (key, good, bad) in new[]
            {
                (Tables.Key, "10", "11"),
                (Tables.Key, "1", "many"),
                (Doors.Key, "false", "perhaps"),
                (Paint.Key, "green", "Green"),
                (Sign.Key, "Hallå", "Välkommen"),
                (Lunch.Key, "24:00", "25:00"),
            }
        )
        {
            Assert.Equal("value", Assert.Single((await Errors(key, bad)).AsObject()).Key);
            await Put(key, good).Is(HttpStatusCode.NoContent);
            Assert.Equal(good, (string?)(await Item(key))["value"]);
        }

        async Task<JsonNode> Errors(string key, string value) =>
            (await Put(key, value).Refused(HttpStatusCode.BadRequest, "invalid"))["errors"]!;
    }

    [Fact]
    public async Task What_is_not_there_or_not_ones_own_is_not_found()
    {
        var (led, other) = (await app.Unit(), await app.Unit());
        var head = await app.Headteacher(led);

        await Put("test.chairs", "1").Refused(HttpStatusCode.NotFound, "not-found");
        await Put(Doors.Key, "true", led).Refused(HttpStatusCode.NotFound, "not-found");
        await Put(Tables.Key, "4", Guid.CreateVersion7()).Refused(HttpStatusCode.NotFound, "not-found");
        await head
            .Api.Put($"settings/{Tables.Key}?unit={other}", new { value = "4" })
            .Refused(HttpStatusCode.NotFound, "not-found");
        await head
            .Api.Put($"settings/{Tables.Key}", new { value = "4" })
            .Refused(HttpStatusCode.Forbidden, "not-allowed");

        await head.Api.Put($"settings/{Tables.Key}?unit={led}", new { value = "4" }).Is(HttpStatusCode.NoContent);
        Assert.Equal(4, await Value(led));
    }

    [Fact]
    public async Task A_change_over_somebody_elses_is_refused_also_after_it_went_back_to_the_default()
    {
        await PutOver("\"0\"").Is(HttpStatusCode.NoContent);
        await PutOver("\"0\"").Refused(HttpStatusCode.PreconditionFailed, "stale");
        using var reset = await admin.Api.DeleteAsync($"settings/{Tables.Key}");
        Assert.Equal("\"2\"", reset.Headers.ETag!.Tag);

        await PutOver("\"0\"").Refused(HttpStatusCode.PreconditionFailed, "stale");
        await PutOver("\"1\"").Refused(HttpStatusCode.PreconditionFailed, "stale");
        await PutOver("\"2\"").Is(HttpStatusCode.NoContent);

        Task<HttpResponseMessage> PutOver(string tag) =>
            admin.Api.SendAsync(
                new(HttpMethod.Put, $"settings/{Tables.Key}")
                {
                    Content = JsonContent.Create(new { value = "4" }),
                    Headers = { { "If-Match", tag } },
                }
            );
    }

    [Fact]
    public async Task Of_two_who_decide_it_first_at_the_same_moment_one_is_told()
    {
        var both = await Task.WhenAll(
            from one in Enumerable.Range(0, 2)
            select admin.Api.SendAsync(
                new(HttpMethod.Put, $"settings/{Tables.Key}")
                {
                    Content = JsonContent.Create(new { value = $"{4 + one}" }),
                    Headers = { { "If-Match", "\"0\"" } },
                }
            )
        );

        Assert.Equal(
            [HttpStatusCode.NoContent, HttpStatusCode.PreconditionFailed],
            both.Select(answer => answer.StatusCode).Order()
        );
    }

    [Fact]
    public async Task Every_change_is_in_the_log_with_what_it_was_before()
    {
        var unit = await app.Unit();
        await Put(Tables.Key, "4", unit).Is(HttpStatusCode.NoContent);
        await Put(Tables.Key, "5", unit).Is(HttpStatusCode.NoContent);
        await admin.Api.DeleteAsync($"settings/{Tables.Key}?unit={unit}").Is(HttpStatusCode.NoContent);

        Assert.Equal(
            "settings.change -4, settings.change 4-5, settings.reset 5-",
            await app.Value<string>(
                """
                select string_agg(
                    action || ' ' || coalesce(details ->> 'old', '') || '-' || coalesce(details ->> 'new', ''),
                    ', ' order by id)
                from kernel.audit
                where subject_id = @unit and details ->> 'setting' = 'test.tables'
                """,
                new { unit }
            )
        );
    }

    [Fact]
    public async Task What_another_host_has_decided_is_heard()
    {
        Assert.Equal(3, await Value(null));
        await app.Execute(
            """
            insert into settings.setting (key, value, changed_by, changed_at) values ('test.tables', '8', @By, @At);
            select pg_notify('kapprum', 'settings')
            """,
            new { By = Guid.CreateVersion7(), At = app.Clock.GetUtcNow() }
        );

        for (var tries = 0; await Value(null) != 8 && tries < 100; tries++)
            await Task.Delay(50);
        Assert.Equal(8, await Value(null));
    }

    [Fact]
    public async Task A_value_that_no_longer_counts_is_as_if_nobody_had_decided_it()
    {
        await app.Execute(
            "insert into settings.setting (key, value, changed_by, changed_at) values ('test.tables', '99', @By, @At)",
            new { By = Guid.CreateVersion7(), At = app.Clock.GetUtcNow() }
        );

        Assert.Equal(3, await Value(null));
        Assert.Equal("default", (string?)(await Item(Tables.Key))["source"]);
    }

    [Fact]
    public async Task A_configuration_out_of_bounds_stops_the_start_and_names_the_setting()
    {
        var stopped = await Assert.ThrowsAsync<OperatorError>(() =>
            App.Start(settings: new Dictionary<string, string?> { ["Absence:DaysAhead"] = "61" })
        );

        Assert.Contains("Absence:DaysAhead", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_the_page_a_setting_is_changed_and_goes_back()
    {
        var pages = await app.Pages(admin.Id);
        var page = await pages.Open("/settings");
        Assert.Contains($"/settings/{Ahead.Key}", page.Links.Select(link => link.GetAttribute("href")));

        await pages.Open($"/settings/{Ahead.Key}");
        await pages.Send("setting", ("Value", "61"));
        Assert.NotNull(pages.Error("value"));
        await pages.Send("setting", ("Value", "5"));
        Assert.Equal("/settings", pages.Path);
        Assert.NotNull(pages.Toast);
        Assert.Equal("5", (string?)(await Item(Ahead.Key))["value"]);

        await pages.Open($"/settings/{Ahead.Key}");
        await pages.Send("reset");
        Assert.Equal("1", (string?)(await Item(Ahead.Key))["value"]);
    }

    [Fact]
    public async Task What_the_bar_of_a_phone_has_no_room_for_is_behind_the_account()
    {
        var page = await (await app.Pages(admin.Id)).Open("/account");

        Assert.NotNull(page.QuerySelector("main a[href='/settings']"));
    }

    [Fact]
    public async Task On_the_page_who_was_slower_is_told_and_may_save_it_after_a_look()
    {
        var pages = await app.Pages(admin.Id);
        await pages.Open($"/settings/{Ahead.Key}");
        await Put(Ahead.Key, "3").Is(HttpStatusCode.NoContent);

        var page = await pages.Send("setting", ("Value", "5"));
        Assert.Equal("5", page.QuerySelector("[name=Value]")!.GetAttribute("value"));
        Assert.Equal("3", (string?)(await Item(Ahead.Key))["value"]);
        await pages.Send("setting");
        Assert.Equal("5", (string?)(await Item(Ahead.Key))["value"]);
    }

    [Fact]
    public async Task A_headteacher_comes_to_the_settings_of_the_own_unit()
    {
        var (led, other) = (await app.Unit(name: "Almens förskola"), await app.Unit());
        var head = await app.Headteacher(led);
        var pages = await app.Pages(head.Id);

        var page = await pages.Open("/settings");
        Assert.Equal(
            [$"/settings/{Ahead.Key}?unit={led}", $"/settings/{Tables.Key}?unit={led}"],
            page.QuerySelectorAll("main .whole").Select(link => link.GetAttribute("href"))
        );
        await pages.Open($"/settings/{Tables.Key}?unit={led}");
        await pages.Send("setting", ("Value", "2"));
        Assert.Equal(2, await Value(led));
        await pages.Open($"/settings?unit={other}", HttpStatusCode.NotFound);
    }

    private Task<HttpResponseMessage> Put(string key, string value, Guid? unit = null) =>
        admin.Api.Put($"settings/{key}{(unit is null ? null : $"?unit={unit}")}", new { value });

    private async Task<JsonNode> Item(string key) =>
        (await admin.Api.GetAsync("settings").Json())["items"]!.AsArray().Single(item => (string?)item!["key"] == key)!;

    private async Task<int> Value(Guid? unit)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISettings>().Get(Tables, unit, CancellationToken.None);
    }
}
