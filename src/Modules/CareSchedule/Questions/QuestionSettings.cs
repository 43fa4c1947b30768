namespace Kapprum.CareSchedule.Questions;

/// <summary>What municipality and unit decide about questions before holidays.</summary>
internal static class QuestionSettings
{
    /// <summary>How many days before a closing day guardians answer last, unless somebody says otherwise.</summary>
    public static readonly Setting<int> ClosingDays = Setting.Number(
        "care-questions.closing-days",
        21,
        from: 1,
        to: 90
    );

    /// <summary>Whether guardians are asked about a closing day of their unit as soon as it is decided.</summary>
    public static readonly Setting<bool> AskAboutClosingDays = Setting.YesNo(
        "care-questions.ask-about-closing-days",
        @default: true,
        ofUnit: true
    );

    /// <summary>For how many evenings before the last day guardians are reminded; 0 for never.</summary>
    public static readonly Setting<int> RemindDays = Setting.Number("care-questions.remind-days", 7, from: 0, to: 30);

    /// <summary>How many months after a day it is kept what was answered.</summary>
    public static readonly Setting<int> KeepMonths = Setting.Number("care-questions.keep-months", 24, from: 3, to: 120);
}
