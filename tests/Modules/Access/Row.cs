using System.Net.Http.Json;
using Kapprum.Kernel;

namespace Kapprum.Tests.Access;

/// <summary>An endpoint, how it is asked about a scene, and what each of <see cref="Who"/> gets.</summary>
public sealed record Row(string Name, int[] Expected, Func<Scene, Task<HttpRequestMessage>> Ask)
{
    /// <summary>How sure it wants to be who is asking.</summary>
    public Demand Demand { get; init; }

    /// <param name="expected">What all get but the last two of <see cref="Who"/>: who has left gets what staff
    /// elsewhere get.</param>
    /// <param name="colleague">What staff of the unit's other groups get; what staff elsewhere get, if not
    /// given.</param>
    /// <param name="demand">How sure it wants to be who is asking; all of those who ask have just said their
    /// password.</param>
    public static Row Of(
        string name,
        string expected,
        Func<Scene, Task<string>>? path = null,
        Func<Scene, object>? body = null,
        int? colleague = null,
        Demand demand = Demand.None
    )
    {
        var (method, route) = (name[..name.IndexOf(' ')], name[(name.IndexOf(' ') + 1)..]);
        int[] told = [.. expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        var elsewhere = told[(int)Who.Elsewhere];
        return new(
            name,
            [.. told, colleague ?? elsewhere, elsewhere],
            async scene => new HttpRequestMessage(
                new HttpMethod(method is "PAGE" or "ANY" ? "GET" : method),
                path is null ? route : await path(scene)
            )
            {
                Content = body is null ? null : JsonContent.Create(body(scene)),
            }
        )
        {
            Demand = demand,
        };
    }
}
