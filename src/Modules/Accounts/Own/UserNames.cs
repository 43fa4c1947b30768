namespace Kapprum.Accounts.Own;

/// <summary>Sets user names; of two who want the same one at once the database lets one have it.</summary>
internal static class UserNames
{
    public static void MustBeAUserName<T>(this IRuleBuilder<T, string?> userName, Texts texts) =>
        userName
            .Must(name => name is null || LogInName.IsAllowed(name))
            .WithMessage(_ => texts["accounts.user-name-not-allowed"]);

    /// <param name="emailKey">The account's own address, the only one it may have as its user name.</param>
    public static async Task Set(
        NpgsqlConnection db,
        Guid accountId,
        string userName,
        string? emailKey,
        CancellationToken ct
    )
    {
        var name = LogInName.Normalised(userName);
        if (LogInName.IsAddress(name) && name != emailKey)
            throw Refusal.Invalid("userName", "accounts/user-name-not-your-address");

        await db.Execute(
                "update accounts.account set user_name = @name where id = @accountId",
                new { accountId, name },
                ct
            )
            .OrRefuse("account_user_name_key", () => Refusal.Invalid("userName", "accounts/user-name-taken"));
    }
}
