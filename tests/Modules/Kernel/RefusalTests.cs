using System.Net;
using System.Text;
using Kapprum.Support;

namespace Kapprum.Tests.Kernel;

public sealed class RefusalTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Theory]
    [InlineData("""{ "childId": "no-id", "day": "2026-11-24", "reason": "ill" }""", "childId", "Ska vara ett id")]
    [InlineData(
        """{ "childId": "0198c1f2-7a3b-7c4d-8e5f-0123456789ab", "day": "24/11", "reason": "ill" }""",
        "day",
        "Ska vara ett datum"
    )]
    [InlineData(
        """{"childId": "0198c1f2-7a3b-7c4d-8e5f-0123456789ab", "day":"2026-11-24", "reason": "ill", "from": "25:00"}""",
        "from",
        "Ska vara ett klockslag"
    )]
    [InlineData(
        """{ "childId": "0198c1f2-7a3b-7c4d-8e5f-0123456789ab", "day": "2026-11-24", "reason": "ill", "note": 7 }""",
        "note",
        "Ska vara en text"
    )]
    [InlineData(
        """{ "childId": "0198c1f2-7a3b-7c4d-8e5f-0123456789ab", "day": "2026-11-24", "reason": null }""",
        "reason",
        "Ska vara något av: ill, medical, other"
    )]
    [InlineData(
        """{ "childId": "0198c1f2-7a3b-7c4d-8e5f-0123456789ab", "day": "2026-11-24", "reason": "lazy" }""",
        "reason",
        "Ska vara något av: ill, medical, other"
    )]
    [InlineData("""{ "childId": "0198c1f2-7a3b-7c4d-8e5f-0123456789ab", "reason": "ill" }""", "day", "Fältet saknas")]
    public async Task A_value_that_cannot_be_read_is_told_by_its_field_and_by_what_would_be_right(
        string body,
        string field,
        string says
    )
    {
        var said = await Post(body).RefusedField(field);

        Assert.Contains(says, said);
    }

    [Fact]
    public async Task What_a_validator_refuses_has_its_code_beside_the_words()
    {
        await Post(
                $$"""
                {
                    "childId": "0198c1f2-7a3b-7c4d-8e5f-0123456789ab", "day": "2026-11-24", "reason": "ill",
                    "note": "{{new string('x', 501)}}"
                }
                """
            )
            .RefusedField("note", "maximum-length");
        await Post("""{ "childId": "0198c1f2-7a3b-7c4d-8e5f-0123456789ab", "reason": "ill" }""")
            .RefusedField("day", "field-missing");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("null")]
    public async Task A_body_that_is_none_is_a_400_that_says_so(string body)
    {
        using var answer = await Post(body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Another_content_type_is_a_415_and_a_huge_body_a_413()
    {
        await Post("day=2026-11-24", "application/x-www-form-urlencoded")
            .Refused(HttpStatusCode.UnsupportedMediaType, "wrong-content-type");
        await Post($$"""{ "note": "{{new string('x', 2 * 1024 * 1024)}}" }""", asksFirst: true)
            .Refused(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task An_address_that_is_none_and_a_method_that_does_not_fit_say_so()
    {
        var guardian = (await app.Family()).Guardian.Api;

        await guardian.GetAsync("no-such-thing").Refused(HttpStatusCode.NotFound, "not-found");
        await guardian.DeleteAsync("start").Refused(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("text/event-stream")]
    [InlineData("text/html")]
    public async Task A_refusal_is_told_whatever_was_to_be_accepted(string accept)
    {
        var nobody = app.Nobody();
        nobody.DefaultRequestHeaders.Add("Accept", accept);

        await nobody.GetAsync("notifications/stream").Refused(HttpStatusCode.Unauthorized, "unauthenticated");
        await nobody.GetAsync("no-such-thing").Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_day_that_nobody_means_is_refused_by_its_field()
    {
        await Post("""{ "childId": "0198c1f2-7a3b-7c4d-8e5f-0123456789ab", "day": "9999-12-31", "reason": "ill" }""")
            .RefusedField("day", "malformed");
    }

    [Fact]
    public async Task A_stale_edit_is_a_412_and_an_if_match_that_is_none_too()
    {
        var family = await app.Family();
        var id = await family
            .Guardian.Api.Post(
                "absences",
                new
                {
                    childId = family.Child,
                    day = app.Today.AddDays(1),
                    reason = "ill",
                }
            )
            .Created();

        await Change("\"1\"").Is(HttpStatusCode.NoContent);
        await Change("\"1\"").Refused(HttpStatusCode.PreconditionFailed, "stale");
        await Change("\"of something else\"").Refused(HttpStatusCode.PreconditionFailed, "stale");
        await Change("*").Is(HttpStatusCode.NoContent);

        Task<HttpResponseMessage> Change(string ifMatch)
        {
            var request = new HttpRequestMessage(HttpMethod.Put, $"absences/{id}")
            {
                Content = System.Net.Http.Json.JsonContent.Create(new { reason = "medical" }),
            };
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
            return family.Guardian.Api.SendAsync(request);
        }
    }

    [Fact]
    public async Task Problems_are_told_in_the_readers_language()
    {
        var nobody = app.Nobody();
        nobody.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en-GB,en;q=0.9");

        var problem = await nobody.GetAsync("start").Refused(HttpStatusCode.Unauthorized, "unauthenticated");

        Assert.Equal("Log in first.", (string?)problem["title"]);
    }

    /// <param name="asksFirst">As clients with large bodies do: else the connection may be gone before the answer is
    /// read.</param>
    private async Task<HttpResponseMessage> Post(string body, string type = "application/json", bool asksFirst = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "absences")
        {
            Content = new StringContent(body, Encoding.UTF8, type),
        };
        request.Headers.ExpectContinue = asksFirst;
        return await (await app.Family()).Guardian.Api.SendAsync(request);
    }
}
