namespace Kapprum.Notifications;

/// <summary>Somebody chooses what also comes by mail. Kinds that are left out stay as they are.</summary>
internal sealed record ChangeSettings(IReadOnlyList<ChangeSettings.Item> Kinds) : ICommand
{
    /// <param name="Kind">One that GET gives.</param>
    /// <param name="Email">at-once, or none.</param>
    public sealed record Item(string Kind, Email Email);

    public sealed class Validator : AbstractValidator<ChangeSettings>
    {
        public Validator(Texts texts)
        {
            RuleForEach(x => x.Kinds).ChildRules(item => item.RuleFor(x => x.Email).IsInEnum());
            RuleFor(x => x.Kinds)
                .Must(kinds => kinds.DistinctBy(item => item.Kind).Count() == kinds.Count)
                .WithMessage(_ => texts["notifications.kind-twice"]);
        }
    }

    public sealed class Handler(NpgsqlConnection db, NoticeKinds kinds, CurrentUser user, Audit audit)
        : ICommandHandler<ChangeSettings>
    {
        public async Task Handle(ChangeSettings command, CancellationToken ct)
        {
            var known = kinds.For(user.Roles).Select(kind => kind.Name).ToList();
            foreach (var (place, item) in command.Kinds.Index())
                if (!known.Contains(item.Kind))
                    throw Refusal.Invalid(
                        $"{nameof(Kinds)}[{place}].{nameof(item.Kind)}",
                        "notifications/unknown-notice-kind",
                        ("kinds", string.Join(", ", known))
                    );

            await db.Execute(
                """
                insert into notifications.setting (person_id, kind, email)
                select @PersonId, kind, email from unnest(@Kinds, @Emails) chosen (kind, email)
                on conflict (person_id, kind) do update set email = excluded.email
                """,
                new
                {
                    user.PersonId,
                    Kinds = command.Kinds.Select(item => item.Kind).ToArray(),
                    Emails = command.Kinds.Select(item => item.Email.Stored()).ToArray(),
                },
                ct
            );

            audit.Changed("notifications.settings", "person", user.PersonId);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/notifications/settings",
                    async (ChangeSettings command, ISender sender, CancellationToken ct) =>
                    {
                        await sender.Send(command, ct);
                        return TypedResults.NoContent();
                    }
                )
                .Roles(Roles.Guardian | Roles.Staff, Demand.None)
                .Summary("Choose what also comes by mail", new ChangeSettings([new("absence-reported", Email.AtOnce)]))
                .Refuses(400, "notifications/unknown-notice-kind");
    }
}
