using Kapprum.Contracts.Days;

namespace Kapprum.Roster.Days;

/// <summary>
/// Every night: the frame is kept for another day, and for a day less that is over. A night that fails costs nothing,
/// as more days are kept than anybody may ask for; what is not kept is worked out when it is asked for.
/// </summary>
[NoAccessCheck("The clock sends it.")]
internal sealed record KeepFrame : ICommand
{
    /// <summary>What is asked of days that are over is about the last weeks.</summary>
    public const int DaysBack = 40;
    public const int DaysAhead = IChildDays.Horizon + 30;

    public sealed class Handler(NpgsqlConnection db, TimeProvider clock) : ICommandHandler<KeepFrame>
    {
        public Task Handle(KeepFrame command, CancellationToken ct) =>
            db.Execute(
                "select roster.keep_frame(@From, @Until)",
                new { From = clock.Today().AddDays(-DaysBack), Until = clock.Today().AddDays(DaysAhead) },
                ct,
                unlimited: true
            );
    }
}
