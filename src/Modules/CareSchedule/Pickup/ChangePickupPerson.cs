namespace Kapprum.CareSchedule.Pickup;

/// <summary>A guardian changes what stands on the list of those who fetch a child.</summary>
/// <inheritdoc cref="AddPickupPerson"/>
internal sealed record ChangePickupPerson(string Name, string? Relation = null, string? Phone = null) : ICommand<int>
{
    internal Guid Id { get; init; }
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<ChangePickupPerson>
    {
        public Validator(Texts texts)
        {
            PickupPersonRules.Name(RuleFor(x => x.Name)!);
            PickupPersonRules.Relation(RuleFor(x => x.Relation));
            PickupPersonRules.Phone(RuleFor(x => x.Phone), texts);
        }
    }

    public sealed class Handler(NpgsqlConnection db, PickupPersonAccess access, Audit audit, TimeProvider clock)
        : ICommandHandler<ChangePickupPerson, int>
    {
        public async Task<int> Handle(ChangePickupPerson command, CancellationToken ct)
        {
            var child = await access.Locked(command.Id, command.ExpectedVersion, ct);
            var version = await db.Value<int>(
                    """
                    update careschedule.pickup_person
                    set name = @Name, relation = @Relation, phone = @Phone, kept_on = @Today,
                        version = version + 1
                    where id = @Id
                    returning version
                    """,
                    new
                    {
                        command.Id,
                        Name = command.Name.Trim(),
                        Relation = command.Relation.TrimmedOrNull(),
                        Phone = PickupPersonRules.Dialled(command.Phone),
                        Today = clock.Today(),
                    },
                    ct
                )
                .OrRefuse("pickup_person_once", "careschedule/person-exists");

            audit.Changed("careschedule.change-pickup-person", "child", child, onBehalfOf: child);
            return version;
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/pickup-persons/{id:guid}",
                    (Guid id, ChangePickupPerson command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(command with { Id = id, ExpectedVersion = versioned.Expected }, ct)
                )
                .Roles(Roles.Guardian, Demand.None)
                .Summary(
                    "Change somebody on the list of those who fetch a child",
                    new ChangePickupPerson("Gun Berg", "Mormor", "070-123 45 67")
                )
                .Refuses(404, "not-found")
                .Refuses(409, "careschedule/person-exists")
                .Refuses(412, "stale");
    }
}
