using Kapprum.Contracts.Roster;

namespace Kapprum.CareSchedule.Pickup;

/// <summary>
/// A guardian puts somebody on the list of those who fetch a child. Whoever has not been said to come for some time is
/// removed by night.
/// </summary>
/// <param name="Name">At most 80 characters.</param>
/// <param name="Relation">What he or she is to the child, at most 40 characters.</param>
/// <param name="Phone">As people write it; it must be possible to dial it. At most 40 characters.</param>
internal sealed record AddPickupPerson(string Name, string? Relation = null, string? Phone = null) : ICommand<Guid>
{
    internal Guid ChildId { get; init; }

    public sealed class Validator : AbstractValidator<AddPickupPerson>
    {
        public Validator(Texts texts)
        {
            PickupPersonRules.Name(RuleFor(x => x.Name)!);
            PickupPersonRules.Relation(RuleFor(x => x.Relation));
            PickupPersonRules.Phone(RuleFor(x => x.Phone), texts);
        }
    }

    public sealed class Handler(
        NpgsqlConnection db,
        IChildAccess access,
        ScheduleVersion version,
        CurrentUser user,
        Audit audit,
        TimeProvider clock
    ) : ICommandHandler<AddPickupPerson, Guid>
    {
        public async Task<Guid> Handle(AddPickupPerson command, CancellationToken ct)
        {
            await access.Require(command.ChildId, Contracts.Roster.Relation.Guardian, ct);
            await version.Lock(command.ChildId, ct);

            var id = await db.Value<Guid?>(
                    """
                    insert into careschedule.pickup_person
                        (id, child_id, name, relation, phone, added_by, added_at, kept_on)
                    select @id, @ChildId, @Name, @Relation, @Phone, @PersonId, @Now, @Today
                    where (select count(*) from careschedule.pickup_person
                           where child_id = @ChildId and added_by = @PersonId) < @Most
                    returning id
                    """,
                    new
                    {
                        id = Guid.CreateVersion7(),
                        command.ChildId,
                        Name = command.Name.Trim(),
                        Relation = command.Relation.TrimmedOrNull(),
                        Phone = PickupPersonRules.Dialled(command.Phone),
                        user.PersonId,
                        Now = clock.GetUtcNow(),
                        Today = clock.Today(),
                        PickupPersonRules.Most,
                    },
                    ct
                )
                .OrRefuse("pickup_person_once", "careschedule/person-exists");
            audit.Changed("careschedule.add-pickup-person", "child", command.ChildId, onBehalfOf: command.ChildId);
            return id ?? throw Refusal.Conflict("careschedule/too-many-persons", ("count", PickupPersonRules.Most));
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPost(
                    "/children/{childId:guid}/pickup-persons",
                    async (Guid childId, AddPickupPerson command, ISender sender, CancellationToken ct) =>
                    {
                        var id = await sender.Send(command with { ChildId = childId }, ct);
                        return TypedResults.Created($"/api/children/{childId}/pickup-persons", new Created(id));
                    }
                )
                .Roles(Roles.Guardian, Demand.None)
                .Summary(
                    "Put somebody on the list of those who fetch a child",
                    new AddPickupPerson("Gun Berg", "Mormor", "070-123 45 67")
                )
                .Refuses(404, "not-found")
                .Refuses(409, "careschedule/too-many-persons", "careschedule/person-exists");
    }
}
