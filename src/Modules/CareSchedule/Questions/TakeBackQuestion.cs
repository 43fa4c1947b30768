namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// Who leads all of a question's units takes it back: its days are as others again, and what was answered counts for
/// nothing unless it is asked again.
/// </summary>
internal sealed record TakeBackQuestion(Guid Id, int? ExpectedVersion = null) : ICommand
{
    public sealed class Handler(NpgsqlConnection db, QuestionAccess access, Audit audit)
        : ICommandHandler<TakeBackQuestion>
    {
        public async Task Handle(TakeBackQuestion command, CancellationToken ct)
        {
            var question = await access.Leading(command.Id, command.ExpectedVersion, ct);

            await db.Execute("delete from careschedule.question where id = @Id", new { command.Id }, ct);
            audit.Changed("careschedule.take-back-question", "question", command.Id, new { question.StartsOn });
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapDelete(
                    "/care-questions/{id:guid}",
                    async (Guid id, VersionedRequest versioned, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(new TakeBackQuestion(id, versioned.Expected), ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Headteacher, Demand.None)
                .Summary("Take back a question; its days are as others again")
                .Refuses(404, "not-found")
                .Refuses(412, "stale");
    }
}
