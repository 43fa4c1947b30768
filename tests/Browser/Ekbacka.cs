using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Kapprum.Accounts;
using Kapprum.Roster.Demo;
using Kapprum.Roster.Import;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using static Kapprum.Browser.Passwords;

namespace Kapprum.Browser;

/// <summary>Who may be looking at a page.</summary>
internal enum Role
{
    Nobody,

    /// <summary>Of several children.</summary>
    Guardian,

    /// <summary>Of the group of one of them.</summary>
    Staff,

    /// <summary>Of the unit of that child.</summary>
    Headteacher,
    Administrator,
}

/// <summary>
/// The made-up municipality on a Tuesday morning, as a roster file brought it in, with something to be seen on every
/// page.
/// </summary>
internal sealed class Ekbacka
{
    private readonly Dictionary<Role, Guid> people = [];

    public required App App { get; init; }

    /// <summary>A child of the guardian's and in the staff's group, ill tomorrow.</summary>
    public Guid Child { get; private set; }

    /// <summary>A child in the staff's group who is expected today.</summary>
    public Guid Expected { get; private set; }

    /// <summary>What the guardian has reported for tomorrow.</summary>
    public Guid Reported { get; private set; }

    /// <summary>What staff have recorded of the guardian's child yesterday, without a reason.</summary>
    public Guid Unexplained { get; private set; }

    public Guid Notice { get; private set; }

    /// <summary>Where the child is.</summary>
    public Guid Preschool { get; private set; }

    public Guid School { get; private set; }

    /// <summary>A group of the school's.</summary>
    public Guid Class { get; private set; }

    /// <summary>A guardian of the preschool's who has an address and has not activated the account.</summary>
    public Guid NotActivated { get; private set; }

    /// <summary>Somebody with a protected identity.</summary>
    public Guid Protected { get; private set; }

    /// <summary>The link of the mail to the guardian's new address.</summary>
    public string NewEmail { get; private set; } = "";

    /// <summary>An import that has been applied.</summary>
    public Guid Applied { get; private set; }

    /// <summary>An import that waits for a yes.</summary>
    public Guid Previewed { get; private set; }

    /// <summary>An import that has been handed in.</summary>
    public Guid Staged { get; private set; }

    /// <summary>Links of mails: to activate an account, to choose a new password, one that has been used.</summary>
    public required string Activation { get; init; }
    public required string NewPassword { get; init; }
    public required string Used { get; init; }

    /// <summary>Null for nobody.</summary>
    public Guid? Who(Role role) => role == Role.Nobody ? null : people[role];

    public static async Task<Ekbacka> Make()
    {
        // As in development, which has the page of all parts.
        var app = await App.Start(instead: services =>
            services.AddSingleton<IHostEnvironment>(
                new HostingEnvironment { EnvironmentName = Environments.Development }
            )
        );
        var import = app.Services.GetRequiredService<RosterImport>();
        var applied = await Stage(app, import, children: 100, seed: 1);
        await import.Preview(applied, progress: null, CancellationToken.None);
        await import.Apply(applied, endMany: false, progress: null, CancellationToken.None);
        await app.Send(new SeedDemo());
        await app.Drain();
        var previewed = await Stage(
            app,
            import,
            children: 90,
            seed: 1,
            spoil: roster =>
            {
                roster["persons"]![3]!.AsObject().Remove("familyName");
                roster["persons"]![7]!["birthDate"] = "2021-02-30";
                roster["placements"]![2]!["child"]!["id"] = Guid.CreateVersion7();
            }
        );
        await app.Drain();

        var used = await app.Send(new CreateAdministrator("it@example.org"));
        await app.Nobody()
            .Post("activation", new { token = used.Split('=')[1], password = Password })
            .Is(HttpStatusCode.OK);

        var town = new Ekbacka
        {
            App = app,
            Used = used,
            NewPassword = await app.Send(new CreateAdministrator("it@example.org")),
            Activation = await app.Send(new CreateAdministrator("it2@example.org")),
            Applied = applied,
            Previewed = previewed,
            Staged = await Stage(app, import, children: 10, seed: 2),
        };
        await town.LetThingsHappen();
        return town;
    }

    private static async Task<Guid> Stage(
        App app,
        RosterImport import,
        int children,
        int seed,
        Action<JsonNode>? spoil = null
    )
    {
        var roster = JsonNode.Parse(await File.ReadAllTextAsync(await app.RosterFile(children, seed)))!;
        spoil?.Invoke(roster);
        await using var file = new MemoryStream(Encoding.UTF8.GetBytes(roster.ToJsonString()));
        return await import.Stage(file, "ekbacka.json", progress: null, CancellationToken.None);
    }

    private async Task LetThingsHappen()
    {
        var app = App;
        var cast =
            await app.Send(new FindDemoPeople())
            ?? throw new InvalidOperationException("Nobody in Ekbacka has children in a preschool and lives apart.");
        var guardian = await app.As(cast.Guardian.Id);
        var staff = await app.As(cast.Staff.Id);
        var neighbour = await app.As(cast.NeighbourGuardian.Id);
        (people[Role.Guardian], people[Role.Staff], people[Role.Administrator]) = (
            guardian.Id,
            staff.Id,
            (await app.Administrator()).Id
        );
        people[Role.Headteacher] = (await app.As(cast.Headteacher.Id)).Id;

        var children = await Children(guardian);
        var group = (await staff.Api.GetAsync("absences/day").Json())["groups"]!
            .AsArray()
            .SelectMany(one => one!["children"]!.AsArray())
            .Select(one => (Guid)one!["childId"]!)
            .ToList();
        Child = children.First(group.Contains);
        var other = (await Children(neighbour)).First(group.Contains);
        Expected = group.First(child => child != Child && child != other);

        foreach (var (daysAgo, reason) in new[] { (20, "ill"), (19, "ill"), (18, "ill"), (6, "medical") })
            await staff
                .Api.Post(
                    "absences/recorded",
                    new
                    {
                        childId = Child,
                        day = app.Today.AddDays(-daysAgo),
                        reason,
                    }
                )
                .Is(HttpStatusCode.Created);
        Unexplained = await staff
            .Api.Post("absences/recorded", new { childId = Child, day = app.Today.AddDays(-1) })
            .Created();
        Reported = await guardian
            .Api.Post(
                "absences",
                new
                {
                    childId = Child,
                    day = app.Today.AddDays(1),
                    reason = "medical",
                    from = "10:00",
                    until = "12:30",
                    note = "Tandläkaren. Vi kommer till lunchen.",
                }
            )
            .Created();
        await neighbour
            .Api.Post(
                "absences",
                new
                {
                    childId = other,
                    day = app.Today,
                    reason = "ill",
                    note = "Feber sedan i går kväll.",
                }
            )
            .Is(HttpStatusCode.Created);
        await app.MayLogIn(guardian.Id, "ekbacka");
        await guardian
            .Api.Put("me/email", new { email = "ny@example.org", presentPassword = Password })
            .Is(HttpStatusCode.Accepted);
        await app.Drain();

        NewEmail = app.LinkTo("ny@example.org");
        (Preschool, NotActivated) = await app.Row<(Guid, Guid)>(
            """
            select p.unit_id, g.guardian_id
            from roster.placement p
            join roster.placement other on other.unit_id = p.unit_id
            join roster.guardianship g on g.child_id = other.child_id and g.kind = 'custodian' and g.ends_on is null
            join accounts.account a on a.person_id = g.guardian_id and a.activated_at is null and a.email is not null
            where p.child_id = @Child
            order by g.guardian_id
            """,
            new { Child }
        );
        (School, Class) = await app.Row<(Guid, Guid)>(
            "select unit_id, id from roster.child_group where kind = 'class' order by name"
        );
        Protected = await app.Value<Guid>("select id from roster.person where protection <> 'none' order by id");

        Notice = (Guid)(await guardian.Api.GetAsync("notifications").Json())["items"]![0]!["id"]!;
    }

    private static async Task<List<Guid>> Children(Actor guardian) =>
        [.. (await guardian.Api.GetAsync("start").Json())["children"]!.AsArray().Select(child => (Guid)child!["id"]!)];
}
