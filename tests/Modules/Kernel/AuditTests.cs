using System.Net;
using Dapper;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Kapprum.Tests.Kernel;

public sealed class AuditTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task A_change_says_who_what_when_for_whom_and_from_where_and_comes_with_the_change_or_not_at_all()
    {
        var family = await app.Family();

        var id = await family.ReportIll(app.Today);
        await family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    reason = "ill",
                }
            )
            .Refused(HttpStatusCode.Conflict, "absence/already-reported");

        await using var db = await app.Connection();
        var row = Assert.Single(
            await db.QueryAsync<(string Action, Guid Subject, Guid Person, Guid OnBehalfOf, DateTime At, bool Address)>(
                """
                select action, subject_id, person_id, on_behalf_of, at, address is not null from kernel.audit
                where on_behalf_of = @Child
                """,
                new { family.Child }
            )
        );
        Assert.Equal(
            ("absence.report", id, family.Guardian.Id, family.Child, app.Clock.GetUtcNow().UtcDateTime, true),
            row
        );
    }

    [Fact]
    public async Task The_sight_of_a_protected_child_is_noted_also_when_the_command_is_refused()
    {
        var family = await app.Family(protection: "confidential");

        await family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    reason = "ill",
                    from = "05:00",
                    until = "23:00",
                }
            )
            .Refused(HttpStatusCode.Conflict, "absence/outside-the-day");

        Assert.True(await Noted("roster.read-protected", family.Child) > 0);
    }

    [Fact]
    public async Task What_a_refused_command_has_noted_as_tried_is_kept_and_what_it_has_changed_is_not()
    {
        await using var scope = app.Services.CreateAsyncScope();
        var audit = scope.ServiceProvider.GetRequiredService<Audit>();
        var (tried, changed) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        await Assert.ThrowsAsync<Refusal>(() =>
            scope
                .ServiceProvider.GetRequiredService<Transaction>()
                .Run<int>(
                    async () =>
                    {
                        audit.Changed("test.changed", "test", changed);
                        await audit.Tried("test.tried", "test", tried);
                        throw Refusal.Stale();
                    },
                    CancellationToken.None
                )
        );

        Assert.Equal(1, await Noted("test.tried", tried));
        Assert.Equal(0, await Noted("test.changed", changed));
    }

    private Task<long> Noted(string action, Guid subject) =>
        app.Value<long>(
            "select count(*) from kernel.audit where action = @action and subject_id = @subject",
            new { action, subject }
        );

    [Theory]
    [InlineData("update kernel.audit set action = 'nothing'")]
    [InlineData("delete from kernel.audit")]
    [InlineData("truncate kernel.audit")]
    [InlineData("drop table kernel.audit")]
    [InlineData("insert into kernel.migration (name, applied_at) values ('forged', '2026-01-01')")]
    public async Task The_application_can_neither_change_nor_remove_what_is_written(string sql)
    {
        await using var db = await app.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => db.ExecuteAsync(sql));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }
}
