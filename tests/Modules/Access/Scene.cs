using Kapprum.Support;

namespace Kapprum.Tests.Access;

/// <summary>Who may come to an endpoint, in the order of the matrix's columns.</summary>
public enum Who
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
public sealed class Cast
{
    private readonly Dictionary<Who, HttpClient> api = [];
    private readonly Dictionary<Who, Guid> person = [];

    public required App App { get; init; }
    public Guid Unit { get; private set; }
    public Guid Group { get; private set; }

    public HttpClient Api(Who who) => api[who];

    /// <summary>The same person, who has said the password a while ago.</summary>
    public async Task<HttpClient> Unconfirmed(Who who) => (await App.As(person[who], confirmed: false)).Api;

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
public sealed class Scene(Cast cast, Who who)
{
    public App App => cast.App;
    public Guid Child { get; private set; }
    public Guid Unit => cast.Unit;
    public Guid Group => cast.Group;

    /// <summary>Who is asking; empty for nobody.</summary>
    public Guid Asking => who == Who.Nobody ? Guid.Empty : cast.Person(who);

    public HttpClient Api(Who who) => cast.Api(who);

    public static async Task<Scene> Of(Cast cast, Who who)
    {
        var scene = new Scene(cast, who) { Child = await cast.App.Child(cast.Group) };
        await cast.App.Execute(
            """
            insert into roster.guardianship (child_id, guardian_id, kind, starts_on, ends_on)
            values (@Child, @Guardian, 'custodian', @LongAgo, null),
                   (@Child, @Former, 'custodian', @LongAgo, @Yesterday)
            """,
            new
            {
                scene.Child,
                Guardian = cast.Person(Who.Guardian),
                Former = cast.Person(Who.Former),
                LongAgo = new DateOnly(2020, 1, 1),
                Yesterday = cast.App.Today.AddDays(-1),
            }
        );
        return scene;
    }
}
