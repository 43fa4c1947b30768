using Kapprum.Contracts.Accounts;

namespace Kapprum.Roster.Contacts;

/// <summary>A guardian sees the own contact details: what he or she keeps, until then what the roster says.</summary>
internal sealed record GetContact : IQuery<GetContact.Answer>
{
    public sealed record Answer : IVersioned
    {
        /// <summary>The account's.</summary>
        public required string? Email { get; init; }
        public required Phone? Phone { get; init; }
        public required string? Street { get; init; }
        public required string? PostalCode { get; init; }
        public required string? City { get; init; }

        /// <summary>Whom to call when no guardian answers.</summary>
        public required EmergencyContact? Emergency { get; init; }

        /// <summary>
        /// The details are hidden from all but the staff of the children's own groups and the headteacher.
        /// </summary>
        public required bool Protected { get; init; }

        /// <summary>The guardian keeps them; false while they are the roster's.</summary>
        public required bool Kept { get; init; }
        public required int Version { get; init; }
    }

    private sealed record State(bool Protected, bool Kept, int Version);

    public sealed class Handler(NpgsqlConnection db, IAccounts accounts, CurrentUser user)
        : IQueryHandler<GetContact, Answer>
    {
        public async Task<Answer> Handle(GetContact query, CancellationToken ct)
        {
            var (reach, state) = (
                await db.Query<Reach, State, (Reach Reach, State State)>(
                    """
                    select r.email, r.phone, r.street, r.postal_code, r.city, r.emergency_name, r.emergency_phone,
                           p.protection <> 'none' as protected, r.kept, r.version
                    from roster.reach r
                    join roster.person p on p.id = r.person_id
                    where r.person_id = @PersonId
                    """,
                    (reach, state) => (reach, state),
                    user,
                    "protected",
                    ct
                )
            ).Single();
            var account = (await accounts.Of([user.PersonId], ct)).GetValueOrDefault(user.PersonId);
            return new()
            {
                Email = account?.Email ?? reach.Email,
                Phone = Phone.Of(reach.Phone),
                Street = reach.Street,
                PostalCode = reach.PostalCode,
                City = reach.City,
                Emergency = EmergencyContact.Of(reach.EmergencyName, reach.EmergencyPhone),
                Protected = state.Protected,
                Kept = state.Kept,
                Version = state.Version,
            };
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/me/contact",
                    (VersionedRequest versioned, CancellationToken ct) => versioned.Get(new GetContact(), ct)
                )
                .Roles(Roles.Guardian, Demand.None)
                .Summary("My contact details; the version is in ETag");
    }
}
