using Kapprum.Tests.Access;

namespace Kapprum.Tests.Upkeep;

public sealed class UpkeepAccessTests(AccessCast cast) : AccessTests<UpkeepAccess>(cast);

public sealed class UpkeepSentPagesTests : SentPagesTests<UpkeepAccess>;

public sealed class UpkeepProtectedTests : ProtectedTests<UpkeepAccess>;

/// <summary>Who sees what the night has done.</summary>
public sealed class UpkeepAccess : IAccessRows, IHoldsData
{
    public IReadOnlyList<Row> Rows { get; } =
    [
        // nobody guardian stranger former staff elsewhere head other-head admin
        Row.Of("GET /api/upkeep", "401   403     403     403    403    403      403   403       200"),
        Row.Of("PAGE /upkeep", "302   403     403     403    403    403      403   403       200"),
    ];
}
