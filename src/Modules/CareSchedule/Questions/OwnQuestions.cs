using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>What a guardian is asked about the own children, about the days that are his or hers.</summary>
internal sealed class OwnQuestions(
    AskedDays asked,
    CareFacts facts,
    IChildren ofGuardian,
    CurrentUser user,
    TimeProvider clock
)
{
    /// <param name="Children">Those with such days.</param>
    public sealed record Own(Question Question, IReadOnlyList<AskedChild> Children);

    /// <summary>Those that are not over, by their first day.</summary>
    public async Task<IReadOnlyList<Own>> All(CancellationToken ct)
    {
        var children = await ofGuardian.KnownToGuardian(ct);
        return await Of(await asked.NotOver([.. children.Keys], clock.Today(), ct), ct);
    }

    /// <summary>One of them.</summary>
    /// <exception cref="Refusal">404: it is about no day of the guardian's.</exception>
    public async Task<Own> One(Guid id, CancellationToken ct) =>
        await asked.Question(id, ct) is { } question && await Of([question], ct) is [var own]
            ? own
            : throw Refusal.NotFound("question");

    private async Task<IReadOnlyList<Own>> Of(IReadOnlyList<Question> questions, CancellationToken ct)
    {
        if (questions is [])
            return [];

        var children = await ofGuardian.KnownToGuardian(ct);
        var known = await facts.Of(
            [.. children.Keys],
            questions.Min(one => one.StartsOn),
            questions.Max(one => one.EndsOn),
            ct
        );
        var writer = new CareWriter(user.PersonId, ByStaff: false);
        return
        [
            .. from question in questions
            let own = (
                from child in children
                let days = AskedChild.Of(known[child.Key], question, child.Value.Name, writer)
                where days.Days is not []
                orderby child.Value.Name, child.Key
                select days
            ).ToList()
            where own is not []
            select new Own(question, own),
        ];
    }
}
