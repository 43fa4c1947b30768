using Kapprum.Kernel;
using Npgsql;

namespace Kapprum.Tests.Kernel;

public sealed class ConnectionTests
{
    [Fact]
    public void Statements_are_prepared_and_the_pool_is_sized_to_the_machine()
    {
        var own = new NpgsqlConnectionStringBuilder(
            DatabaseRegistration.ForTheApplication("Host=db.example.org;Database=kapprum")
        );

        Assert.True(own.MaxAutoPrepare > 0);
        Assert.InRange(own.MaxPoolSize, 8, 64);
    }

    [Fact]
    public void What_the_operator_says_about_the_pool_counts()
    {
        var own = new NpgsqlConnectionStringBuilder(
            DatabaseRegistration.ForTheApplication(
                "Host=db.example.org;Database=kapprum;Maximum Pool Size=3;Max Auto Prepare=0;Options=-c work_mem=8MB"
            )
        );

        Assert.Equal((3, 0), (own.MaxPoolSize, own.MaxAutoPrepare));
        Assert.EndsWith("-c work_mem=8MB", own.Options);
    }
}
