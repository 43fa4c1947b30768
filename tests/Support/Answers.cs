using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Kapprum.Support;

/// <summary>Reading answers, with the answer's own words when it is not the expected one.</summary>
public static class Answers
{
    /// <summary>The body of an answer that must have the status.</summary>
    public static async Task<JsonNode> Json(
        this Task<HttpResponseMessage> answer,
        HttpStatusCode expected = HttpStatusCode.OK
    )
    {
        using var response = await answer;
        var body = await Body(response, expected);
        return JsonNode.Parse(body)!;
    }

    /// <summary>An answer that must have the status; its body does not matter.</summary>
    public static async Task Is(this Task<HttpResponseMessage> answer, HttpStatusCode expected)
    {
        using var response = await answer;
        await Body(response, expected);
    }

    /// <summary>The id of what a POST has made.</summary>
    public static async Task<Guid> Created(this Task<HttpResponseMessage> answer) =>
        (Guid)(await answer.Json(HttpStatusCode.Created))["id"]!;

    /// <summary>Refused as problem details with the code; gives the problem.</summary>
    public static async Task<JsonNode> Refused(
        this Task<HttpResponseMessage> answer,
        HttpStatusCode expected,
        string code
    )
    {
        using var response = await answer;
        var body = await Body(response, expected);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(body)!;
        Assert.Equal($"/problems/{code}", (string?)problem["type"]);
        Assert.NotEqual($"refusal.{code}", (string?)problem["title"]);
        return problem;
    }

    /// <summary>Refused because of one field; gives what is said about it.</summary>
    /// <param name="code">The field's code; null when it does not matter.</param>
    public static async Task<string> RefusedField(
        this Task<HttpResponseMessage> answer,
        string field,
        string? code = null
    )
    {
        var problem = await answer.Refused(HttpStatusCode.BadRequest, "invalid");
        var errors = problem["errors"]!.AsObject();
        Assert.Equal([field], errors.Select(error => error.Key));
        var codes = problem["codes"]!.AsObject();
        Assert.Equal([field], codes.Select(one => one.Key));
        Assert.NotEmpty(codes[field]!.AsArray());
        if (code is not null)
            Assert.Equal(code, (string?)codes[field]![0]);
        return (string)errors[field]![0]!;
    }

    public static Task<HttpResponseMessage> Post(this HttpClient client, string path, object body) =>
        client.PostAsJsonAsync(path, body);

    public static Task<HttpResponseMessage> Put(this HttpClient client, string path, object body) =>
        client.PutAsJsonAsync(path, body);

    private static async Task<string> Body(HttpResponseMessage response, HttpStatusCode expected)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(
            response.StatusCode == expected,
            $"{(int)response.StatusCode} instead of {(int)expected}: {body}"
                + ((int)response.StatusCode >= 500 ? ErrorLog.Latest : "")
        );
        return body;
    }
}
