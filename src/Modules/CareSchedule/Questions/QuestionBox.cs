using Kapprum.Contracts.Roster;
using Kapprum.Contracts.Start;

namespace Kapprum.CareSchedule.Questions;

/// <summary>Tells a guardian on the start page what is still to answer, and leads there.</summary>
internal sealed class QuestionBox(
    AskedDays asked,
    CareFacts facts,
    ICarePlacements placements,
    CurrentUser user,
    Texts texts,
    DateText dates,
    TimeProvider clock
) : IStartBox
{
    public int Order => 10;

    public async Task<StartBox?> Show(IReadOnlyList<Guid> childIds, CancellationToken ct)
    {
        var today = clock.Today();
        var open = (await asked.NotOver(childIds, today, ct)).Where(question => question.OpensOn <= today).ToList();
        if (open.Count > 0 && open.TrueForAll(question => question.LastDay < today))
        {
            // Only who has come since has longer, which is seldom.
            var last = open.Max(question => question.EndsOn);
            var placed = await placements.On(childIds, last, last, ct);
            open.RemoveAll(question => placed.All(placement => placement.StartsOn <= question.LastDay));
        }

        if (open is [])
            return null;

        var known = await facts.Of(
            childIds,
            open.Min(question => question.StartsOn),
            open.Max(question => question.EndsOn),
            ct
        );
        var left = (
            from question in open
            let days = known
                .Values.SelectMany(child => AskedDays.Of(child, question, user.PersonId))
                .Where(AskedDays.IsLeft)
                .ToList()
            where days.Count > 0
            select (Question: question, Last: days.Min(care => care.Asked!.LastDay))
        ).ToList();
        return left is [] ? null : Box(left);
    }

    private StartBox Box(List<(Question Question, DateOnly Last)> left) =>
        new(
            left is [var only] ? only.Question.Name : texts["careschedule.questions.own"],
            "calendar-days",
            texts["careschedule.question.box", ("last", dates.Date(left.Min(one => one.Last)))],
            left.Count,
            left is [var one] ? $"/care/questions/{one.Question.Id}" : "/care/questions"
        );
}
