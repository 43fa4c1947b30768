using System.Buffers.Binary;
using System.Net;
using System.Text.Json.Nodes;
using Kapprum.Accounts;
using Kapprum.Accounts.Passwords;
using Kapprum.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kapprum.Tests.Accounts;

public sealed class LogInTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task The_right_password_opens_a_session_that_scripts_cannot_read()
    {
        var anna = await app.Guardian();
        var browser = app.Browser();

        using var answer = await browser.LogIn(anna.UserName);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var cookie = Assert
            .Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("kapprum=", StringComparison.Ordinal))
            .ToLowerInvariant();
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=lax", cookie);
        Assert.DoesNotContain("secure", cookie);
        Assert.Contains("expires", cookie);
        var me = await browser.GetAsync("me").Json();
        Assert.Equal((anna.Person, anna.UserName), ((Guid)me["personId"]!, (string)me["userName"]!));
        Assert.Equal(["guardian"], me["roles"]!.AsArray().Select(role => (string)role!));
        Assert.Equal("password", (string?)me["assurance"]);
    }

    [Fact]
    public async Task Behind_https_the_cookie_is_never_sent_in_clear()
    {
        var anna = await app.Guardian();
        var browser = app.Browser();
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");

        using var answer = await browser.LogIn(anna.UserName);

        Assert.All(
            answer.Headers.GetValues("Set-Cookie"),
            cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase)
        );
        // By the beginning of its name a browser takes it from this host only.
        var session = Assert.Single(
            answer.Headers.GetValues("Set-Cookie"),
            cookie => cookie.StartsWith("__Host-kapprum=", StringComparison.Ordinal)
        );
        Assert.Contains("path=/;", session);
        Assert.DoesNotContain("domain", session, StringComparison.OrdinalIgnoreCase);
        var shown = session.Split(';')[0];
        await Ask(shown).Is(HttpStatusCode.OK);
        await Ask(shown["__Host-".Length..]).Is(HttpStatusCode.Unauthorized);

        Task<HttpResponseMessage> Ask(string cookie)
        {
            var client = app.Nobody();
            client.DefaultRequestHeaders.Add("Cookie", cookie);
            client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
            return client.GetAsync("me");
        }
    }

    [Theory]
    [InlineData("/help/log-in")]
    [InlineData("/offline")]
    [InlineData("/?child=all")]
    [InlineData("/account")]
    public async Task Behind_https_no_page_gives_a_cookie_that_is_sent_in_clear(string page)
    {
        var anna = await app.Guardian();
        var client = app.Client();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Add(
            "Cookie",
            $"__Host-kapprum={await app.CookieOf(anna.Person)}; child=x; toast=a|1|"
        );

        using var answer = await client.GetAsync(page);

        Assert.All(
            answer.Headers.GetValues("Set-Cookie"),
            cookie =>
            {
                Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            }
        );
    }

    [Fact]
    public async Task A_borrowed_browser_forgets_when_it_is_closed_and_after_twelve_hours()
    {
        var anna = await app.Guardian();

        using var answer = await app.Browser().LogIn(anna.UserName, remember: false);

        var cookie = Assert.Single(
            answer.Headers.GetValues("Set-Cookie"),
            c => c.StartsWith("kapprum=", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            app.Clock.GetUtcNow().AddHours(12),
            await app.Value<DateTime>(
                """
                select max(expires_at)
                from accounts.session
                where account_id = @Account and device <> 'Test' and expires_at < @Soon
                """,
                new { anna.Account, Soon = app.Clock.GetUtcNow().AddDays(1) }
            )
        );
    }

    [Theory]
    [InlineData("  {0}  ")]
    [InlineData("{0}")]
    public async Task Neither_case_nor_white_space_of_a_user_name_matters(string typed)
    {
        var anna = await app.Guardian(Somebodies.Fresh("åsa.öberg"), $"{Somebodies.Fresh("Åsa.Öberg")}@Example.org");

        await app.Browser()
            .LogIn(string.Format(null, typed, anna.UserName.ToUpperInvariant()))
            .Is(HttpStatusCode.NoContent);
        await app.Browser()
            .LogIn(string.Format(null, typed, anna.Email.ToUpperInvariant()))
            .Is(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData(" sju gula paraplyer\t")]
    [InlineData("sju gula paraplyer\n")]
    public async Task White_space_copied_along_with_a_password_is_forgiven(string typed)
    {
        var anna = await app.Guardian();

        await app.Browser().LogIn(anna.UserName, typed).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_password_that_ends_with_a_space_is_right_only_with_it()
    {
        var anna = await app.Guardian();
        var hash = await app.With((PasswordHashing hashing) => hashing.Hash(new(Somebodies.Password + " "), default));
        await app.Execute(
            "update accounts.account set password_hash = @hash where id = @Account",
            new { hash, anna.Account }
        );

        await app.Browser().LogIn(anna.UserName, Somebodies.Password + " ").Is(HttpStatusCode.NoContent);
        await app.Browser().LogIn(anna.UserName).Refused(HttpStatusCode.Unauthorized, "accounts/log-in-failed");
    }

    [Theory]
    [InlineData("SJU GULA PARAPLYER")]
    [InlineData("sju  gula paraplyer")]
    [InlineData("sju gula")]
    public async Task A_password_is_taken_as_it_is(string typed)
    {
        var anna = await app.Guardian();

        await app.Browser().LogIn(anna.UserName, typed).Refused(HttpStatusCode.Unauthorized, "accounts/log-in-failed");
    }

    [Fact]
    public async Task A_letter_typed_as_two_characters_is_the_same_letter()
    {
        var anna = await app.Guardian();
        var hash = await app.With((PasswordHashing hashing) => hashing.Hash(new("åtta grå gäss i en å"), default));
        await app.Execute(
            "update accounts.account set password_hash = @hash where id = @Account",
            new { hash, anna.Account }
        );

        await app.Browser()
            .LogIn(anna.UserName, "åtta grå gäss i en å".Normalize(System.Text.NormalizationForm.FormD))
            .Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_shared_address_logs_in_whose_user_name_it_is_and_otherwise_nobody()
    {
        var address = $"{Somebodies.Fresh("familjen")}@example.org";
        var anna = await app.Guardian(userName: address, email: address);
        var bo = await app.Guardian(email: address);

        var browser = app.Browser();
        await browser.LogIn(address).Is(HttpStatusCode.NoContent);
        Assert.Equal(anna.Person, (Guid)(await browser.GetAsync("me").Json())["personId"]!);
        await app.Browser().LogIn(bo.UserName).Is(HttpStatusCode.NoContent);

        await app.Execute(
            "update accounts.account set user_name = @name where id = @Account",
            new { name = Somebodies.Fresh("anna"), anna.Account }
        );
        await app.Browser().LogIn(address).Refused(HttpStatusCode.Unauthorized, "accounts/log-in-failed");
    }

    [Fact]
    public async Task Who_cannot_log_in_gets_the_same_answer_for_every_reason()
    {
        var anna = await app.Guardian();
        var invited = await app.Invited();
        var ended = await app.Guardian();
        await app.Execute(
            "update accounts.account set ended_at = @Now where id = @Account",
            new { Now = app.Clock.GetUtcNow(), ended.Account }
        );

        string[] answers =
        [
            await Answer(anna.UserName, "fel fel fel fel"),
            await Answer(Somebodies.Fresh("nobody"), Somebodies.Password),
            await Answer(invited.Email, Somebodies.Password),
            await Answer(ended.UserName, Somebodies.Password),
        ];

        Assert.Single(answers.Distinct());
        Assert.StartsWith("401", answers[0], StringComparison.Ordinal);
    }

    /// <summary>Time is what hashing takes; the rest is a statement or two, and the same ones.</summary>
    [Theory]
    [InlineData("fel fel fel fel", 1)]
    [InlineData(" fel fel fel fel ", 2)]
    public async Task Who_cannot_log_in_costs_the_same_work_for_every_reason(string password, int hashes)
    {
        var counting = new Counting();
        await using var own = await App.Start(instead: services =>
            services.AddSingleton<IPasswordHasher<PasswordHashing>>(counting)
        );
        var anna = await own.Guardian();
        var invited = await own.Invited();
        // The hash that unknown names are checked against is made once.
        await own.Browser().LogIn("nobody", password).Is(HttpStatusCode.Unauthorized);

        foreach (var name in new[] { anna.UserName, invited.Email, "nobody", "nobody@example.org" })
        {
            counting.Done = 0;
            await own.Browser().LogIn(name, password).Is(HttpStatusCode.Unauthorized);
            Assert.Equal((name, hashes), (name, counting.Done));
        }
    }

    [Fact]
    public async Task When_too_many_log_in_at_once_the_rest_is_told_to_come_back_and_the_others_are_served()
    {
        using var stuck = new Stuck();
        await using var own = await App.Start(instead: services =>
            services.AddSingleton(new PasswordHashing(stuck, longestWait: TimeSpan.FromHours(1)))
        );
        var guardian = (await own.Family()).Guardian;
        var client = own.Nobody();
        var full = 41 * Environment.ProcessorCount;
        var all = Enumerable.Range(0, full + 1).Select(i => client.Tokens($"nobody{i}")).ToList();

        // Whichever comes last.
        var last = await Task.WhenAny(all);
        using var refused = await last;
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)),
            (refused.StatusCode, refused.Headers.RetryAfter?.Delta)
        );
        await guardian.Api.GetAsync("me").Is(HttpStatusCode.OK);
        all.Remove(last);
        Assert.DoesNotContain(all, answer => answer.IsCompleted);

        stuck.Release();
        Assert.All(await Task.WhenAll(all), answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
    }

    [Fact]
    public async Task What_is_missing_is_named()
    {
        await app.Browser().LogIn("", Somebodies.Password).RefusedField("userName");
        await app.Browser().LogIn("anna", "").RefusedField("password");
        await app.Browser().Post("session", new { userName = "anna" }).RefusedField("password");
        await app.Browser().Post("session", new { userName = "anna", password = 12 }).RefusedField("password");
    }

    /// <summary>The tests' own hashes take a hundredth of it.</summary>
    [Fact]
    public async Task A_hash_is_made_of_HMAC_SHA512_and_220_000_iterations()
    {
        var services = new ServiceCollection();
        new AccountsModule().AddServices(services, new ConfigurationBuilder().Build());
        await using var operators = services.BuildServiceProvider();

        var hash = Convert.FromBase64String(
            operators.GetRequiredService<IPasswordHasher<PasswordHashing>>().HashPassword(null!, Somebodies.Password)
        );

        // Identity's third format: its number, the function's (2 is HMAC-SHA512), the iterations.
        Assert.Equal((byte)1, hash[0]);
        Assert.Equal(2u, BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)));
        Assert.Equal(220_000u, BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)));
    }

    [Fact]
    public async Task A_hash_weaker_than_todays_is_made_anew_at_the_next_log_in()
    {
        var anna = await app.Guardian();
        var weak = new PasswordHasher<PasswordHashing>(
            Options.Create(new PasswordHasherOptions { IterationCount = 1000 })
        ).HashPassword(null!, Somebodies.Password);
        await app.Execute(
            "update accounts.account set password_hash = @weak where id = @Account",
            new { weak, anna.Account }
        );

        await app.Browser().LogIn(anna.UserName, " " + Somebodies.Password).Is(HttpStatusCode.NoContent);

        Assert.NotEqual(
            weak,
            await app.Value<string>("select password_hash from accounts.account where id = @Account", anna)
        );
        await app.Browser().LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Logging_in_again_in_a_browser_ends_its_earlier_session()
    {
        var anna = await app.Guardian();
        var browser = app.Browser();
        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        var first = await browser.GetAsync("me/sessions").Json();

        await browser.LogIn(anna.UserName).Is(HttpStatusCode.NoContent);

        var ids = (await browser.GetAsync("me/sessions").Json()).AsArray().Select(session => (Guid)session!["id"]!);
        Assert.DoesNotContain((Guid)first.AsArray().Single(session => (bool)session!["current"]!)!["id"]!, ids);
    }

    [Fact]
    public async Task Log_ins_and_failures_are_in_the_audit_log()
    {
        var anna = await app.Guardian();
        await app.Browser().LogIn(anna.UserName).Is(HttpStatusCode.NoContent);
        await app.Browser().LogIn(anna.UserName, "fel fel fel fel").Is(HttpStatusCode.Unauthorized);

        await using var db = await app.Connection();
        Assert.Equal(
            ["account.log-in", "account.log-in-failed"],
            await Dapper.SqlMapper.QueryAsync<string>(
                db,
                "select action from kernel.audit where subject_id = @Account order by id",
                anna
            )
        );
    }

    private async Task<string> Answer(string name, string password)
    {
        using var answer = await app.Browser().LogIn(name, password);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        problem.Remove("traceId");
        return $"{(int)answer.StatusCode} {problem.ToJsonString()} {answer.Headers.WwwAuthenticate}";
    }

    /// <summary>Counts the hashes.</summary>
    internal sealed class Counting : IPasswordHasher<PasswordHashing>
    {
        private readonly PasswordHasher<PasswordHashing> real = new(Options.Create(App.Hashing));

        public int Done { get; set; }

        public string HashPassword(PasswordHashing user, string password)
        {
            Done++;
            return real.HashPassword(user, password);
        }

        public PasswordVerificationResult VerifyHashedPassword(
            PasswordHashing user,
            string hashedPassword,
            string providedPassword
        )
        {
            Done++;
            return real.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }

    /// <summary>Never comes to an end, until it is released.</summary>
    private sealed class Stuck : IPasswordHasher<PasswordHashing>, IDisposable
    {
        private readonly ManualResetEventSlim released = new();

        public void Release() => released.Set();

        public string HashPassword(PasswordHashing user, string password) => "";

        public PasswordVerificationResult VerifyHashedPassword(
            PasswordHashing user,
            string hashedPassword,
            string providedPassword
        )
        {
            released.Wait();
            return PasswordVerificationResult.Failed;
        }

        public void Dispose() => released.Dispose();
    }
}
