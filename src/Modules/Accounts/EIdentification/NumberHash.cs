using System.Security.Cryptography;
using System.Text;
using Kapprum.Contracts.Roster;
using Microsoft.AspNetCore.DataProtection;

namespace Kapprum.Accounts.EIdentification;

/// <summary>
/// Personal identity numbers as accounts keep them, of who is no person of the roster: an HMAC with a key of the
/// installation's own, as all numbers there are could be tried.
/// </summary>
internal sealed class NumberHash(NpgsqlConnection db, IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("Kapprum.NumberHash");

    public async Task<byte[]> Of(IdentityNumber number, CancellationToken ct)
    {
        var stored = await db.Value<byte[]?>("select sealed from accounts.number_key", null, ct);
        stored ??= await db.Value<byte[]>(
            """
            insert into accounts.number_key as present (sealed) values (@fresh)
            on conflict (single) do update set sealed = present.sealed
            returning sealed
            """,
            new { fresh = protector.Protect(RandomNumberGenerator.GetBytes(32)) },
            ct
        );
        return HMACSHA256.HashData(protector.Unprotect(stored!), Encoding.ASCII.GetBytes(number.Digits));
    }
}
