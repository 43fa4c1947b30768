using Kapprum.Tests.Access;

namespace Kapprum.Tests.Web;

public sealed class WebAccessTests(AccessCast cast) : AccessTests<WebAccess>(cast);

public sealed class WebSentPagesTests : SentPagesTests<WebAccess>;

public sealed class WebProtectedTests : ProtectedTests<WebAccess>;

/// <summary>What belongs to no module.</summary>
public sealed class WebAccess : IAccessRows
{
    public IReadOnlyList<Row> Rows { get; } =
    [
        // nobody guardian stranger former staff elsewhere head other-head admin
        Row.Of(
            "ANY /jobs/{**path}",
            "302   403     403     403    403    403      403   403       200",
            _ => Task.FromResult("/jobs")
        ),
        Row.Of(
            "GET /openapi/{documentName}.json",
            "401   200     200     200    200    200      200   200       200",
            _ => Task.FromResult("/openapi/v1.json")
        ),
        Row.Of(
            "GET /docs/{documentName?}",
            "302   200     200     200    200    200      200   200       200",
            _ => Task.FromResult("/docs/")
        ),
    ];

    public IReadOnlyList<string> Open { get; } =
    [
        "ANY /health/live",
        "ANY /health/ready",
        // The way out of a page that redirects; it gives nothing to who has no such redirect from us.
        "GET /_framework/opaque-redirect",
        "POST /language",
        "PAGE /offline",
        "PAGE /problem",
        // In development only.
        "PAGE /style",
    ];
}
