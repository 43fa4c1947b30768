using Kapprum.Contracts.Notifications;
using Microsoft.Extensions.Logging;

namespace Kapprum.Notifications;

/// <summary>
/// Every evening at 18:00 whoever has something to be reminded of gets one mail about all of it, also of what was due
/// on evenings up to six days ago on which no host ran. It is all queued or nothing is, and sent again for the same
/// evening, after midnight too, it adds nobody twice.
/// </summary>
internal sealed record SendReminders : ICommand
{
    private const int AtOnce = 10_000;

    /// <summary>Tonight, and six evenings that were missed; what is older is no news to anybody.</summary>
    private const int Evenings = 7;

    public sealed class Handler(
        NpgsqlConnection db,
        IEnumerable<IReminders> reminders,
        MailQueue mails,
        TimeProvider clock,
        ILogger<SendReminders> log
    ) : ICommandHandler<SendReminders>
    {
        public async Task Handle(SendReminders command, CancellationToken ct)
        {
            // A run that was missed or interrupted is made up for later, and is then still about the evening it was
            // meant for.
            var evening = DateOnly.FromDateTime(clock.GetLocalNow().DateTime.AddHours(-18));

            var due = new Dictionary<Guid, List<string>>();
            var first = await FirstOpen(evening, ct);
            foreach (var reminder in reminders)
                for (var day = first; day <= evening; day = day.AddDays(1))
                    foreach (var person in await reminder.DueTonight(day, ct))
                        if (!due.TryGetValue(person, out var kinds))
                            due.Add(person, [reminder.Kind]);
                        else if (!kinds.Contains(reminder.Kind))
                            kinds.Add(reminder.Kind);

            var queued = 0;
            foreach (var some in due.Chunk(AtOnce))
                queued += await mails.Add(
                    ReminderMail.Name,
                    [
                        .. some.Select(one =>
                            (
                                one.Key,
                                $"reminder/{evening:yyyy-MM-dd}/{one.Key}",
                                (object?)new ReminderMail.About(one.Value)
                            )
                        ),
                    ],
                    ct
                );

            log.LogInformation("{Due} people are due for a reminder, {Queued} of them now get one", due.Count, queued);
        }

        /// <summary>
        /// The first evening that has not been seen to, which tonight is at the latest; from here on all of them are.
        /// </summary>
        private async Task<DateOnly> FirstOpen(DateOnly evening, CancellationToken ct)
        {
            var done = await db.Value<DateOnly?>("select evening from notifications.reminded for update", null, ct);
            await db.Execute(
                """
                insert into notifications.reminded (evening) values (@evening)
                on conflict (only_row) do update set evening = greatest(reminded.evening, excluded.evening)
                """,
                new { evening },
                ct
            );
            var (next, earliest) = (done?.AddDays(1) ?? evening, evening.AddDays(1 - Evenings));
            return next > evening ? evening
                : next < earliest ? earliest
                : next;
        }
    }
}
