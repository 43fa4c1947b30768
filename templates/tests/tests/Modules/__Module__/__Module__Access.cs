using Kapprum.Tests.Access;

namespace Kapprum.Tests.__Module__;

public sealed class __Module__AccessTests(AccessCast cast) : AccessTests<__Module__Access>(cast);

public sealed class __Module__SentPagesTests : SentPagesTests<__Module__Access>;

public sealed class __Module__ProtectedTests : ProtectedTests<__Module__Access>;

/// <summary>Who may what in __Module__.</summary>
public sealed class __Module__Access : IAccessRows, IHoldsData
{
    public IReadOnlyList<Row> Rows { get; } =
    [
        // nobody guardian stranger former staff elsewhere head other-head admin
    ];
}
