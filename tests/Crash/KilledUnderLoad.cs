using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Kapprum.Support;

namespace Kapprum.Crash;

public sealed class KilledUnderLoad
{
    private const int Families = 150;
    private const int AtOnce = 20;

    [Fact]
    public async Task Reports_that_were_answered_are_kept_and_those_that_were_not_can_be_repeated()
    {
        await using var app = await App.Start(TimeProvider.System.GetUtcNow());
        var families = await Town(app);
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Kapprum"] = app.Database,
            ["Data:Folder"] = app.Folder,
        };
        // Tomorrow: today may be over when it is asked for again.
        var day = app.Today.AddDays(1);

        Dictionary<Guid, Guid> answered = [];
        await using (var host = await HostProcess.Serve(settings))
        {
            var third = new TaskCompletionSource();
            // A few at a time, and no new one once a third is answered: some remain without an answer, however slow
            // this process is.
            using var places = new SemaphoreSlim(AtOnce);
            var reports = families
                .Select(async family =>
                {
                    await places.WaitAsync();
                    try
                    {
                        if (third.Task.IsCompleted || await Report(host, family, day) is not { } id)
                            return;
                        lock (answered)
                        {
                            answered.Add(family.Child, id);
                            if (answered.Count == Families / 3)
                                third.SetResult();
                        }
                    }
                    finally
                    {
                        places.Release();
                    }
                })
                .ToList();
            await await Task.WhenAny(third.Task, Task.WhenAll(reports));
            Assert.True(third.Task.IsCompleted, "Too few reports were answered.");
            await host.Kill();
            await Task.WhenAll(reports);
        }

        Assert.InRange(answered.Count, Families / 3, Families / 3 + AtOnce);

        await using (var host = await HostProcess.Serve(settings))
        {
            // Whoever has no answer asks again, and so does whoever is not sure.
            var again = await Task.WhenAll(families.Select(family => Report(host, family, day)));

            Assert.All(again, id => Assert.NotNull(id));
            Assert.All(
                families.Zip(again),
                pair => Assert.Equal(answered.GetValueOrDefault(pair.First.Child, pair.Second!.Value), pair.Second)
            );
            await Eventually.Is(
                async () =>
                    await app.Value<int>(
                        "select count(*) from notifications.notice n join absence.absence a on a.id = n.about_id"
                    )
                    >= 2 * Families,
                "the staff and the other guardian of each child are told",
                // What the killed host was about to tell comes back after a minute.
                seconds: 180
            );
        }

        Assert.Equal(Families, await app.Value<int>("select count(*) from absence.absence"));
        Assert.Equal(
            Families,
            await app.Value<int>("select count(*) from kernel.outbox where event = 'notifications/notice-due'")
        );
        Assert.Equal(
            Families,
            await app.Value<int>("select count(*) from kernel.audit where action = 'absence.report'")
        );
        Assert.Equal(2 * Families, await app.Value<int>("select count(*) from notifications.notice"));
    }

    private static async Task<List<Family>> Town(App app)
    {
        List<Family> families = [];
        for (var i = 0; i < Families; i++)
        {
            var family = await app.Family();
            await app.Guardian(family.Child);
            families.Add(family);
        }

        // Open at all hours, since the clock of another process cannot be stopped.
        await app.Execute(
            """
            update roster.unit_hours set opens = '00:00', closes = '24:00';
            insert into roster.unit_hours (unit_id, weekday, opens, closes)
            select id, d, '00:00', '24:00' from roster.unit, generate_series(6, 7) d
            """
        );
        return families;
    }

    /// <returns>The absence's id; null when no answer came.</returns>
    private static async Task<Guid?> Report(HostProcess host, Family family, DateOnly day)
    {
        using var client = new HttpClient { BaseAddress = new Uri(host.Address) };
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/absences")
            {
                Content = JsonContent.Create(
                    new
                    {
                        childId = family.Child,
                        day,
                        reason = "ill",
                    }
                ),
            };
            request.Headers.Authorization = family.Guardian.Api.DefaultRequestHeaders.Authorization;
            request.Headers.Add("Idempotency-Key", family.Child.ToString());
            try
            {
                using var answer = await client.SendAsync(request);
                // On a busy machine it says when to come back, and one does.
                if (answer.Headers.RetryAfter?.Delta is { } wait)
                {
                    await Task.Delay(wait);
                    continue;
                }

                var body = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.StatusCode == HttpStatusCode.Created, body);
                return (Guid)JsonNode.Parse(body)!["id"]!;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return null;
            }
        }
    }
}
