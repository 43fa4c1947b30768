using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Questions;

/// <summary>Lets those through who change a question: who leads all of its units.</summary>
internal sealed class QuestionAccess(NpgsqlConnection db, IUnitAccess access, AskedDays questions)
{
    /// <summary>Nobody else changes it meanwhile.</summary>
    public async Task<Question> Leading(Guid id, int? expected, CancellationToken ct)
    {
        var units = await db.Query<Guid>(
            "select unit_id from careschedule.question_unit where question_id = @id order by unit_id",
            new { id },
            ct
        );
        foreach (var unit in units)
            await access.RequireLed(unit, ct);

        var question = await questions.Locked(id, ct) ?? throw Refusal.NotFound("question");
        return expected is null || expected == question.Version ? question : throw Refusal.Stale();
    }
}
