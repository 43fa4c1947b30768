using System.Net;
using Dapper;
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

        var id = await family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    reason = "ill",
                }
            )
            .Created();
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
            .Refused(HttpStatusCode.Conflict, "already-reported");

        await using var db = await app.Connection();
        var row = Assert.Single(
            await db.QueryAsync<(string Action, Guid Subject, Guid Person, Guid OnBehalfOf, DateTime At, bool Address)>(
                "select action, subject_id, person_id, on_behalf_of, at, address is not null from kernel.audit where on_behalf_of = @Child",
                new { family.Child }
            )
        );
        Assert.Equal(
            ("absence.report", id, family.Guardian.Id, family.Child, app.Clock.GetUtcNow().UtcDateTime, true),
            row
        );
    }

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
