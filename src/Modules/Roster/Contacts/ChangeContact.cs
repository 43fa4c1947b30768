namespace Kapprum.Roster.Contacts;

/// <summary>
/// A guardian keeps the own contact details; from then on no import changes them. What is left out is removed. Said
/// again without anything new, they have been looked over.
/// </summary>
/// <param name="Phone">As people write it; it must be possible to dial it. At most 40 characters.</param>
/// <param name="EmergencyName">Whom to call when no guardian answers; with a phone number, or neither.</param>
internal sealed record ChangeContact(
    string? Phone = null,
    string? Street = null,
    string? PostalCode = null,
    string? City = null,
    string? EmergencyName = null,
    string? EmergencyPhone = null
) : ICommand<int>
{
    internal int? ExpectedVersion { get; init; }

    public sealed class Validator : AbstractValidator<ChangeContact>
    {
        public Validator(Texts texts)
        {
            RuleFor(x => x.Phone)
                .Cascade(CascadeMode.Stop)
                .MaximumLength(40)
                .Must(BeNumber)
                .WithMessage(_ => texts["roster.contact.no-number"]);
            RuleFor(x => x.Street).MaximumLength(100);
            RuleFor(x => x.PostalCode).MaximumLength(20);
            RuleFor(x => x.City).MaximumLength(60);
            RuleFor(x => x.EmergencyName)
                .MaximumLength(100)
                .Must((x, name) => name.TrimmedOrNull() is not null || x.EmergencyPhone.TrimmedOrNull() is null)
                .WithMessage(_ => texts["roster.contact.emergency-nameless"]);
            RuleFor(x => x.EmergencyPhone)
                .Cascade(CascadeMode.Stop)
                .MaximumLength(40)
                .Must(BeNumber)
                .WithMessage(_ => texts["roster.contact.no-number"])
                .Must((x, phone) => phone.TrimmedOrNull() is not null || x.EmergencyName.TrimmedOrNull() is null)
                .WithMessage(_ => texts["roster.contact.emergency-numberless"]);
        }

        private static bool BeNumber(string? phone) =>
            phone.TrimmedOrNull() is not { } written || Kernel.Phone.Dialled(written) is not null;
    }

    public sealed class Handler(NpgsqlConnection db, CurrentUser user, Audit audit, TimeProvider clock)
        : ICommandHandler<ChangeContact, int>
    {
        private const string Present = "(select version from roster.contact where person_id = @PersonId)";

        public async Task<int> Handle(ChangeContact command, CancellationToken ct)
        {
            var isExpected = command.ExpectedVersion is not null;
            var version =
                await db.Value<int?>(
                    $"""
                    insert into roster.contact as kept
                        (person_id, phone, street, postal_code, city, emergency_name, emergency_phone, kept_at)
                    select @PersonId, @Phone, @Street, @PostalCode, @City, @EmergencyName, @EmergencyPhone, @Now
                    {(isExpected ? $"where @ExpectedVersion = coalesce({Present}, 0)" : "")}
                    on conflict (person_id) do update
                    set phone = excluded.phone, street = excluded.street, postal_code = excluded.postal_code,
                        city = excluded.city, emergency_name = excluded.emergency_name,
                        emergency_phone = excluded.emergency_phone, kept_at = excluded.kept_at,
                        version = kept.version + 1
                    {(isExpected ? "where @ExpectedVersion = kept.version" : "")}
                    returning version
                    """,
                    new
                    {
                        user.PersonId,
                        Phone = Dialled(command.Phone),
                        Street = command.Street.TrimmedOrNull(),
                        PostalCode = command.PostalCode.TrimmedOrNull(),
                        City = command.City.TrimmedOrNull(),
                        EmergencyName = command.EmergencyName.TrimmedOrNull(),
                        EmergencyPhone = Dialled(command.EmergencyPhone),
                        Now = clock.GetUtcNow(),
                        command.ExpectedVersion,
                    },
                    ct
                ) ?? throw Refusal.Stale();

            audit.Changed("roster.change-contact", "person", user.PersonId);
            return version;
        }

        private static string? Dialled(string? phone) =>
            phone.TrimmedOrNull() is { } written ? Kernel.Phone.Dialled(written) : null;
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapPut(
                    "/me/contact",
                    (ChangeContact command, VersionedRequest versioned, CancellationToken ct) =>
                        versioned.Send(command with { ExpectedVersion = versioned.Expected }, ct)
                )
                .Roles(Roles.Guardian, Demand.None)
                .Summary(
                    "Keep my contact details",
                    new ChangeContact(
                        "070-123 45 67",
                        "Storgatan 1",
                        "123 45",
                        "Ekbacka",
                        "Mormor Stina Lind",
                        "08-123 456"
                    )
                )
                .Refuses(412, "stale");
    }
}
