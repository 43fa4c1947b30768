namespace Kapprum.Notifications;

/// <summary>Where somebody is told of what: all of it by the bell, and what he or she has chosen by mail too.</summary>
internal sealed record GetSettings : IQuery<GetSettings.Answer>
{
    public sealed record Answer(IReadOnlyList<Item> Kinds);

    /// <param name="Name">What the kind is called, in the reader's language.</param>
    /// <param name="Email">at-once, or none.</param>
    public sealed record Item(string Kind, string Name, Email Email);

    public sealed class Handler(NpgsqlConnection db, NoticeKinds kinds, Texts texts, CurrentUser user)
        : IQueryHandler<GetSettings, Answer>
    {
        public async Task<Answer> Handle(GetSettings query, CancellationToken ct)
        {
            var chosen = (
                await db.Query<(string Kind, Email Email)>(
                    "select kind, email from notifications.setting where person_id = @PersonId",
                    new { user.PersonId },
                    ct
                )
            ).ToDictionary(one => one.Kind, one => one.Email);

            return new([
                .. from kind in kinds.For(user.Roles)
                select new Item(
                    kind.Name,
                    texts[$"notice.{kind.Name}.name"],
                    chosen.TryGetValue(kind.Name, out var email) ? email
                        : kind.MailByDefault ? Email.AtOnce
                        : Email.None
                ),
            ]);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/notifications/settings",
                    (ISender sender, CancellationToken ct) => sender.Send(new GetSettings(), ct)
                )
                .Roles(Roles.Anyone, Demand.None)
                .Summary("What I am told of, and where");
    }
}
