using System.Net;
using Kapprum.Support;

namespace Kapprum.Tests.__Module__;

public sealed class __Slice__Tests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task What_staff_do_for_a_child_is_kept()
    {
        var family = await app.Family();

        await family.Staff.Api.Post($"children/{family.Child}/__slice__", new { }).Is(HttpStatusCode.NoContent);

        Assert.Equal([family.Staff.Id], await Kept(family.Child));
    }

    [Fact]
    public async Task Of_a_child_elsewhere_nothing_is_found_and_nothing_is_done()
    {
        var (family, elsewhere) = (await app.Family(), await app.Family());

        await elsewhere
            .Staff.Api.Post($"children/{family.Child}/__slice__", new { })
            .Refused(HttpStatusCode.NotFound, "not-found");

        Assert.Empty(await Kept(family.Child));
    }

    /// <summary>Who has done it.</summary>
    private Task<Guid[]> Kept(Guid child) =>
        app.Value<Guid[]>(
            "select array(select done_by from __module__.__table__ where child_id = @child order by done_at)",
            new { child }
        );
}
