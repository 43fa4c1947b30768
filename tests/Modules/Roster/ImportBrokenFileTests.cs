using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Kapprum.Support;

namespace Kapprum.Tests.Roster;

/// <summary>
/// A broken file changes nothing and says where it is broken. What is taken is compared with the roster by nobody.
/// </summary>
[Collection(Importing.OneByOne)]
public sealed class ImportBrokenFileTests
{
    [Fact]
    public async Task A_truncated_file_is_refused_wherever_it_ends()
    {
        var file = TwoLines();
        foreach (var length in new[] { 0, 1, 20, file.Length / 2, file.Length - 40, file.Length - 1 })
        {
            var problem = await Post(file[..length])
                .Refused(HttpStatusCode.UnprocessableEntity, "roster/file-truncated");

            Assert.Equal(1 + file.Take(length).Count(b => b == '\n'), (int)problem["line"]!);
            Assert.Equal(length - file.AsSpan(0, length).LastIndexOf((byte)'\n'), (int)problem["byte"]!);
        }
    }

    [Theory]
    [InlineData("hello", 1, 1)]
    [InlineData("{\n  \"persons\": [\n    { \"id\": 1, }\n", 3, 16)]
    [InlineData("{ \"persons\": [] }\n{}", 2, 1)]
    [InlineData("{ 'persons': [] }", 1, 3)]
    public async Task What_is_not_json_is_refused_with_line_and_byte(string file, int line, int column)
    {
        var problem = await Post(Encoding.UTF8.GetBytes(file))
            .Refused(HttpStatusCode.UnprocessableEntity, "roster/file-not-json");

        Assert.Equal((line, column), ((int)problem["line"]!, (int)problem["byte"]!));
        Assert.Contains($"rad {line}, byte {column}", (string)problem["title"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "roster/file-no-object")]
    [InlineData("null", "roster/file-no-object")]
    [InlineData("{}", "roster/file-without-list")]
    [InlineData("""{"organisations":[],"persons":[],"placements":[],"groups":[]}""", "roster/file-without-list")]
    [InlineData("""{"organisations":[],"persons":{},"placements":[],"groups":[],"duties":[]}""", "roster/file-no-list")]
    [InlineData(
        """{"organisations":[],"persons":[],"persons":[],"placements":[],"groups":[],"duties":[]}""",
        "roster/file-list-twice"
    )]
    public async Task What_is_no_object_with_the_five_lists_is_refused(string file, string code) =>
        await Post(Encoding.UTF8.GetBytes(file)).Refused(HttpStatusCode.UnprocessableEntity, code);

    [Fact]
    public async Task A_file_in_another_encoding_is_refused_with_the_line_of_the_record()
    {
        var file = Encoding.Latin1.GetBytes(
            "{\"organisations\": [],\n\"persons\": [\n{\"givenName\": \"Åsa\"}], "
                + "\"placements\": [], \"groups\": [], \"duties\": []}"
        );
        var utf16 = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray();

        var problem = await Post(file).Refused(HttpStatusCode.UnprocessableEntity, "roster/file-not-utf8");

        Assert.Equal((3, 1), ((int)problem["line"]!, (int)problem["byte"]!));
        await Post(utf16).Refused(HttpStatusCode.UnprocessableEntity, "roster/file-utf16");
    }

    [Theory]
    [InlineData("7B00220070", "roster/file-utf16")]
    [InlineData("FEFF007B007D", "roster/file-utf16")]
    [InlineData("FFFE00007B000000", "roster/file-utf32")]
    [InlineData("504B030414000600", "roster/file-zip")]
    [InlineData("1F8B0800000000000003", "roster/file-gzip")]
    [InlineData("EFBBBF69643B6E616D650D0A313B4EE5", "roster/file-csv")]
    [InlineData("3C3F786D6C", "roster/file-xml")]
    public async Task A_file_that_is_something_else_is_called_that(string bytes, string code) =>
        await Post(Convert.FromHexString(bytes)).Refused(HttpStatusCode.UnprocessableEntity, code);

    [Fact]
    public async Task A_record_larger_than_16_MB_is_refused_and_a_large_file_of_small_ones_is_not()
    {
        var beginning = "{\"organisations\": [{\"id\": \"";
        var problem = await Post(Encoding.UTF8.GetBytes(beginning + new string('x', 17 << 20)))
            .Refused(HttpStatusCode.UnprocessableEntity, "roster/file-record-too-large");
        Assert.Equal(beginning.IndexOf("{\"id", StringComparison.Ordinal) + 1, (int)problem["byte"]!);

        var other = string.Concat(Enumerable.Repeat("{\"of\": [\"another\", \"kind\"]},", 700_000));
        await Post(
                Encoding.UTF8.GetBytes(
                    $$"""
                    {"activities": [{{other}}0], "organisations": [], "persons": [], "placements": [],
                     "groups": [], "duties": []}
                    """
                )
            )
            .Is(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_broken_file_leaves_nothing_behind()
    {
        await using var importing = await Importing.Start();
        var file = TwoLines();

        await importing.Post(file[..^1]).Is(HttpStatusCode.UnprocessableEntity);
        await importing.App.Drain();

        Assert.Empty((await importing.Api.GetAsync("roster/imports").Json())["items"]!.AsArray());
        Assert.Equal(
            0,
            await importing.App.Value<long>(
                "select (select count(*) from roster.staged_person) + (select count(*) from roster.import)"
            )
        );
    }

    [Fact]
    public async Task Only_json_is_taken()
    {
        await using var importing = await Importing.Start();
        var content = new ByteArrayContent(TwoLines())
        {
            Headers = { ContentType = new MediaTypeHeaderValue("text/csv") },
        };

        await importing
            .Api.PostAsync("roster/imports", content)
            .Refused(HttpStatusCode.UnsupportedMediaType, "wrong-content-type");
    }

    [Fact]
    public async Task A_byte_order_mark_white_space_and_unknown_parts_do_no_harm()
    {
        var file = TwoLines();

        await Post([0xEF, 0xBB, 0xBF, .. file, (byte)'\n']).Is(HttpStatusCode.Accepted);
        await Post(
                Encoding.UTF8.GetBytes(
                    """
                    {"version": 2.1, "x": null, "y": {"persons": [1]}, "duties":[],"groups":[],"placements":[],
                     "persons":[ ],"organisations":[], "z": [[]]}
                    """
                )
            )
            .Is(HttpStatusCode.Accepted);
    }

    private static byte[] TwoLines()
    {
        var roster = new RosterFile();
        var unit = roster.Unit(name: "Blåsippan");
        roster.Child(unit, roster.Group(unit), roster.Person());
        return Encoding.UTF8.GetBytes(
            roster.ToString().Replace("\"persons\"", "\n\"persons\"", StringComparison.Ordinal)
        );
    }

    private static async Task<HttpResponseMessage> Post(byte[] file)
    {
        await using var importing = await Importing.Start();
        return await importing.Post(file);
    }
}
