using Kapprum.Contracts.Roster;

namespace Kapprum.Accounts.Passwords;

/// <summary>
/// Looks at a password that somebody chooses and hashes it; refused, with the reason, if it breaks a rule.
/// </summary>
internal sealed class NewPassword(IDirectory directory, PasswordHashing hashing)
{
    /// <param name="field">The field it came in.</param>
    /// <param name="own">The owner's user name and address, beside the names the roster knows.</param>
    public async Task<string> Hash(
        Secret password,
        string field,
        Guid? personId,
        IEnumerable<string?> own,
        CancellationToken ct
    )
    {
        var person = personId is { } id ? (await directory.People([id], ct)).GetValueOrDefault(id) : null;
        var words = own.Concat([
                person?.GivenName,
                person?.FamilyName,
                person?.GivenName + person?.FamilyName,
                person?.Email,
            ])
            .ToArray();

        if (await hashing.Run(() => PasswordRules.Broken(password.Text, words), Client.Known, ct) is { } broken)
            throw Refusal.Invalid(field, broken);
        return await hashing.Hash(password, ct);
    }
}

internal static class NewPasswordRule
{
    /// <summary>12 to 128 characters.</summary>
    /// <summary>One that was chosen before: whatever its length was to be then.</summary>
    public static IRuleBuilderOptions<T, string> MustBeASaidPassword<T>(this IRuleBuilder<T, string> password) =>
        password.NotEmpty().MaximumLength(1000);

    public static void MustHaveThePasswordsLength<T>(this IRuleBuilder<T, Secret> password, Texts texts)
    {
        password
            .Must(secret => secret.Text is not null && PasswordRules.Count(secret.Text) >= PasswordRules.Shortest)
            .WithMessage(_ => texts["accounts.password-too-short", ("count", PasswordRules.Shortest)]);
        password
            .Must(secret => secret.Text is null || PasswordRules.Count(secret.Text) <= PasswordRules.Longest)
            .WithMessage(_ => texts["accounts.password-too-long", ("count", PasswordRules.Longest)]);
    }
}
