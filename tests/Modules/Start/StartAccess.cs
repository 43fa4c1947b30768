using Kapprum.Tests.Access;

namespace Kapprum.Tests.Start;

public sealed class StartAccessTests(AccessCast cast) : AccessTests<StartAccess>(cast);

public sealed class StartSentPagesTests : SentPagesTests<StartAccess>;

public sealed class StartProtectedTests : ProtectedTests<StartAccess>;

/// <summary>Who sees the start page.</summary>
public sealed class StartAccess : IAccessRows, IHoldsData
{
    public IReadOnlyList<Row> Rows { get; } =
    [
        // nobody guardian stranger former staff elsewhere head other-head admin
        Row.Of("GET /api/start", "401   200     200     200    403    403      403   403       403"),
        Row.Of("PAGE /kept", "302   200     200     200    403    403      403   403       403"),
        Row.Of("PAGE /", "302   200     200     200    302    302      302   302       302"),
    ];

    public IReadOnlyList<(Who, string)> Shown { get; } = [(Who.Guardian, "Kanariefagel")];

    public Task<IReadOnlyList<string>> Places(Cast cast, Guid child) =>
        Task.FromResult<IReadOnlyList<string>>(["/", $"/?child={child}"]);
}
