using Kapprum.Support;

namespace Kapprum.Tests.Roster;

public sealed class RosterCheckTests : IAsyncLifetime
{
    private App app = null!;

    public async Task InitializeAsync() => app = await App.Start();

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task What_overlaps_itself_or_is_in_another_units_group_is_found_with_the_childs_page()
    {
        var family = await app.Family();
        string[] checks = ["placements-overlap", "guardianships-overlap", "groups-of-other-units"];
        foreach (var check in checks)
            Assert.Equal(0, (await app.Check(check)).Count);

        await app.Execute(
            """
            insert into roster.placement (id, child_id, unit_id, kind, starts_on, ends_on)
            values (gen_random_uuid(), @Child, @Elsewhere, 'leisure', '2020-01-01', '2020-06-30'),
                   (gen_random_uuid(), @Child, @Elsewhere, 'leisure', '2020-06-30', null),
                   (gen_random_uuid(), @Neat, @Elsewhere, 'leisure', '2020-01-01', '2020-06-29'),
                   (gen_random_uuid(), @Neat, @Elsewhere, 'leisure', '2020-06-30', null);

            insert into roster.guardianship (child_id, guardian_id, kind, starts_on, ends_on)
            values (@Child, @Guardian, 'custodian', '2001-01-01', '2002-01-01'),
                   (@Child, @Guardian, 'custodian', '2001-02-01', '2002-01-01');

            insert into roster.placement (id, child_id, unit_id, group_id, kind, starts_on, ends_on)
            values (gen_random_uuid(), @Child, @Elsewhere, @Group, 'preschool', '2001-01-01', '2001-01-02')
            """,
            new
            {
                family.Child,
                family.Group,
                Guardian = family.Guardian.Id,
                Elsewhere = await app.Unit(),
                Neat = await app.Child(family.Group),
            }
        );

        foreach (var check in checks)
        {
            var found = await app.Check(check);
            Assert.Equal(1, found.Count);
            Assert.Equal(("person", $"/people/{family.Child}"), (found.Named[0].Subject, found.Named[0].Path));
        }
    }
}
