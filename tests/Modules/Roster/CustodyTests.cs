using System.Net;
using Kapprum.Support;

namespace Kapprum.Tests.Roster;

/// <summary>Whose children somebody sees today.</summary>
public sealed class CustodyTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Theory]
    [InlineData("2008-11-25", HttpStatusCode.OK)]
    [InlineData("2008-11-24", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.OK)]
    public async Task A_guardians_right_ends_on_the_childs_18th_birthday(string? born, HttpStatusCode expected)
    {
        var child = await app.Child(await app.Group(await app.Unit("school"), "class"), born: new(2008, 11, 24));
        await app.Execute("update roster.person set birth_date = @born::date where id = @child", new { child, born });

        await Sees(await app.Guardian(child), child, expected);
    }

    [Theory]
    [InlineData("2026-11-24", null, HttpStatusCode.OK)]
    [InlineData("2026-11-25", null, HttpStatusCode.Forbidden)]
    [InlineData("2020-01-01", "2026-11-24", HttpStatusCode.OK)]
    [InlineData("2020-01-01", "2026-11-23", HttpStatusCode.Forbidden)]
    public async Task A_guardianship_counts_from_its_first_to_its_last_day(
        string starts,
        string? ends,
        HttpStatusCode expected
    )
    {
        var child = await app.Child(await app.Group(await app.Unit()));

        await Sees(
            await app.Guardian(child, DateOnly.Parse(starts, null), ends is null ? null : DateOnly.Parse(ends, null)),
            child,
            expected
        );
    }

    [Theory]
    [InlineData("child")]
    [InlineData("guardian")]
    public async Task Who_has_left_the_roster_neither_sees_nor_is_seen(string who)
    {
        var family = await app.Family();
        await Sees(family.Guardian, family.Child, HttpStatusCode.OK);

        await app.Execute(
            "update roster.person set active = false where id = @id",
            new { id = who == "child" ? family.Child : family.Guardian.Id }
        );

        await Sees(await app.As(family.Guardian.Id), family.Child, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_protected_child_is_there_for_its_own_groups_staff_and_the_headteacher_only()
    {
        var family = await app.Family(protection: "confidential");
        var colleague = await app.Staff(await app.Group(family.Unit));

        await Sees(family.Guardian, family.Child, HttpStatusCode.OK);
        await Sees(family.Staff, family.Child, HttpStatusCode.OK);
        await Sees(await app.Headteacher(family.Unit), family.Child, HttpStatusCode.OK);
        await Sees(colleague, family.Child, HttpStatusCode.NotFound);
        await Sees(colleague, (await app.Family()).Child, HttpStatusCode.NotFound);
        await Sees(colleague, await app.Child(family.Group), HttpStatusCode.OK);
    }

    private static Task Sees(Actor who, Guid child, HttpStatusCode expected) =>
        who.Api.GetAsync($"children/{child}/absences").Is(expected);
}
