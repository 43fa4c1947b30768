namespace Kapprum.Absence;

/// <summary>What the municipality decides about absences.</summary>
internal static class AbsenceSettings
{
    /// <summary>No day further ahead can be reported, however many days of the child's that is.</summary>
    public const int FarthestDays = 120;

    /// <summary>How many of the child's days after today may be reported; 1 is the next day it attends.</summary>
    public static readonly Setting<int> DaysAhead = Setting.Number(
        "absence.days-ahead",
        1,
        from: 0,
        to: 60,
        ofUnit: true
    );

    /// <summary>
    /// For how many minutes a guardian may take back what he or she has just reported although the child's day has
    /// begun.
    /// </summary>
    public static readonly Setting<int> UndoMinutes = Setting.Number("absence.undo-minutes", 10, from: 0, to: 240);

    /// <summary>
    /// For how many minutes what staff have recorded is kept from the guardians: what is taken back or explained by
    /// then nobody hears of.
    /// </summary>
    public static readonly Setting<int> TellAfterMinutes = Setting.Number(
        "absence.tell-after-minutes",
        10,
        from: 0,
        to: 60,
        ofUnit: false
    );

    /// <summary>How many days after the end of the school year (30 June) the notes on its absences are kept.</summary>
    public static readonly Setting<int> NoteDays = Setting.Number("absence.note-days", 0, from: 0, to: 365);
}
