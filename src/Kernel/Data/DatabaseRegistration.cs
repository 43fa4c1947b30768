using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Kapprum.Kernel;

public static class DatabaseRegistration
{
    internal static void AddDatabase(this IServiceCollection services, string database)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(ForTheApplication(database)));
        services.AddScoped(scope => scope.GetRequiredService<NpgsqlDataSource>().CreateConnection());
    }

    /// <summary>
    /// The connection string as the application uses it: its statements prepared, a pool sized to the machine and not
    /// to the callers (they wait here rather than in PostgreSQL), and its own role.
    /// </summary>
    public static string ForTheApplication(string database)
    {
        var own = new NpgsqlConnectionStringBuilder(database);
        // What the operator has said; ContainsKey is true for everything that could be.
        var said = own.Keys.Cast<string>().ToHashSet();
        if (!said.Contains("Maximum Pool Size"))
            own.MaxPoolSize = Math.Clamp(Environment.ProcessorCount * 4, 8, 64);
        if (!said.Contains("Max Auto Prepare"))
            (own.MaxAutoPrepare, own.AutoPrepareMinUsages) = (200, 2);
        own.NoResetOnClose = true;
        // A plan is made once and kept. Left to itself PostgreSQL plans a statement anew for each array it gets, which
        // takes ten times as long as to run it.
        own.Options =
            $"-c role={Migrations.ApplicationRole} -c plan_cache_mode=force_generic_plan {own.Options}".TrimEnd();
        return own.ConnectionString;
    }
}
