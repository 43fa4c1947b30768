using Kapprum.Support;
using Kapprum.Tests.Access;

namespace Kapprum.Tests.Notifications;

public sealed class NotificationsAccessTests(AccessCast cast) : AccessTests<NotificationsAccess>(cast);

public sealed class NotificationsSentPagesTests : SentPagesTests<NotificationsAccess>;

public sealed class NotificationsProtectedTests : ProtectedTests<NotificationsAccess>;

/// <summary>Who reads which notices.</summary>
public sealed class NotificationsAccess : IAccessRows, IHoldsData
{
    public IReadOnlyList<Row> Rows { get; } =
    [
        // nobody guardian stranger former staff elsewhere head other-head admin
        Row.Of("PAGE /notifications", "302   200     200     200    200    200      200   200       200"),
        Row.Of(
            "PAGE /notifications/{Id:guid}",
            "302   302     404     404    302    404      302   404       404",
            async s => $"/notifications/{await s.Notice()}",
            colleague: 302
        ),
        Row.Of("PAGE /notifications/settings", "302   200     200     200    200    200      200   200       200"),
        Row.Of("GET /api/notifications", "401   200     200     200    200    200      200   200       200"),
        Row.Of("GET /api/notifications/unread", "401   200     200     200    200    200      200   200       200"),
        Row.Of("GET /api/notifications/stream", "401   200     200     200    200    200      200   200       200"),
        Row.Of(
            "PUT /api/notifications/{id:guid}/read",
            "401   204     404     404    204    404      204   404       404",
            async s => $"/api/notifications/{await s.Notice()}/read",
            colleague: 204
        ),
        Row.Of(
            "PUT /api/notifications/read",
            "401   204     204     204    204    204      204   204       204",
            body: _ => new { }
        ),
        Row.Of("GET /api/notifications/settings", "401   200     200     200    200    200      200   200       200"),
        Row.Of(
            "PUT /api/notifications/settings",
            "401   204     204     204    204    204      204   204       403",
            body: _ => new { kinds = new[] { new { kind = "absence-reported", email = "none" } } }
        ),
    ];

    public IReadOnlyList<(Who, string)> Shown { get; } = [(Who.Guardian, "Kanariefagel"), (Who.Staff, "Kanariefagel")];

    public async Task Happen(Cast cast, Guid child)
    {
        foreach (var who in Enum.GetValues<Who>().Except([Who.Nobody]))
            await new Scene(cast, who).NoticeOf(child);
    }

    public Task<IReadOnlyList<string>> Places(Cast cast, Guid child) =>
        Task.FromResult<IReadOnlyList<string>>([
            "/notifications",
            "/notifications?child=all&unread=true",
            $"/notifications?child={child}",
            $"/api/notifications?child={child}",
            "/api/notifications?limit=1",
        ]);
}

/// <summary>Notices in a scene.</summary>
internal static class NotificationsScenes
{
    /// <summary>A notice to whoever is asking, about the child, from a time when that was in order.</summary>
    public static Task<Guid> Notice(this Scene scene) => scene.NoticeOf(scene.Child);

    /// <summary>The same about another child.</summary>
    public static async Task<Guid> NoticeOf(this Scene scene, Guid child)
    {
        var id = Guid.CreateVersion7();
        await scene.App.Execute(
            """
            insert into notifications.notice (id, person_id, kind, about_id, child_id, created_at)
            values (@id, @Asking, 'absence-reported', @about, @child, @Now)
            """,
            new
            {
                id,
                scene.Asking,
                about = await scene.Reported(child),
                child,
                Now = scene.App.Clock.GetUtcNow(),
            }
        );
        return id;
    }

    // A notice leads somewhere only while what it is about is there.
    private static async Task<Guid> Reported(this Scene scene, Guid child)
    {
        var guardian = scene.Api(Who.Guardian);
        var known = (await guardian.GetAsync($"children/{child}/absences").Json())["items"]!.AsArray();
        return known.Count > 0
            ? (Guid)known[0]!["id"]!
            : await guardian
                .Post(
                    "absences",
                    new
                    {
                        childId = child,
                        day = scene.App.Today.AddDays(1),
                        reason = "ill",
                    }
                )
                .Created();
    }
}
