using Kapprum.Contracts.Accounts;

namespace Kapprum.Roster.Contacts;

/// <summary>A guardian sees the own contact details: what he or she keeps, until then what the roster says.</summary>
internal sealed record GetContact : IQuery<GetContact.Answer>
{
    /// <param name="Email">The account's.</param>
    /// <param name="Protected">The details are hidden from all but the staff of the children's own groups and the
    /// headteacher.</param>
    /// <param name="Emergency">Whom to call when no guardian answers.</param>
    /// <param name="Kept">The guardian keeps them; false while they are the roster's.</param>
    public sealed record Answer(
        string? Email,
        PhoneNumber? Phone,
        string? Street,
        string? PostalCode,
        string? City,
        EmergencyContact? Emergency,
        bool Protected,
        bool Kept,
        int Version
    );

    private sealed record Row(
        string? Email,
        string? Phone,
        string? Street,
        string? PostalCode,
        string? City,
        string? EmergencyName,
        string? EmergencyPhone,
        bool Protected,
        bool Kept,
        int Version
    );

    public sealed class Handler(NpgsqlConnection db, IAccounts accounts, CurrentUser user)
        : IQueryHandler<GetContact, Answer>
    {
        public async Task<Answer> Handle(GetContact query, CancellationToken ct)
        {
            var row = await db.One<Row>(
                """
                select r.email, r.phone, r.street, r.postal_code, r.city, r.emergency_name, r.emergency_phone, p.protection <> 'none' as protected,
                       r.kept, r.version
                from roster.reach r
                join roster.person p on p.id = r.person_id
                where r.person_id = @PersonId
                """,
                user,
                ct
            );
            var account = (await accounts.Of([user.PersonId], ct)).GetValueOrDefault(user.PersonId);
            return new(
                account?.Email ?? row.Email,
                PhoneNumber.Of(row.Phone),
                row.Street,
                row.PostalCode,
                row.City,
                EmergencyContact.Of(row.EmergencyName, row.EmergencyPhone),
                row.Protected,
                row.Kept,
                row.Version
            );
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/me/contact",
                    async (ISender sender, HttpResponse response, CancellationToken ct) =>
                    {
                        var contact = await sender.Send(new GetContact(), ct);
                        response.Headers.ETag = EntityTag.Of(contact.Version);
                        return TypedResults.Ok(contact);
                    }
                )
                .Roles(Roles.Guardian)
                .Summary("My contact details; the version is in ETag");
    }
}

/// <summary>Whom to call when no guardian answers.</summary>
internal sealed record EmergencyContact(string Name, PhoneNumber Phone)
{
    public static EmergencyContact? Of(string? name, string? phone) =>
        name is null ? null : new(name, PhoneNumber.Of(phone)!);
}
