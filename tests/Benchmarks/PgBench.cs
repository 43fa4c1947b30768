using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace Kapprum.Benchmarks;

/// <summary>
/// The statements of a request as a script for pgbench, which sends them prepared, in the same order and with the same
/// round trips. For each time it looks up whom to ask for: values of the captured request that depend on that become
/// variables, ids it made are made anew, and the others stay.
/// </summary>
internal sealed partial class PgBench
{
    private readonly Site site;
    private readonly string look;
    private readonly string script;
    private readonly Dictionary<string, string> constants = [];

    private PgBench(Site site, string look, string script) =>
        (this.site, this.look, this.script) = (site, look, script);

    /// <param name="name">Of the script's file.</param>
    /// <param name="trips">The captured statements.</param>
    /// <param name="draw">pgbench's commands that set <c>n</c>.</param>
    /// <param name="from">The table with whom to ask for, by <c>n</c>.</param>
    /// <param name="sample">The row the request was captured with.</param>
    public static async Task<PgBench> Of(
        Site site,
        string name,
        IReadOnlyList<IReadOnlyList<Statement>> trips,
        string draw,
        string from,
        IReadOnlyDictionary<string, string> sample
    )
    {
        var types = (
            await site.List<(long Id, string Name)>(
                "select oid::bigint, oid::regtype::text from pg_type where typtype in ('b', 'd')"
            )
        ).ToDictionary(type => (uint)type.Id, type => type.Name);
        var known = sample.ToDictionary(value => Canonical(value.Value), value => value.Key);
        var made = new Dictionary<string, string>();
        var constants = new Dictionary<string, string>();

        var script = new StringBuilder();
        foreach (var trip in trips)
        {
            var statements = trip.Select(statement =>
                Placeholder()
                    .Replace(
                        statement.Sql,
                        match => Variable(statement.Parameters[int.Parse(match.Groups[1].Value) - 1])
                    )
            );
            script.Append(trip.Count > 1 ? "\\startpipeline\n" : "");
            foreach (var statement in statements)
                script.Append(statement.Trim()).Append(";\n");
            script.Append(trip.Count > 1 ? "\\endpipeline\n" : "");
        }

        var columns = sample.Keys.Concat(made.Values.Select(id => $"bench.id_at(clock_timestamp()) as {id}"));
        var look = $"{draw}\nselect {string.Join(", ", columns)} from {from} where n = :n \\gset\n";
        var bench = new PgBench(site, site.File($"{name}-look-up.sql"), site.File($"{name}.sql"));
        foreach (var (text, constant) in constants)
            bench.constants[constant] = text;
        await File.WriteAllTextAsync(bench.look, look);
        await File.WriteAllTextAsync(bench.script, look + script);
        return bench;

        string Variable(Parameter parameter)
        {
            if (parameter.Text is not { } text)
                return $"null::{types[parameter.Type]}";
            if (!known.TryGetValue(Canonical(text), out var variable))
            {
                var kind = types[parameter.Type] == "uuid" ? made : constants;
                if (!kind.TryGetValue(text, out variable))
                    kind[text] = variable = $"{(kind == made ? "made" : "constant")}{kind.Count}";
            }

            return $":{variable}::{types[parameter.Type]}";
        }
    }

    /// <summary>
    /// The rate of the statements by themselves: what the look-ups take, measured alone, is taken off.
    /// </summary>
    public async Task<double> Rate(int clients, string length)
    {
        var all = await Run(script, clients, length);
        var looking = await Run(look, clients, "-T2");
        return 1 / (1 / all - 1 / looking);
    }

    private async Task<double> Run(string file, int clients, string length)
    {
        var to = new NpgsqlConnectionStringBuilder(site.Database);
        var said = await Tool.Run(
            Directory.GetFiles("/usr/lib/postgresql", "pgbench", SearchOption.AllDirectories).Order().LastOrDefault()
                ?? "pgbench",
            [
                "-n",
                "-Mprepared",
                $"-c{clients}",
                $"-j{Math.Min(clients, Environment.ProcessorCount)}",
                length,
                "-f",
                file,
                "-Dseq=-1",
                $"-Dclients={clients}",
                .. constants.Select(constant => $"-D{constant.Key}={constant.Value}"),
            ],
            new Dictionary<string, string>
            {
                ["PGHOST"] = to.Host!,
                ["PGPORT"] = to.Port.ToString(),
                ["PGUSER"] = to.Username!,
                ["PGDATABASE"] = to.Database!,
                // As the host connects.
                ["PGOPTIONS"] = "-c role=kapprum_app -c plan_cache_mode=force_generic_plan",
            }
        );
        return double.Parse(Tps().Match(said).Groups[1].Value);
    }

    /// <summary>Several values count as the same ones in any order.</summary>
    private static string Canonical(string text) =>
        text is ['{', .. var inside, '}']
            ? string.Join(',', inside.Split(',').Order(StringComparer.Ordinal)) + ","
            : text;

    [GeneratedRegex(@"\$(\d+)")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Tps();
}
