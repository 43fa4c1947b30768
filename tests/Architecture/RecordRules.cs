using System.Reflection;
using System.Runtime.CompilerServices;

namespace Kapprum.Architecture;

/// <summary>
/// What is given by its place is told apart by counting: a record with more than eight members names them where it is
/// made, <c>required … { get; init; }</c>.
/// </summary>
public sealed class RecordRules
{
    private const int Most = 8;

    [Fact]
    public void A_record_has_at_most_eight_positional_members()
    {
        var found = TooLong([
                .. TheSystem.Modules,
                TheSystem.Contracts,
                TheSystem.Kernel,
                TheSystem.Web,
                typeof(Host.Modules).Assembly,
            ])
            .ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private sealed record Nine(int A, int B, int C, int D, int E, int F, int G, int H, int I);

    private readonly record struct NineToo(int A, int B, int C, int D, int E, int F, int G, int H, int I);

    private sealed record Eight(int A, int B, int C, int D, int E, int F, int G, int H)
    {
        public int I { get; init; }
    }

    /// <summary>A rule that sees nothing holds for ever.</summary>
    [Fact]
    public void The_rule_can_see() =>
        Assert.Equal(
            [typeof(Nine).FullName, typeof(NineToo).FullName],
            TooLong([typeof(RecordRules).Assembly]).Order()
        );

    private static IEnumerable<string> TooLong(IEnumerable<Assembly> assemblies) =>
        from assembly in assemblies
        from type in assembly.GetTypes()
        // Others' generated code is in every assembly.
        where type.Namespace?.StartsWith("Kapprum.", StringComparison.Ordinal) is true
        // The compiler takes a record apart into what its parameters are.
        from apart in type.GetMethods()
        where
            apart.Name == "Deconstruct"
            && apart.IsDefined(typeof(CompilerGeneratedAttribute))
            && apart.GetParameters().Length > Most
        select type.FullName;
}
