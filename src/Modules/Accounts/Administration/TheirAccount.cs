using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts;

/// <summary>
/// The account of somebody else, for those who help with it: administrators with everybody's, a headteacher with those of the guardians and
/// group staff of the unit's children.
/// </summary>
internal sealed class TheirAccount(NpgsqlConnection db, IRoster roster, CurrentUser user, TimeProvider clock)
{
    public sealed record Row(Guid Id, string? Email, string? UserName, DateTime? ActivatedAt, DateTime? InvitedAt, DateTime CreatedAt);

    /// <summary>Not found for a person without one, and for whoever may not help with it.</summary>
    public async Task<Row> Of(Guid personId)
    {
        if (!user.Is(Roles.Administrator) && !await Leads(personId))
            throw Refusal.NotFound("account");

        return await db.QuerySingleOrDefaultAsync<Row>(
            """
            select id, email, user_name, activated_at, invited_at, created_at
            from accounts.account
            where person_id = @personId and ended_at is null
            """,
            new { personId }) ?? throw Refusal.NotFound("account");
    }

    private async Task<bool> Leads(Guid personId)
    {
        var today = clock.Today();
        var children = (await roster.ChildrenOfStaff(user.PersonId, today, today)).Select(one => one.Child.Id).Distinct().ToArray();
        return (await roster.GuardiansOf(children, today)).Any(guardian => guardian.PersonId == personId)
            || (await roster.GroupStaffOf(children, today)).Any(staff => staff.PersonId == personId);
    }
}
