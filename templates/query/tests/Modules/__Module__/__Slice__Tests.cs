using System.Net;
using Kapprum.Support;

namespace Kapprum.Tests.__Module__;

public sealed class __Slice__Tests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task Staff_see_a_child_of_theirs()
    {
        var family = await app.Family();

        var seen = await family.Staff.Api.GetAsync($"children/{family.Child}/__slice__").Json();

        Assert.Equal(family.Child, (Guid)seen["childId"]!);
    }

    [Fact]
    public async Task Of_a_child_elsewhere_nothing_is_found()
    {
        var (family, elsewhere) = (await app.Family(), await app.Family());

        await elsewhere
            .Staff.Api.GetAsync($"children/{family.Child}/__slice__")
            .Refused(HttpStatusCode.NotFound, "not-found");
    }
}
