using Kapprum.Contracts.Notifications;
using Microsoft.Extensions.Logging;

namespace Kapprum.Notifications;

/// <summary>
/// Every evening at 18:00 whoever has something to be reminded of gets one mail about all of it. It is all queued or nothing is, and
/// sent again for the same evening, after midnight too, it adds nobody twice.
/// </summary>
internal sealed record SendReminders : ICommand
{
    private const int AtOnce = 10_000;

    public sealed class Handler(IEnumerable<IReminders> reminders, MailQueue mails, TimeProvider clock, ILogger<SendReminders> log)
        : IRequestHandler<SendReminders, Unit>
    {
        public async Task<Unit> Handle(SendReminders command, CancellationToken ct)
        {
            // A run that was missed or interrupted is made up for later, and is then still about the evening it was meant for.
            var evening = DateOnly.FromDateTime(clock.GetLocalNow().DateTime.AddHours(-18));

            var due = new Dictionary<Guid, List<string>>();
            foreach (var reminder in reminders)
                foreach (var person in await reminder.DueTonight(evening))
                    if (due.TryGetValue(person, out var kinds))
                        kinds.Add(reminder.Kind);
                    else
                        due.Add(person, [reminder.Kind]);

            var queued = 0;
            foreach (var some in due.Chunk(AtOnce))
                queued += await mails.Add(
                    ReminderMail.Name,
                    [.. some.Select(one => (one.Key, $"reminder/{evening:yyyy-MM-dd}/{one.Key}", (object?)new ReminderMail.About(one.Value)))]);

            log.LogInformation("{Due} people are due for a reminder, {Queued} of them now get one", due.Count, queued);
            return Unit.Value;
        }
    }
}
