using Kapprum.Roster.Demo;
using Kapprum.Roster.Import;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

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
/// What a module lets happen in Ekbacka, so that there is something to be seen on its pages; found by having it.
/// </summary>
internal interface IHappening
{
    /// <summary>Whether it happens early or late; the log shows it in this order.</summary>
    int Order { get; }

    Task Happen(Ekbacka town) => Task.CompletedTask;

    /// <summary>Finds what is to be shown, when everything has happened and all that follows from it.</summary>
    Task Settled(Ekbacka town) => Task.CompletedTask;
}

/// <summary>
/// The made-up municipality on a Tuesday morning, as a roster file brought it in, with something to be seen on every
/// page.
/// </summary>
internal sealed class Ekbacka
{
    private readonly Dictionary<Role, Guid> people = [];
    private readonly IReadOnlyList<IHappening> happenings =
    [
        .. Contributed.All<IHappening>().OrderBy(happening => happening.Order),
    ];

    public required App App { get; init; }

    /// <summary>The import that brought it in.</summary>
    public Guid Applied { get; private set; }

    public Actor Guardian { get; private set; } = null!;

    public Actor Staff { get; private set; } = null!;

    /// <summary>A guardian of another child in the staff's group.</summary>
    public Actor Neighbour { get; private set; } = null!;

    /// <summary>A child of the guardian's and in the staff's group.</summary>
    public Guid Child { get; private set; }

    /// <summary>A child of the neighbour's and in the staff's group.</summary>
    public Guid NeighboursChild { get; private set; }

    /// <summary>A child in the staff's group about whom nothing happens.</summary>
    public Guid AnotherChild { get; private set; }

    /// <summary>Where the child is.</summary>
    public Guid Preschool { get; private set; }

    /// <summary>Null for nobody.</summary>
    public Guid? Who(Role role) => role == Role.Nobody ? null : people[role];

    /// <summary>What a module has let happen.</summary>
    public T Of<T>()
        where T : IHappening => happenings.OfType<T>().Single();

    public static async Task<Ekbacka> Make()
    {
        // As in development, which has the page of all parts.
        var app = await App.Start(instead: services =>
        {
            services.AddSingleton<IHostEnvironment>(
                new HostingEnvironment { EnvironmentName = Environments.Development }
            );
            RefusingSender.Register(services);
        });
        var import = app.Services.GetRequiredService<RosterImport>();
        await using var file = File.OpenRead(await app.RosterFile(children: 100, seed: 1));
        var applied = await import.Stage(file, "ekbacka.json", progress: null, CancellationToken.None);
        await import.Preview(applied, progress: null, CancellationToken.None);
        await import.Apply(applied, endMany: false, progress: null, CancellationToken.None);
        await app.Send(new SeedDemo());
        await app.Drain();

        var town = new Ekbacka { App = app, Applied = applied };
        await town.MeetPeople();
        foreach (var happening in town.happenings)
            await happening.Happen(town);
        await app.Drain();
        foreach (var happening in town.happenings)
            await happening.Settled(town);
        return town;
    }

    private async Task MeetPeople()
    {
        var cast =
            await App.Send(new FindDemoPeople())
            ?? throw new InvalidOperationException("Nobody in Ekbacka has children in a preschool and lives apart.");
        (Guardian, Staff) = (await App.As(cast.Guardian.Id), await App.As(cast.Staff.Id));
        Neighbour = await App.As(cast.NeighbourGuardian.Id);
        (people[Role.Guardian], people[Role.Staff]) = (Guardian.Id, Staff.Id);
        people[Role.Headteacher] = (await App.As(cast.Headteacher.Id)).Id;
        people[Role.Administrator] = (await App.Administrator()).Id;

        var children = await Children(Guardian);
        var group = (await Staff.Api.GetAsync("absences/day").Json())["groups"]!
            .AsArray()
            .SelectMany(one => one!["children"]!.AsArray())
            .Select(one => (Guid)one!["childId"]!)
            .ToList();
        Child = children.First(group.Contains);
        NeighboursChild = (await Children(Neighbour)).First(group.Contains);
        AnotherChild = group.First(child => child != Child && child != NeighboursChild);
        Preschool = await App.Value<Guid>(
            "select unit_id from roster.placement where child_id = @Child",
            new { Child }
        );
    }

    private static async Task<List<Guid>> Children(Actor guardian) =>
        [.. (await guardian.Api.GetAsync("start").Json())["children"]!.AsArray().Select(child => (Guid)child!["id"]!)];
}
