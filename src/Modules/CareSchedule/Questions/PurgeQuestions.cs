namespace Kapprum.CareSchedule.Questions;

/// <summary>Questions about days that are long over, and what was answered.</summary>
internal sealed class PurgeQuestions(NpgsqlConnection db) : IPurge
{
    public string What => "care-questions";

    public Retention Keeps => Retention.Months(QuestionSettings.KeepMonths);

    public Task<int> Purge(DateTimeOffset before, int most, CancellationToken ct) =>
        db.Value<int>(
            """
            with answer as (
                delete from careschedule.answer
                where id = any (array(select id from careschedule.answer where day < @Day limit @most))
                returning 1),
            question as (
                delete from careschedule.question
                where id = any (array(select id from careschedule.question where ends_on < @Day limit @most))
                returning 1)
            select (select count(*) from answer) + (select count(*) from question)
            """,
            new { Day = SchoolTime.Day(before), most },
            ct
        );
}
