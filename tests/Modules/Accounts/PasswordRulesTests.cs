using System.Diagnostics;
using System.Text;
using CsCheck;
using Kapprum.Accounts.Passwords;
using Kapprum.Support;

namespace Kapprum.Tests.Accounts;

public sealed class PasswordRulesTests
{
    private static readonly string[] Anna =
    [
        "Anna-Karin",
        "Öbergström",
        "Anna-KarinÖbergström",
        "kalle_p",
        "ak.oberg@example.org",
    ];

    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("vi cyklar till havet")]
    [InlineData("gcmurljycqag")]
    [InlineData("tolv randiga mössor")]
    [InlineData("👩‍👩‍👧 på väg till skogen")]
    [InlineData("пароль из семи слов")]
    public void Words_that_do_not_belong_together_are_fine(string password) =>
        Assert.Null(PasswordRules.Broken(password, Anna));

    [Theory]
    [InlineData("password1234")]
    [InlineData("P@ssw0rd1234")]
    [InlineData("qwertyuiop12")]
    [InlineData("1q2w3e4r5t6y")]
    [InlineData("123456789012")]
    [InlineData("iloveyou1234")]
    [InlineData("administrator")]
    [InlineData("lösenord1234")]
    [InlineData("Sommar2026!!")]
    [InlineData("Stockholm2026")]
    [InlineData("förskolan2026")]
    [InlineData("kapprummet2026")]
    public void What_is_guessed_first_is_refused(string password) =>
        Assert.Equal("accounts/password-common", PasswordRules.Broken(password, Anna));

    [Theory]
    [InlineData("hejhejhejhej")]
    [InlineData("kapprumkapprum")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("ab ab ab ab ab ab")]
    [InlineData("12341234123412341")]
    public void The_same_again_and_again_is_refused(string password) =>
        Assert.Equal("accounts/password-repeats", PasswordRules.Broken(password, Anna));

    [Theory]
    [InlineData("den glada karin sjunger")]
    [InlineData("den glada ANNAKARIN sjunger")]
    [InlineData("sju obergstrom i en back")]
    [InlineData("kalle_p bor i skogen")]
    [InlineData("skogen och oberg och allt")]
    public void The_owners_name_and_address_are_refused(string password) =>
        Assert.Equal("accounts/password-has-name", PasswordRules.Broken(password, Anna));

    [Fact]
    public void A_short_name_may_be_part_of_a_word() =>
        Assert.Null(PasswordRules.Broken("bollar och ekorrar i parken", ["Bo", "Ek", "bo@ek.se"]));

    /// <summary>No rule of composition: whatever the characters, length and chance are enough.</summary>
    [Fact]
    public void Any_password_of_chance_is_good() =>
        Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyzåäö"], 16, 128]
            .Sample(
                password => PasswordRules.Broken(password, []) is null,
                iter: Proof.Size(small: 50, whole: 1000),
                seed: "0000KKXo2MDV"
            );

    [Fact]
    public void A_password_with_ones_own_name_in_it_is_refused_wherever_it_stands_and_however_it_is_written() =>
        Gen.Select(
                Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz "], 6, 40],
                Gen.Int[0, 6],
                Gen.Bool,
                (around, at, upper) => around.Insert(at, upper ? "LINDQVIST" : "lindqvist")
            )
            .Sample(
                password => PasswordRules.Broken(password, ["Lindqvist"]) is "accounts/password-has-name",
                iter: Proof.Size(small: 50, whole: 1000)
            );

    /// <summary>
    /// An emoji is one character to its owner's eye and to the standard several; a letter with a ring is one either
    /// way.
    /// </summary>
    [Theory]
    [InlineData("åååååååååååå", 12)]
    [InlineData("👍👍👍👍👍👍👍👍👍👍👍👍", 12)]
    public void Characters_are_counted_and_not_bytes(string password, int characters)
    {
        Assert.Equal(characters, PasswordRules.Count(password));
        Assert.Equal(characters, PasswordRules.Count(password.Normalize(NormalizationForm.FormD)));
    }

    [Fact]
    public void The_longest_passwords_are_judged_quickly()
    {
        var random = new Random(1);
        string Of(string characters) =>
            new([.. Enumerable.Range(0, 128).Select(_ => characters[random.Next(characters.Length)])]);
        PasswordRules.Broken("warming up the lists", []);

        foreach (
            var password in new[]
            {
                Of("4@8({[<369!|1$5+70%2"),
                Of("0123456789"),
                Of("@(!1$0+|"),
                Of("qwertyasdfgh"),
                Of("abcdefghijklmnopqrstuvwxyz4@8({"),
            }
        )
        {
            var clock = Stopwatch.StartNew();
            PasswordRules.Broken(password, Anna);
            Assert.InRange(clock.ElapsedMilliseconds, 0, 20_000);
        }
    }
}
