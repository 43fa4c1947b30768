using Kapprum.Contracts.Absence;

namespace Kapprum.Notifications;

/// <summary>What a notice says, from what stands when it is read.</summary>
internal sealed class NoticeWords(Texts texts, DateText dates)
{
    /// <summary>The sentence.</summary>
    /// <param name="child">How the child is called in it.</param>
    /// <param name="day">How the day is called in it.</param>
    /// <param name="absence">Null when it no longer stands.</param>
    public string Sentence(string language, string kind, string child, string day, CurrentAbsence? absence) =>
        texts.In(
            language,
            kind is NoticeKind.Recorded or NoticeKind.Unexplained && IsLate(absence)
                ? $"notice.{kind}.late"
                : $"notice.{kind}",
            ("child", child),
            ("day", day)
        );

    /// <summary>What is known beside: the part of the day, the reason. Null when there is nothing to add.</summary>
    public string? Detail(string language, string kind, CurrentAbsence? absence)
    {
        if (kind == NoticeKind.Withdrawn)
            return null;
        if (absence is null)
            return texts.In(language, "notice.no-longer");

        var part =
            IsLate(absence) ? texts.In(language, "notice.came-at", ("time", dates.Time(absence.Until, language)))
            : absence.WholeDay ? texts.In(language, "notice.whole-day")
            : texts.In(language, "notice.part", ("times", dates.Times(absence.From, absence.Until, language)));
        return absence.Reason is null ? part : $"{part} · {texts.In(language, $"notice.reason.{absence.Reason}")}";
    }

    private static bool IsLate([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] CurrentAbsence? absence) =>
        absence?.Kind == "late-arrival";
}
