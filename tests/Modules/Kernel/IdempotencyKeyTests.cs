using System.Net;
using System.Net.Http.Json;
using Kapprum.Support;
using Kapprum.Tests.Accounts;

namespace Kapprum.Tests.Kernel;

public sealed class IdempotencyKeyTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly App app = shared.App;

    [Fact]
    public async Task The_same_request_again_gets_the_same_answer_and_does_nothing()
    {
        var family = await app.Family();
        var key = NewKey();

        var first = await Report(family, key).Created();
        Assert.Equal(first, await Report(family, key).Created());

        Assert.Equal(1, await Absences(family));
    }

    [Fact]
    public async Task The_answer_comes_again_also_when_the_request_would_now_be_refused()
    {
        await using var own = await App.Start(new DateTimeOffset(2026, 11, 24, 16, 30, 0, TimeSpan.Zero));
        var family = await own.Family();
        var key = NewKey();

        var first = await Report(family, key, day: own.Today).Created();
        own.Clock.Advance(TimeSpan.FromHours(8));

        Assert.Equal(first, await Report(family, key, day: own.Today.AddDays(-1)).Created());
    }

    [Fact]
    public async Task Twins_at_once_are_one()
    {
        var family = await app.Family();
        var key = NewKey();

        var ids = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Report(family, key).Created()));

        Assert.Single(ids.Distinct());
        Assert.Equal(1, await Absences(family));
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_refused_and_another_persons_same_key_is_not()
    {
        var family = await app.Family();
        var other = await app.Family();
        var key = NewKey();
        await Report(family, key).Created();

        await Report(family, key, reason: "medical")
            .Refused(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        await Report(other, key).Created();
    }

    [Fact]
    public async Task The_same_key_and_content_for_another_thing_is_another_request()
    {
        var family = await app.Family();
        var sibling = await app.Child(family.Group);
        var (one, two) = (await Recorded(family.Child), await Recorded(sibling));
        var key = NewKey();

        await Explain(one).Is(HttpStatusCode.NoContent);
        await Explain(one).Is(HttpStatusCode.NoContent);
        await Explain(two).Refused(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");

        Task<Guid> Recorded(Guid child) =>
            family.Staff.Api.Post("absences/recorded", new { childId = child, day = app.Today }).Created();

        Task<HttpResponseMessage> Explain(Guid id) =>
            family.Staff.Api.SendAsync(
                new(HttpMethod.Post, $"absences/{id}/explanation")
                {
                    Content = JsonContent.Create(new { reason = "ill" }),
                    Headers = { { "Idempotency-Key", key } },
                }
            );
    }

    /// <summary>Nobody shall believe a password to be changed that is not.</summary>
    [Fact]
    public async Task A_key_means_nothing_where_a_secret_is_sent_or_answered()
    {
        var anna = (await app.Family()).Guardian;
        var somebody = await app.WithPassword(anna.Id);
        var key = NewKey();

        await Change(Somebodies.Password, "elva prickiga vantar").Is(HttpStatusCode.NoContent);
        await Change("fel fel fel fel", "nio rutiga halsdukar").RefusedField("presentPassword");
        await Change("elva prickiga vantar", "nio rutiga halsdukar").Is(HttpStatusCode.NoContent);
        var first = await Tokens().Json();
        var second = await Tokens().Json();

        Assert.DoesNotContain("*", (string?)second["accessToken"]);
        Assert.NotEqual((string?)first["accessToken"], (string?)second["accessToken"]);
        Assert.Equal(
            0,
            await app.Value<int>("select count(*) from kernel.idempotency_key where account_id = @Account", somebody)
        );

        Task<HttpResponseMessage> Change(string presentPassword, string newPassword) =>
            Send(HttpMethod.Put, "me/password", new { presentPassword, newPassword });

        Task<HttpResponseMessage> Tokens() =>
            Send(HttpMethod.Post, "tokens", new { somebody.UserName, password = "nio rutiga halsdukar" });

        Task<HttpResponseMessage> Send(HttpMethod method, string path, object body) =>
            anna.Api.SendAsync(
                new(method, path) { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", key } } }
            );
    }

    [Fact]
    public async Task What_could_be_done_any_number_of_times_is_done_once()
    {
        var family = await app.Family();
        var head = await app.Headteacher(family.Unit);
        var key = NewKey();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Decide("6").Is(HttpStatusCode.NoContent)));
        await Decide("6").Is(HttpStatusCode.NoContent);
        await Decide("7").Refused(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");

        Assert.Equal(
            1,
            await app.Value<int>(
                "select count(*)::int from kernel.audit where action = 'settings.change' and person_id = @Id",
                new { head.Id }
            )
        );

        Task<HttpResponseMessage> Decide(string value) =>
            head.Api.SendAsync(
                new(HttpMethod.Put, $"settings/absence.days-ahead?unit={family.Unit}")
                {
                    Content = JsonContent.Create(new { value }),
                    Headers = { { "Idempotency-Key", key } },
                }
            );
    }

    [Fact]
    public async Task A_request_that_was_refused_may_be_tried_again_with_its_key()
    {
        var family = await app.Family();
        var key = NewKey();
        var standing = await Report(family, NewKey()).Created();
        await Report(family, key).Refused(HttpStatusCode.Conflict, "absence/already-reported");

        await app.Execute(
            "update absence.absence set withdrawn_at = recorded_at, withdrawn_by = recorded_by where id = @standing",
            new { standing }
        );

        await Report(family, key).Created();
    }

    [Fact]
    public async Task A_key_has_1_to_100_characters()
    {
        var family = await app.Family();

        Assert.Contains("100", await Report(family, new string('k', 101)).RefusedField("idempotency-Key"));
        await Report(family, "").RefusedField("idempotency-Key", "idempotency-key-length");
    }

    private static string NewKey() => Guid.CreateVersion7().ToString();

    private Task<HttpResponseMessage> Report(Family family, string key, string reason = "ill", DateOnly? day = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "absences")
        {
            Content = JsonContent.Create(
                new
                {
                    childId = family.Child,
                    day = day ?? app.Today,
                    reason,
                }
            ),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return family.Guardian.Api.SendAsync(request);
    }

    private Task<int> Absences(Family family) =>
        app.Value<int>("select count(*)::int from absence.absence where child_id = @Child", new { family.Child });
}
