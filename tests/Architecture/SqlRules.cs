using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Kapprum.Architecture;

/// <summary>
/// Reads the SQL out of the compiled modules, where it stands as string literals, and out of their migrations.
/// </summary>
public sealed partial class SqlRules
{
    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void A_module_touches_only_its_own_schema(string name)
    {
        var strays =
            from sql in Literals(name)
            from Match table in Table().Matches(sql)
            where table.Groups["schema"].Value != Schema(name)
            select $"{table.Value} in: {sql}";

        Assert.Empty(strays);
    }

    /// <summary>A rule that sees nothing holds for ever.</summary>
    [Fact]
    public void The_rules_see_sql()
    {
        Assert.InRange(TheSystem.MayKnow.Keys.Sum(name => Sql(name).Count()), 150, int.MaxValue);
        Assert.Equal("roster", Table().Match("where exists (select from roster.person)").Groups["schema"].Value);
        Assert.Equal("roster", Reference().Match("person_id uuid references roster.person").Groups["schema"].Value);
        Assert.Matches(Clock(), "select now() - interval '1 day'");
        Assert.Matches(Clock(), "where day >= current_date");
    }

    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void Sql_does_not_ask_the_database_for_the_time(string name) =>
        Assert.DoesNotContain(Sql(name).Concat(Migrations(name)), sql => Clock().IsMatch(sql));

    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void No_foreign_key_leaves_a_schema(string name) =>
        Assert.DoesNotContain(
            Migrations(name).SelectMany(sql => Reference().Matches(sql)),
            key => key.Groups["schema"].Value != Schema(name)
        );

    /// <summary>Plans are made once: what holds for every value of a parameter finds nothing by an index.</summary>
    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void A_condition_is_written_only_when_it_is_asked_for(string name) =>
        Assert.DoesNotContain(Literals(name), text => OptionalCondition().IsMatch(text));

    /// <summary>A rule that sees nothing holds for ever.</summary>
    [Theory]
    [InlineData("where (@UnitId::uuid is null or unit_id = @UnitId)")]
    [InlineData("where @expected is null\n   or s.version = @expected")]
    [InlineData("where unit_id = any(@Units) or @Units::uuid[] is null")]
    public void The_rule_of_conditions_can_see(string sql) => Assert.Matches(OptionalCondition(), sql);

    private static IEnumerable<string> Migrations(string module) =>
        Path.Combine(AppContext.BaseDirectory, "migrations", Schema(module)) is var folder && Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*.sql", SearchOption.AllDirectories).Select(File.ReadAllText)
            : [];

    private static string Schema(string module) => module.ToLowerInvariant();

    private static IEnumerable<string> Sql(string module) => Literals(module).Where(text => Statement().IsMatch(text));

    private static IEnumerable<string> Literals(string module) =>
        from type in ModuleDefinition.ReadModule(TheSystem.Module(module).Location).GetTypes()
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.OpCode == OpCodes.Ldstr
        select (string)instruction.Operand;

    [GeneratedRegex(@"^\s*(select|insert|update|delete|with|copy|merge)\s", RegexOptions.IgnoreCase)]
    private static partial Regex Statement();

    // A name in full. What has no dot is a common table expression, a column or a temporary table.
    [GeneratedRegex(
        @"(?<!\bdistinct\s+)\b(from|join|into|update|using|copy)\s+(?<schema>\w+)\.(?<table>\w+)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Table();

    [GeneratedRegex(@"\breferences\s+(?<schema>\w+)\.", RegexOptions.IgnoreCase)]
    private static partial Regex Reference();

    [GeneratedRegex(
        @"@\w+(::[\w\[\]]+)?\s+is\s+null\s+or\b|\bor\s+@\w+(::[\w\[\]]+)?\s+is\s+null\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex OptionalCondition();

    [GeneratedRegex(@"\b(now\s*\(|current_(date|time|timestamp)|clock_timestamp|localtime)", RegexOptions.IgnoreCase)]
    private static partial Regex Clock();
}
