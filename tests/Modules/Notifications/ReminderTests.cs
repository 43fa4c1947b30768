using Kapprum.Contracts.Notifications;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Notifications;

public sealed class ReminderTests : IAsyncLifetime
{
    private readonly Reminders schedules = new("schedule"),
        surveys = new("survey");
    private App app = null!;

    public async Task InitializeAsync() =>
        app = await App.Start(
            at: new DateTimeOffset(2026, 11, 24, 18, 0, 0, TimeSpan.FromHours(1)),
            instead: services => services.AddSingleton<IReminders>(schedules).AddSingleton<IReminders>(surveys)
        );

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Whoever_is_due_gets_one_mail_for_all_kinds()
    {
        var (both, one, none) = (await Somebody(), await Somebody(), await Somebody());
        schedules.Due = [both, one];
        surveys.Due = [both];

        await app.Daily("SendReminders");
        await app.Drain();

        var mail = Assert.Single(app.MailsTo(Address(both)));
        Assert.Equal("En påminnelse från Kapprum", mail.Subject);
        Assert.Contains(
            "About your schedule.\n\nTo the schedule:\nhttp://localhost:5080/schedule\n\nAbout your survey.",
            mail.TextBody!.ReplaceLineEndings("\n")
        );
        Assert.DoesNotContain("survey", Assert.Single(app.MailsTo(Address(one))).TextBody);
        Assert.Empty(app.MailsTo(Address(none)));
    }

    [Fact]
    public async Task Sent_twice_the_same_night_nobody_gets_two_and_the_next_night_again()
    {
        var somebody = await Somebody();
        schedules.Due = [somebody];

        await app.Daily("SendReminders");
        await app.Drain();
        await app.Daily("SendReminders");
        surveys.Due = [somebody];
        app.Clock.Advance(TimeSpan.FromHours(12));
        await app.Daily("SendReminders");
        await app.Drain();
        Assert.Single(app.MailsTo(Address(somebody)));

        app.Clock.Advance(TimeSpan.FromHours(12));
        await app.Daily("SendReminders");
        await app.Drain();
        Assert.Equal(2, app.MailsTo(Address(somebody)).Count);
    }

    [Fact]
    public async Task A_run_that_breaks_in_the_middle_has_queued_nothing_and_the_next_one_all()
    {
        var somebody = await Somebody();
        schedules.Due = [somebody];
        surveys.Breaks = true;

        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Daily("SendReminders"));
        await app.Drain();
        Assert.Empty(app.MailsTo(Address(somebody)));

        surveys.Breaks = false;
        app.Clock.Advance(TimeSpan.FromHours(7));
        await app.Daily("SendReminders");
        await app.Drain();
        Assert.Single(app.MailsTo(Address(somebody)));
        Assert.Equal(new DateOnly(2026, 11, 24), schedules.AskedFor);
    }

    [Fact]
    public async Task What_was_due_while_no_host_ran_is_made_up_for_once_and_what_is_older_than_a_week_is_not()
    {
        var (missed, old) = (await Somebody(), await Somebody());
        await app.Daily("SendReminders");
        schedules.On = evening =>
            evening == new DateOnly(2026, 11, 26) ? [missed]
            : evening == new DateOnly(2026, 11, 25) ? [old]
            : [];
        surveys.On = evening => evening == new DateOnly(2026, 11, 28) ? [missed] : [];

        app.Clock.Advance(TimeSpan.FromDays(8));
        for (var night = 0; night < 3; night++)
        {
            await app.Daily("SendReminders");
            await app.Daily("SendReminders");
            await app.Drain();
            app.Clock.Advance(TimeSpan.FromDays(1));
        }

        var mail = Assert.Single(app.MailsTo(Address(missed)));
        Assert.Contains("About your schedule.", mail.TextBody);
        Assert.Contains("About your survey.", mail.TextBody);
        Assert.Empty(app.MailsTo(Address(old)));
    }

    [Fact]
    public async Task An_account_that_is_not_activated_is_reminded_of_though_no_host_ran_on_the_third_evening()
    {
        var person = await Somebody();
        await app.Execute(
            "update accounts.account set activated_at = null, invited_at = @At where person_id = @person",
            new { person, At = app.Clock.GetUtcNow() }
        );
        await app.Daily("SendReminders");

        app.Clock.Advance(TimeSpan.FromDays(5));
        await app.Daily("SendReminders");
        await app.Drain();

        Assert.Single(app.MailsTo(Address(person)));
    }

    [Fact]
    public async Task What_is_no_longer_due_when_the_mail_goes_out_is_left_out()
    {
        var (half, all) = (await Somebody(), await Somebody());
        schedules.Due = surveys.Due = [half, all];
        await app.Daily("SendReminders");
        schedules.Due = [];
        surveys.Due = [half];

        await app.Drain();

        Assert.StartsWith("About your survey.", Assert.Single(app.MailsTo(Address(half))).TextBody);
        Assert.Empty(app.MailsTo(Address(all)));
    }

    [Fact]
    public async Task An_account_that_is_not_activated_is_reminded_of_after_three_and_after_ten_days()
    {
        var person = await Somebody();
        await app.Execute(
            "update accounts.account set activated_at = null, invited_at = @At where person_id = @person",
            new { person, At = app.Clock.GetUtcNow() }
        );
        List<int> days = [];

        for (var day = 1; day <= 11; day++)
        {
            app.Clock.Advance(TimeSpan.FromDays(1));
            var before = app.MailsTo(Address(person)).Count;
            await app.Daily("SendReminders");
            await app.Drain();
            if (app.MailsTo(Address(person)).Count > before)
                days.Add(day);
        }

        Assert.Equal([3, 10], days);
        Assert.Contains(
            "Aktivera kontot:\nhttp://localhost:5080/",
            app.MailsTo(Address(person))[0].TextBody!.ReplaceLineEndings("\n")
        );
    }

    private static string Address(Guid person) => $"{person:N}@example.org";

    private async Task<Guid> Somebody()
    {
        var id = await app.Person();
        await app.As(id);
        await app.Execute(
            "update accounts.account set email = @Address, email_key = @Address where person_id = @id",
            new { id, Address = Address(id) }
        );
        return id;
    }

    private sealed class Reminders(string kind) : IReminders
    {
        public IReadOnlyList<Guid> Due { get; set; } = [];

        /// <summary>Who is due on which evening; who is <see cref="Due"/> is so on all of them.</summary>
        public Func<DateOnly, IReadOnlyList<Guid>>? On { get; set; }
        public bool Breaks { get; set; }
        public DateOnly? AskedFor { get; private set; }

        public string Kind => kind;

        public Task<IReadOnlyList<Guid>> DueTonight(DateOnly today, CancellationToken ct)
        {
            AskedFor = today;
            return Breaks
                ? throw new InvalidOperationException("Killed in the middle.")
                : Task.FromResult(On?.Invoke(today) ?? Due);
        }

        public Task<IReadOnlyDictionary<Guid, ReminderText>> Write(
            IReadOnlyList<Guid> personIds,
            CancellationToken ct
        ) =>
            Task.FromResult<IReadOnlyDictionary<Guid, ReminderText>>(
                (On is null ? personIds.Intersect(Due) : personIds).ToDictionary(
                    id => id,
                    _ => new ReminderText([$"About your {kind}."], ($"To the {kind}", $"/{kind}"))
                )
            );
    }
}
