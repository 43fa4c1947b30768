using Kapprum.Support;

namespace Kapprum.Tests.Access;

/// <summary>
/// The people of one module's rows. The application is the matrices' own, as nothing may follow there from what has
/// happened.
/// </summary>
public sealed class AccessCast : IAsyncLifetime
{
    private static readonly Lazy<Task<App>> Running = new(() => App.Start());

    internal static Task<App> Application => Running.Value;

    public Cast Cast { get; private set; } = null!;

    public async Task InitializeAsync() => Cast = await Cast.Of(await Running.Value);

    public Task DisposeAsync() => Task.CompletedTask;
}

/// <summary>
/// A module's endpoints and pages, asked by everybody about a child of the guardian's and the staff's: who gets what.
/// The modules are asked beside each other.
/// </summary>
public abstract class AccessTests<TRows>(AccessCast access) : IClassFixture<AccessCast>
    where TRows : IAccessRows, new()
{
    private static readonly Dictionary<string, Row> Known = new TRows().Rows.ToDictionary(row => row.Name);

    public static TheoryData<string> Names => [.. Known.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Everybody_gets_what_is_theirs_and_nothing_else(string asked)
    {
        var wrong = await Matrix.Wrong(access.Cast, Known[asked]);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Who_has_not_shown_surely_enough_who_it_is_gets_nothing_of_what_wants_that()
    {
        var wrong = await Matrix.Unconfirmed(access.Cast, Known.Values);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
