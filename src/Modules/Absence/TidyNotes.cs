using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kapprum.Absence;

/// <summary>
/// Every night the notes on absences of school years that are over (30 June) are removed; the setting may keep them
/// some days longer.
/// </summary>
internal sealed record TidyNotes : ICommand
{
    public sealed class Handler(
        NpgsqlConnection db,
        IOptions<AbsenceSettings> settings,
        TimeProvider clock,
        ILogger<TidyNotes> log
    ) : ICommandHandler<TidyNotes>
    {
        public async Task Handle(TidyNotes command, CancellationToken ct)
        {
            var term = Term.Of(clock.Today().AddDays(-settings.Value.NoteDays));
            var removed = await db.Execute(
                "update absence.absence set note = null where note is not null and day < @SchoolYear",
                new { SchoolYear = (term.IsAutumn ? term : term.Before).First },
                ct
            );

            log.LogInformation("Removed the notes on {Removed} absences of earlier school years", removed);
        }
    }
}
