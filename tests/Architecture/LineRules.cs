namespace Kapprum.Architecture;

/// <summary>A line is read without scrolling. The formatter leaves strings and markup as they are.</summary>
public sealed class LineRules
{
    private const int Most = 120;

    [Theory, InlineData("src"), InlineData("tests")]
    public void No_line_is_longer_than_120_characters(string folder)
    {
        var found = SourceFiles.In(folder).SelectMany(source => TooLong(source.Path, source.Lines)).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>A rule that sees nothing holds for ever.</summary>
    [Fact]
    public void The_rule_can_see()
    {
        Assert.Equal(
            ["src/Long.cs:2 (121)"],
            TooLong("src/Long.cs", [new string('x', Most), new string('å', Most + 1), ""])
        );
        Assert.Contains(SourceFiles.In("src"), source => source.Path == "src/Host/Application.cs");
        Assert.Contains(SourceFiles.In("src"), source => source.Path.EndsWith(".razor", StringComparison.Ordinal));
        Assert.Contains(SourceFiles.In("tests"), source => source.Path == "tests/Architecture/LineRules.cs");
    }

    private static IEnumerable<string> TooLong(string path, string[] lines) =>
        from line in lines.Index()
        where line.Item.Length > Most
        select $"{path}:{line.Index + 1} ({line.Item.Length})";
}
