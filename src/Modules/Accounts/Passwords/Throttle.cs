using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Kapprum.Accounts.Sessions;

namespace Kapprum.Accounts.Passwords;

/// <summary>How often something may fail, and how long one then waits: twice as long each time.</summary>
/// <param name="Key">A hash of what is counted.</param>
/// <param name="Free">So many cost nothing.</param>
/// <param name="First">The wait after the next one.</param>
/// <param name="Longest">The longest wait.</param>
/// <param name="Forgets">After this time one failure is forgotten, and then the next.</param>
/// <param name="AccountId">Whose it is, for lifting it.</param>
internal sealed record Limit(byte[] Key, int Free, TimeSpan First, TimeSpan Longest, TimeSpan Forgets, Guid? AccountId)
{
    /// <summary>Who waits may have failed at nothing; the refusal says what goes on working.</summary>
    public bool OfOthers { get; init; }
}

/// <summary>
/// How often something may be done: so many at once, and then one more each time the time has gone by. What is too much
/// is not counted, so that it takes nothing from who comes next.
/// </summary>
/// <param name="Key">A hash of what is counted.</param>
internal sealed record Allowance(byte[] Key, int Most, TimeSpan Each);

/// <summary>
/// Slows guessing down without giving anybody the means to keep others out. After OWASP's <i>Slow Down Online
/// Guessing Attacks with Device Cookies</i> and NIST SP 800-63B, 3.2.2 (100 failed attempts in a row on one account),
/// but for what then comes: closing the account to all new clients until its owner has had a mail is a weapon for
/// whoever knows a name.
/// <list type="bullet">
/// <item>A browser or an API client in which somebody has logged in before shows a signed mark and is counted by
/// itself: five tries are free, then it waits 2, 4, 8 … seconds, 15 minutes at most. Nothing that fails elsewhere
/// reaches it.</item>
/// <item>All other clients are counted by the name they say and by network address in the same way, and together per
/// account: after 100 failures they all wait, in the same way too. However many they are, they have some hundred
/// guesses a day at a password of twelve characters or more, and when they give up the account is open again in 15
/// minutes. A new password by mail or an administrator opens it at once; the known devices and the link by mail go on
/// working all the time, so the owner is never shut out. By the name as it was said, because two names that share a
/// wait would be known to be one person's.</item>
/// <item>An address from which all kinds of accounts fail has 200 failures, and 12 a minute after them. It is never
/// closed: what is too much is looked at last, slowly and one after the other (<see cref="SurplusTries"/>); who is
/// right is let in, and who is wrong is told to wait. Others at a school cannot keep anybody behind its address out,
/// and known devices do not notice.</item> </list> Names without an account are counted in the same way, so nothing
/// is learnt from being slowed down. An attempt is counted before its password is looked at, and given back when it
/// was right: many at once win nothing.
/// </summary>
internal sealed class Throttle(NpgsqlConnection db, TimeProvider clock)
{
    /// <param name="name">As it was said, normalised.</param>
    /// <param name="device">The mark of a device on which the account has been logged in before.</param>
    public static Limit[] LogIn(Guid? accountId, string name, IPAddress? address, Guid? device)
    {
        var account = accountId?.ToString() ?? $"name {name}";
        return device is { } known
            ? [OwnPace(Key("device", account, known.ToString()), accountId)]
            :
            [
                OwnPace(Key("client", name, Network(address)), accountId),
                OwnPace(OfAccount(account), accountId) with
                {
                    Free = 99,
                    OfOthers = true,
                },
            ];
    }

    /// <summary>What is counted of all clients an account does not know.</summary>
    public static byte[] OfAccount(string account) => Key("account", account);

    /// <summary>What may fail of the log-ins from an address, whatever the account.</summary>
    public static Allowance Failing(IPAddress? address) =>
        new(Key("address", Network(address)), 200, TimeSpan.FromSeconds(5));

    /// <summary>
    /// Who is logged in and says the present password wrong: a borrowed phone is no place to guess it.
    /// </summary>
    public static Limit[] PresentPassword(Guid accountId, Guid sessionId) =>
        [OwnPace(Key("session", sessionId.ToString()), accountId)];

    /// <summary>Asking for mails, whether or not there is anybody to get them.</summary>
    public static Allowance Asking(IPAddress? address) =>
        new(Key("asking", Network(address)), 30, TimeSpan.FromSeconds(30));

    /// <summary>The same for a browser in which somebody has logged in before, whatever others beside it do.</summary>
    public static Allowance AskingOn(Guid device) =>
        new(Key("asking on", device.ToString()), 10, TimeSpan.FromMinutes(1));

    /// <summary>The same for who is logged in.</summary>
    public static Allowance AskingBy(Guid accountId) =>
        new(Key("asking by", accountId.ToString()), 10, TimeSpan.FromMinutes(10));

    /// <summary>Leaving for a provider of e-identification: a whole school may be behind one address.</summary>
    public static Allowance Leaving(IPAddress? address) =>
        new(Key("leaving", Network(address)), 300, TimeSpan.FromSeconds(1));

    /// <summary>Wanting a user name: whether it is taken is told, and not of one name after the other.</summary>
    public static Allowance Naming(Guid accountId) =>
        new(Key("naming", accountId.ToString()), 10, TimeSpan.FromHours(1));

    /// <summary>Having somebody invited again: each mail makes the link before it worthless.</summary>
    public static Allowance Inviting(Guid accountId) =>
        new(Key("inviting", accountId.ToString()), 5, TimeSpan.FromHours(5));

    /// <summary>Counts one, at once and for all hosts; refused when it is too much.</summary>
    public async Task Take(Allowance allowance, CancellationToken ct)
    {
        if (!await Fits(allowance, ct))
            throw Refusal.TooMany("accounts/too-many-tries", allowance.Each);
    }

    /// <summary>Counts one, at once and for all hosts, unless it is too much.</summary>
    /// <returns>Whether it was counted.</returns>
    public async Task<bool> Fits(Allowance allowance, CancellationToken ct) =>
        await db.Execute(
            """
            insert into accounts.throttle as held (key, account_id, failures, last_at, blocked_until)
            values (@Key, null, 1, @Now, @Now)
            on conflict (key) do update
            set (failures, last_at) = (
                select held.failures - given_back + 1,
                       case when given_back = held.failures then @Now::timestamptz
                            else held.last_at + make_interval(secs => given_back * @Seconds) end
                from (select least(held.failures, floor(extract(epoch from @Now::timestamptz - held.last_at)
                                                       / @Seconds))::int)
                     passed (given_back))
            where held.failures < @Most or held.last_at + make_interval(secs => @Seconds) <= @Now
            """,
            new
            {
                allowance.Key,
                allowance.Most,
                Seconds = allowance.Each.TotalSeconds,
                Now = clock.GetUtcNow(),
            },
            ct
        ) == 1;

    /// <summary>What was counted was not too much after all.</summary>
    public Task GiveBack(Allowance allowance, CancellationToken ct) =>
        db.Execute("update accounts.throttle set failures = greatest(0, failures - 1) where key = @Key", allowance, ct);

    /// <summary>
    /// Counts an attempt, at once and for all hosts; refused when one has to wait, and then not counted.
    /// </summary>
    public async Task Claim(Limit[] limits, CancellationToken ct)
    {
        // In the order of their keys, so that two attempts never wait for each other's rows.
        var ordered = limits.OrderBy(limit => Convert.ToHexString(limit.Key), StringComparer.Ordinal).ToArray();
        var asked = new
        {
            Now = clock.GetUtcNow(),
            Keys = ordered.Select(limit => limit.Key).ToArray(),
            Accounts = ordered.Select(limit => limit.AccountId).ToArray(),
            Free = ordered.Select(limit => limit.Free).ToArray(),
            First = ordered.Select(limit => limit.First.TotalSeconds).ToArray(),
            Longest = ordered.Select(limit => limit.Longest.TotalSeconds).ToArray(),
            Forgets = ordered.Select(limit => limit.Forgets.TotalSeconds).ToArray(),
        };

        var counted = await db.Execute(
            """
            insert into accounts.throttle as held (key, account_id, failures, last_at, blocked_until)
            select key, account_id, 1, @Now, @Now
            from unnest(@Keys, @Accounts) with ordinality asked (key, account_id, place)
            where not exists (select from accounts.throttle t where t.key = any(@Keys) and t.blocked_until > @Now)
            order by place
            on conflict (key) do update
            set (failures, last_at, blocked_until) = (
                select now_failed, @Now,
                       @Now::timestamptz + make_interval(secs => case when now_failed <= free then 0
                           else least(longest, first * power(2, least(now_failed - free - 1, 30))) end)
                from unnest(@Keys, @Free, @First, @Longest, @Forgets) asked (key, free, first, longest, forgets)
                cross join lateral (
                    select greatest(0, held.failures - floor(extract(epoch from @Now::timestamptz - held.last_at)
                      / forgets)::int) + 1
                ) counted (now_failed)
                where asked.key = held.key)
            where held.blocked_until <= @Now
            """,
            asked,
            ct
        );
        if (counted == limits.Length)
            return;

        var (key, until) = await db.FirstOrNone<(byte[]?, DateTimeOffset)>(
            """
            select key, blocked_until
            from accounts.throttle
            where key = any(@Keys)
            order by blocked_until desc limit 1
            """,
            asked,
            ct
        );
        var others =
            Array.Find(limits, limit => key is not null && limit.Key.AsSpan().SequenceEqual(key)) is { OfOthers: true };
        throw Refusal.TooMany(
            others ? "accounts/log-in-locked" : "accounts/too-many-tries",
            Max(until - asked.Now, TimeSpan.FromSeconds(1))
        );
    }

    /// <summary>The attempt was right: what was counted against the account is forgotten.</summary>
    public Task Succeeded(Limit[] limits, CancellationToken ct) =>
        db.Execute(
            "delete from accounts.throttle where key = any(@Keys)",
            new { Keys = limits.Select(limit => limit.Key).ToArray() },
            ct
        );

    /// <summary>The attempt was not looked at after all.</summary>
    public Task GiveBack(Limit[] limits, CancellationToken ct) =>
        db.Execute(
            """
            update accounts.throttle
            set failures = greatest(0, failures - 1), blocked_until = @Now
            where key = any(@Keys)
            """,
            new { Keys = limits.Select(limit => limit.Key).ToArray(), Now = clock.GetUtcNow() },
            ct
        );

    /// <summary>Forgets everything that was counted against an account.</summary>
    public Task Lift(Guid accountId, CancellationToken ct) =>
        db.Execute("delete from accounts.throttle where account_id = @accountId", new { accountId }, ct);

    private static Limit OwnPace(byte[] key, Guid? accountId) =>
        new(key, 5, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), accountId);

    private static byte[] Key(params string[] what) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', what)));

    /// <summary>An IPv6 client has a network of 64 bits to itself.</summary>
    public static string Network(IPAddress? address)
    {
        if (address is null)
            return "";
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
