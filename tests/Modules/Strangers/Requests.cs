using System.Net;
using System.Text;

namespace Kapprum.Tests.Strangers;

/// <summary>A request that is wrong in one way, and what it is called when it is answered badly.</summary>
internal sealed record Wrong(string How, Func<HttpRequestMessage> Make);

/// <summary>What can be wrong with a value, whatever it should have been.</summary>
internal static class Values
{
    /// <summary>As texts: of addresses, of forms, and of bodies.</summary>
    public static readonly IReadOnlyList<(string How, string Value)> Texts =
    [
        ("empty", ""),
        ("a word", "x"),
        ("negative", "-1"),
        ("too large a number", "99999999999999999999"),
        ("the largest number", "2147483647"),
        ("the first day", "0001-01-01"),
        ("the last day", "9999-12-31"),
        ("no day", "2026-02-30"),
        ("a moment", "9999-12-31T23:59:59+14:00"),
        ("no id", "00000000-0000-0000-0000-000000000000"),
        ("an id", "0198c1f2-7a3b-7c4d-8e5f-0123456789ab"),
        ("a NUL", "a\0b"),
        ("unseen characters", "\u202Ea\u0007\u2066b"),
        ("an emoji", "👩‍👧‍👦"),
        ("markup", "<script>alert(1)</script>'\"--%{{}}"),
        ("a path", "../../etc/passwd"),
        ("a list", "[]"),
        ("an object's cursor", "e30"),
        ("a cursor of nothing", "bnVsbA"),
        ("a cursor with a NUL", "eyJ4IjoiXHUwMDAwIn0"),
        ("long", new('x', 3000)),
    ];

    /// <summary>As JSON that a field may get.</summary>
    public static IEnumerable<(string How, string Json)> Json =>
        Texts
            .Select(text => (text.How, System.Text.Json.JsonSerializer.Serialize(text.Value)))
            .Concat([
                ("null", "null"),
                ("a number", "7"),
                ("a fraction", "1.5e3"),
                ("an endless number", "1e400"),
                ("true", "true"),
                ("a list of lists", "[[]]"),
                ("a gap in a list", "[null]"),
                ("an object", "{\"x\":{}}"),
                ("half a character", "\"\\ud800\""),
                ("deep", new string('[', 200) + new string(']', 200)),
                ("very long", $"\"{new string('x', 100_000)}\""),
            ]);
}

internal static class Making
{
    public static HttpRequestMessage Request(string method, string path, HttpContent? body = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body };
        // Else a large body meets a connection that is closed before the answer is read.
        request.Headers.ExpectContinue = body is { Headers.ContentLength: > 100_000 };
        return request;
    }

    public static HttpRequestMessage With(this HttpRequestMessage request, string header, params string[] values)
    {
        Assert.True(request.Headers.TryAddWithoutValidation(header, values));
        return request;
    }

    public static HttpContent Body(byte[] bytes, string? type)
    {
        var body = new ByteArrayContent(bytes);
        if (type is not null)
            body.Headers.TryAddWithoutValidation("Content-Type", type);
        return body;
    }

    public static HttpContent Body(string text, string? type) => Body(Encoding.UTF8.GetBytes(text), type);

    /// <summary>One that the server itself would refuse, before the application sees it.</summary>
    public static string Escaped(string value) => Uri.EscapeDataString(value);

    public static string Form(IEnumerable<KeyValuePair<string, string>> fields) =>
        string.Join(
            '&',
            fields.Select(field => $"{WebUtility.UrlEncode(field.Key)}={WebUtility.UrlEncode(field.Value)}")
        );
}
