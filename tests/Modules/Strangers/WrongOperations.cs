using System.Text;
using System.Text.Json.Nodes;

namespace Kapprum.Tests.Strangers;

/// <summary>An operation of the API as it is asked rightly.</summary>
/// <param name="Template">The path as the description has it.</param>
/// <param name="Path">With what stands in its place.</param>
/// <param name="Query">The names of what may stand in the query.</param>
internal sealed record Operation(
    string Method,
    string Template,
    string Path,
    IReadOnlyList<string> Query,
    JsonObject? Body
)
{
    public override string ToString() => $"{Method} {Template}";
}

/// <summary>All ways in which an operation can be asked wrongly.</summary>
internal static class WrongOperations
{
    public static IEnumerable<Wrong> Of(Operation operation) =>
        [.. Headers(operation), .. Addresses(operation), .. operation.Body is { } body ? Bodies(operation, body) : []];

    private static HttpRequestMessage Right(Operation operation, string? path = null) =>
        Making.Request(
            operation.Method,
            path ?? operation.Path,
            operation.Body is { } body ? Making.Body(body.ToJsonString(), "application/json") : null
        );

    private static IEnumerable<Wrong> Headers(Operation operation)
    {
        foreach (var accept in (string[])["text/csv", "text/event-stream", "text/html", "/;;q=x", "image/*;q=0"])
            yield return new($"Accept {accept}", () => Right(operation).With("Accept", accept));
        yield return new("If-Match of nothing", () => Right(operation).With("If-Match", "W/\"x\", \"99999999999\""));
        yield return new("an empty Idempotency-Key", () => Right(operation).With("Idempotency-Key", ""));
        yield return new(
            "a long Idempotency-Key",
            () => Right(operation).With("Idempotency-Key", new string('k', 101))
        );
        yield return new("another's key", () => Right(operation).With("Idempotency-Key", "answer 0123"));
        yield return new(
            "Cookie of nothing",
            () => Right(operation).With("Cookie", "kapprum=;; =; kapprum.device=%%%")
        );
        yield return new("no language", () => Right(operation).With("Accept-Language", "xx-yy-zz;q=z, *;q=-1"));
        yield return new("a range", () => Right(operation).With("Range", "bytes=9-1"));
        foreach (var method in (string[])["PATCH", "PUT", "OPTIONS", "TRACE", "BREW"])
            yield return new($"method {method}", () => Making.Request(method, operation.Path));
    }

    private static IEnumerable<Wrong> Addresses(Operation operation)
    {
        var template = operation.Template.Split('/');
        var steps = operation.Path.Split('?')[0].Split('/');
        for (var at = 0; at < template.Length; at++)
        {
            if (!template[at].StartsWith('{'))
                continue;
            var place = at;
            // A NUL in the path the server refuses.
            foreach (var (how, value) in Values.Texts.Where(value => value.Value is not ("" or "a\0b")))
                yield return new(
                    $"{template[at]} {how}",
                    () =>
                        Right(
                            operation,
                            string.Join('/', steps.Select((step, i) => i == place ? Making.Escaped(value) : step))
                        )
                );
        }

        var path = operation.Path.Split('?')[0];
        foreach (var name in operation.Query)
        foreach (var (how, value) in Values.Texts)
            yield return new($"?{name} {how}", () => Right(operation, $"{path}?{name}={Making.Escaped(value)}"));
        foreach (var name in operation.Query)
        {
            yield return new($"?{name} twice", () => Right(operation, $"{path}?{name}=1&{name}=2"));
            yield return new($"?{name} no UTF-8", () => Right(operation, $"{path}?{name}=%ff%fe"));
            yield return new($"?{name} no escape", () => Right(operation, $"{path}?{name}=%zz&&==&%"));
        }

        yield return new("unknown in the query", () => Right(operation, $"{path}?nobody=1&=&nobody"));
    }

    private static IEnumerable<Wrong> Bodies(Operation operation, JsonObject body)
    {
        var json = body.ToJsonString();
        foreach (
            var type in (string?[])
                [
                    null,
                    "",
                    "text/plain",
                    "application/x-www-form-urlencoded",
                    "multipart/form-data",
                    "application/json; charset=x-bogus",
                    "application/json; charset=utf-16",
                    "application/json; charset=\"",
                    "application/json;;;",
                    "application/vnd.api+json; charset=latin1",
                    "/",
                ]
        )
            yield return Sent($"content type {type ?? "none"}", json, type);
        for (var end = 0; end < json.Length; end += Math.Max(1, json.Length / 8))
            yield return Sent($"ends after {end}", json[..end]);
        foreach (var whole in (string[])["null", "[]", "\"x\"", "7", "{}", "{,}", "{\"a\":1}{", "// x\n{}", "\uFEFF{}"])
            yield return Sent($"body {whole}", whole);
        yield return Sent("with a rest", json + " x");
        yield return Sent("unknown field", json[..^1] + ",\"nobody\":{\"x\":[1]}}");
        yield return Sent("__proto__", json[..^1] + ",\"__proto__\":{},\"\":1,\"$type\":\"System.Object\"}");
        yield return Sent("too large", json[..^1] + $",\"nobody\":\"{new string('x', 2_000_000)}\"}}");
        yield return new("UTF-16", () => Bytes(Encoding.Unicode.GetBytes(json)));
        yield return new("no UTF-8", () => Bytes([.. Encoding.UTF8.GetBytes(json[..^1]), 0xFF, 0xFE, (byte)'}']));
        yield return new(
            "zipped",
            () =>
            {
                var request = Bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0]);
                request.Content!.Headers.ContentEncoding.Add("gzip");
                return request;
            }
        );

        foreach (var (name, value) in body)
        {
            var rest = new JsonObject(body.Where(field => field.Key != name).Select(Copy)).ToJsonString()[..^1];
            var start = rest.Length > 1 ? rest + "," : rest;
            yield return Sent($"without {name}", rest + "}");
            yield return Sent($"{name} twice", json[..^1] + $",\"{name}\":{value?.ToJsonString() ?? "null"}}}");
            yield return Sent($"{name} in capitals", start + $"\"{name.ToUpperInvariant()}\":1}}");
            foreach (var (how, wrong) in Values.Json)
                yield return Sent($"{name} {how}", start + $"\"{name}\":{wrong}}}");
        }

        foreach (var (at, place) in Inner(body))
        foreach (var (how, wrong) in Values.Json.Where(value => value.How is not ("deep" or "very long")))
            yield return Sent($"{at} {how}", place(wrong));

        Wrong Sent(string how, string text, string? type = "application/json") =>
            new(how, () => Making.Request(operation.Method, operation.Path, Making.Body(text, type)));

        HttpRequestMessage Bytes(byte[] bytes) =>
            Making.Request(operation.Method, operation.Path, Making.Body(bytes, "application/json"));
    }

    /// <summary>The values within values, and the body with another one in such a place.</summary>
    private static IEnumerable<(string At, Func<string, string> With)> Inner(JsonObject body)
    {
        const string mark = "another value stands here";
        foreach (
            var place in body.Where(field => field.Value is not JsonValue).SelectMany(field => Places(field.Value))
        )
        {
            var copy = body.DeepClone();
            var path = place.GetPath();
            var there = copy.AsObject()
                .Where(field => field.Value is not JsonValue)
                .SelectMany(field => Places(field.Value))
                .First(one => one.GetPath() == path);
            there.ReplaceWith(mark);
            var json = copy.ToJsonString();
            yield return (path, wrong => json.Replace($"\"{mark}\"", wrong, StringComparison.Ordinal));
        }
    }

    private static IEnumerable<JsonValue> Places(JsonNode? node) =>
        node switch
        {
            JsonValue value => [value],
            JsonObject inner => inner.SelectMany(field => Places(field.Value)),
            JsonArray list => list.Take(1).SelectMany(Places),
            _ => [],
        };

    private static KeyValuePair<string, JsonNode?> Copy(KeyValuePair<string, JsonNode?> field) =>
        new(field.Key, field.Value?.DeepClone());
}
