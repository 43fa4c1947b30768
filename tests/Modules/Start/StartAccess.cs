using Kapprum.Tests.Access;

namespace Kapprum.Tests.Start;

public sealed class StartAccessTests(AccessCast cast) : AccessTests<StartAccess>(cast);

/// <summary>Who sees the start page.</summary>
public sealed class StartAccess : IAccessRows
{
    public IReadOnlyList<Row> Rows { get; } =
    [
        // nobody guardian stranger former staff elsewhere head other-head admin
        Row.Of("GET /api/start", "401   200     200     200    403    403      403   403       403"),
        Row.Of("PAGE /", "302   200     200     200    302    302      302   302       302"),
    ];
}
