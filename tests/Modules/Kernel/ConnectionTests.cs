using Kapprum.Kernel;
using Npgsql;

namespace Kapprum.Tests.Kernel;

public sealed class ConnectionTests
{
    private const string Somewhere = "Host=db.example.org;Database=kapprum";

    [Fact]
    public void Statements_are_prepared_and_the_pool_is_sized_to_the_machine()
    {
        var own = new NpgsqlConnectionStringBuilder(DatabaseRegistration.ForRequests(Somewhere));

        Assert.True(own.MaxAutoPrepare > 0);
        Assert.InRange(own.MaxPoolSize, 8, 64);
    }

    [Fact]
    public void Whatever_a_request_waits_for_has_a_limit_and_what_is_beside_requests_takes_none_of_their_connections()
    {
        var requests = new NpgsqlConnectionStringBuilder(DatabaseRegistration.ForRequests(Somewhere));
        var jobs = DatabaseRegistration.ForJobs(Somewhere);

        Assert.InRange(requests.Timeout, 1, 2);
        Assert.InRange(requests.CommandTimeout, 1, 15);
        Assert.Contains("-c lock_timeout=", requests.Options);
        Assert.Contains("-c statement_timeout=", requests.Options);
        Assert.EndsWith(
            "-c lock_timeout=0 -c statement_timeout=0",
            new NpgsqlConnectionStringBuilder(
                DatabaseRegistration.ForJobs(Somewhere + ";Minimum Pool Size=30;Options=-c statement_timeout=9s")
            ).Options
        );
        Assert.NotEqual(requests.ConnectionString, jobs);
    }

    [Fact]
    public void What_the_operator_says_counts()
    {
        var own = new NpgsqlConnectionStringBuilder(
            DatabaseRegistration.ForRequests(
                Somewhere + ";Maximum Pool Size=3;Max Auto Prepare=0;Timeout=9;Options=-c lock_timeout=8s"
            )
        );

        Assert.Equal((3, 0, 9), (own.MaxPoolSize, own.MaxAutoPrepare, own.Timeout));
        Assert.EndsWith("-c lock_timeout=8s", own.Options);
    }
}
