using System.Net;
using Kapprum.Accounts;
using Kapprum.Support;

namespace Kapprum.Tests.Access;

/// <summary>Who may come to an endpoint, in the order of the matrix's columns.</summary>
internal enum Who
{
    /// <summary>Not logged in.</summary>
    Nobody,

    /// <summary>A guardian of the child.</summary>
    Guardian,

    /// <summary>A guardian of another child.</summary>
    Stranger,

    /// <summary>A guardian of the child until yesterday; still guardian of another one.</summary>
    Former,

    /// <summary>Staff of the child's own group.</summary>
    Staff,

    /// <summary>Staff of another unit.</summary>
    Elsewhere,

    /// <summary>The headteacher of the child's unit.</summary>
    Headteacher,

    /// <summary>The headteacher of another unit.</summary>
    OtherHead,
    Administrator,

    /// <summary>Staff of the child's unit, with another group.</summary>
    Colleague,

    /// <summary>Staff of the child's own group until yesterday; still staff of another unit.</summary>
    FormerStaff,
}

/// <summary>The people of the matrix, and where they belong.</summary>
internal sealed class Cast
{
    private readonly Dictionary<Who, HttpClient> api = [];
    private readonly Dictionary<Who, Guid> person = [];

    public required App App { get; init; }
    public Guid Unit { get; private set; }
    public Guid Group { get; private set; }

    public HttpClient Api(Who who) => api[who];

    public Guid Person(Who who) => person[who];

    public static async Task<Cast> Of(App app)
    {
        var unit = await app.Unit();
        var cast = new Cast
        {
            App = app,
            Unit = unit,
            Group = await app.Group(unit),
        };
        var elsewhere = await app.Unit();
        var groupElsewhere = await app.Group(elsewhere);
        var otherChild = await app.Child(groupElsewhere);

        cast.api[Who.Nobody] = app.Nobody();
        cast.Add(Who.Guardian, await app.Guardian(await app.Child(groupElsewhere)));
        cast.Add(Who.Stranger, await app.Guardian(otherChild));
        cast.Add(Who.Former, await app.Guardian(await app.Child(groupElsewhere)));
        cast.Add(Who.Staff, await app.Staff(cast.Group));
        cast.Add(Who.Elsewhere, await app.Staff(groupElsewhere));
        cast.Add(Who.Headteacher, await app.Headteacher(unit));
        cast.Add(Who.OtherHead, await app.Headteacher(elsewhere));
        cast.Add(Who.Administrator, await app.Administrator());
        cast.Add(Who.Colleague, await app.Staff(await app.Group(unit)));
        cast.Add(
            Who.FormerStaff,
            await app.Staff(groupElsewhere, who: (await app.Staff(cast.Group, ends: app.Today.AddDays(-1))).Id)
        );
        return cast;
    }

    private void Add(Who who, Actor actor) => (api[who], person[who]) = (actor.Api, actor.Id);
}

/// <summary>
/// A child of its own for one cell of the matrix, and what there is about it, made when it is asked for.
/// </summary>
internal sealed class Scene(Cast cast, Who who)
{
    public App App => cast.App;
    public Guid Child { get; private set; }
    public Guid Unit => cast.Unit;
    public Guid Group => cast.Group;

    /// <summary>Who is asking; empty for nobody.</summary>
    public Guid Asking => who == Who.Nobody ? Guid.Empty : cast.Person(who);

    public static async Task<Scene> Of(Cast cast, Who who)
    {
        var scene = new Scene(cast, who) { Child = await cast.App.Child(cast.Group) };
        await cast.App.Guardian(scene.Child, who: cast.Person(Who.Guardian));
        await cast.App.Guardian(scene.Child, who: cast.Person(Who.Former), ends: cast.App.Today.AddDays(-1));
        return scene;
    }

    /// <summary>An absence the guardian has reported for tomorrow.</summary>
    public Task<Guid> Reported() =>
        cast.Api(Who.Guardian)
            .Post(
                "absences",
                new
                {
                    childId = Child,
                    day = App.Today.AddDays(1),
                    reason = "ill",
                }
            )
            .Created();

    /// <summary>A notice to whoever is asking, about the child, from a time when that was in order.</summary>
    public Task<Guid> Notice() => NoticeOf(Child);

    /// <summary>The same about another child.</summary>
    public async Task<Guid> NoticeOf(Guid child)
    {
        var id = Guid.CreateVersion7();
        await App.Execute(
            """
            insert into notifications.notice (id, person_id, kind, about_id, child_id, day, created_at)
            values (@id, @Asking, 'absence-reported', @id, @child, @Today, @Now)
            """,
            new
            {
                id,
                Asking,
                child,
                App.Today,
                Now = App.Clock.GetUtcNow(),
            }
        );
        return id;
    }

    /// <summary>An absence staff have recorded today, not explained.</summary>
    public Task<Guid> Unexplained() =>
        cast.Api(Who.Staff).Post("absences/recorded", new { childId = Child, day = App.Today }).Created();

    /// <summary>A guardian of the child and of no other, with an activated account.</summary>
    public async Task<Guid> OtherGuardian() => (await App.Guardian(Child)).Id;

    /// <summary>A session of somebody who is not asking.</summary>
    public async Task<Guid> ForeignSession() =>
        await App.Value<Guid>(
            "select s.id from accounts.session s join accounts.account a on a.id = s.account_id where a.person_id = @id",
            new { id = await OtherGuardian() }
        );

    /// <summary>What <see cref="ForeignLink"/> has made.</summary>
    public Token Link { get; private set; }

    /// <summary>A link that confirms the new address of somebody who is not asking.</summary>
    public async Task<Token> ForeignLink()
    {
        Link = Token.New();
        await App.Execute(
            """
            with change as (
                insert into accounts.email_change (id, account_id, email, email_key, asked_at, expires_at)
                select @id, a.id, 'new@example.org', 'new@example.org', @Now, @Until from accounts.account a where a.person_id = @person
                returning id, account_id)
            insert into accounts.link (hash, account_id, purpose, change_id, issued_at, expires_at)
            select @Hash, account_id, 'email', id, @Now, @Until from change
            """,
            new
            {
                id = Guid.CreateVersion7(),
                person = await OtherGuardian(),
                Link.Hash,
                Now = App.Clock.GetUtcNow(),
                Until = App.Clock.GetUtcNow().AddDays(3),
            }
        );
        return Link;
    }

    public static readonly object EmptyRoster = new
    {
        organisations = Array.Empty<object>(),
        persons = Array.Empty<object>(),
        placements = Array.Empty<object>(),
        groups = Array.Empty<object>(),
        duties = Array.Empty<object>(),
    };

    /// <summary>As the unit is open already.</summary>
    public static readonly object[] OpenDays =
    [
        .. Enumerable
            .Range(1, 5)
            .Select(weekday => new
            {
                weekday,
                opens = "06:00",
                closes = "18:00",
            }),
    ];

    /// <summary>A roster file handed in, of which nobody has made a preview yet.</summary>
    public async Task<Guid> Import() =>
        (Guid)
            (await cast.Api(Who.Administrator).Post("roster/imports", EmptyRoster).Json(HttpStatusCode.Accepted))[
                "id"
            ]!;

    /// <summary>A holiday period far from today.</summary>
    public async Task<Guid> Period()
    {
        var id = Guid.CreateVersion7();
        var day = AnotherDay();
        await cast.Api(Who.Administrator)
            .Put(
                $"calendar/{id}",
                new
                {
                    kind = "holiday-period",
                    name = "Lov",
                    startsOn = day,
                    endsOn = day,
                }
            )
            .Is(HttpStatusCode.NoContent);
        return id;
    }

    /// <summary>A day on which the unit is closed.</summary>
    public Task<Guid> ClosingDay() =>
        cast.Api(Who.Administrator)
            .Post(
                "closing-days",
                new
                {
                    day = AnotherDay(),
                    reason = "Planeringsdag",
                    unitId = Unit,
                }
            )
            .Created();

    /// <summary>A day far from today that no other scene uses.</summary>
    public DateOnly AnotherDay() => App.Today.AddDays(200 + Interlocked.Increment(ref days));

    private static int days;
}
