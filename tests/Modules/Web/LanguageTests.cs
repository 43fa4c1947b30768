using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Kapprum.Support;
using Kapprum.Tests.Access;
using Kapprum.Tests.Accounts;
using Kapprum.Tests.Roster;

namespace Kapprum.Tests.Web;

/// <summary>
/// A further language is a file, and no page has words outside of it. Esperanto stands for it: every Swedish text in
/// brackets. What people have written is in brackets too, so that words which are not in the texts stand out.
/// </summary>
public sealed partial class LanguageTests : IAsyncLifetime
{
    /// <summary>What people have written, as far as pages show it.</summary>
    private static readonly IReadOnlyList<string> Written =
    [
        .. Contributed.All<IHoldsData>().SelectMany(module => module.Written),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("kapprum-texts-").FullName;
    private readonly SortedSet<string> stray = [];
    private App app = null!;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "eo.json"), Bracketed().ToJsonString());
        app = await App.Start(settings: new Dictionary<string, string?> { ["Texts:Folder"] = folder });
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The matrix has every page, and who may see it.</summary>
    [Fact]
    public async Task Every_page_is_in_the_readers_language_whoever_reads_it()
    {
        var cast = await Cast.Of(app);
        var asked = 0;
        foreach (var who in Enum.GetValues<Who>().Except([Who.Nobody]))
        {
            var reader = await app.Pages(cast.Person(who), "eo");
            foreach (
                var row in Matrix.Rows.Where(row =>
                    row.Name.StartsWith("PAGE ", StringComparison.Ordinal) && row.Expected[(int)who] == 200
                )
            )
            {
                using var request = await row.Ask(await Scene.Of(cast, who));
                await Look(reader, request.RequestUri!.OriginalString);
                asked++;
            }
        }

        Assert.InRange(asked, 100, int.MaxValue);
        Assert.True(stray.Count == 0, string.Join('\n', stray));
    }

    [Fact]
    public async Task Every_page_for_anybody_is_in_the_readers_language()
    {
        var nobody = await app.Pages(language: "eo");
        foreach (
            var page in Matrix
                .Open.Where(name => name.StartsWith("PAGE ", StringComparison.Ordinal))
                .Select(name => name["PAGE ".Length..])
                .Except(["/activate", "/problem", "/problem/{Status:int}", "/style"])
                .Where(page => !page.Contains("e-identification", StringComparison.Ordinal) && page != "/test-id")
        )
            await Look(nobody, page);
        await Look(nobody, "/activate", HttpStatusCode.Gone);
        await Look(nobody, "/log-in/e-identification/return", HttpStatusCode.Gone);
        await Look(nobody, "/problem/500", HttpStatusCode.NotFound);

        // What one comes to by the mails.
        var (invited, anna) = (await app.Invited(), await app.Guardian());
        await app.Execute("update accounts.account set language = 'eo'");
        await app.AskForLink(invited.UserName);
        await app.AskForLink(anna.UserName);
        Mails(invited.Email);
        Mails(anna.Email);
        var token = app.TokenTo(invited.Email);
        await Look(nobody, $"/activate?token={token}");
        await Send(nobody, "activate", ("UserName", "x"), ("Password", "kort"));
        await Look(nobody, $"/new-password?token={app.TokenTo(anna.Email)}");
        await Send(nobody, "password", ("Name", "⟦name⟧"), ("Password", anna.UserName));
        app.Clock.Advance(TimeSpan.FromDays(8));
        await Look(nobody, $"/activate?token={token}", HttpStatusCode.Gone);
        await Send(nobody, "renew");
        await Look(nobody, "/log-in?to=/absence&unsent=1");
        for (var tries = 0; tries < 12; tries++)
            await Send(nobody, "enter", ("UserName", "⟦anna⟧"), ("Password", "wrong"));

        Assert.True(stray.Count == 0, string.Join('\n', stray));
    }

    [Fact]
    public async Task Whatever_has_happened_to_a_child_is_told_in_the_readers_language()
    {
        var family = await app.Family(timetable: true);
        var sibling = await app.Child(family.Group, protection: "confidential");
        await app.Guardian(sibling, who: family.Guardian.Id);
        await app.Guardian(family.Child, who: await app.Person(protection: "confidential"));
        var free = await app.Child(await app.Group(await app.Unit(opens: "")));
        await app.Guardian(free, who: family.Guardian.Id);
        var alone = await app.Child(family.Group);
        await family
            .Guardian.Api.Put(
                "me/contact",
                new
                {
                    phone = "070-123 45 67",
                    emergencyName = "Stina",
                    emergencyPhone = "08-123 456",
                }
            )
            .Is(HttpStatusCode.NoContent);
        var address = (await app.WithPassword(family.Guardian.Id)).Email;
        await app.Execute(
            """
            update accounts.account set language = 'eo';
            update roster.person set given_name = '⟦' || given_name || '⟧';
            update roster.child_group set name = '⟦' || name || '⟧'
            """
        );

        var (guardian, staff) = (await app.Pages(family.Guardian.Id, "eo"), await app.Pages(family.Staff.Id, "eo"));
        List<Guid> absences =
        [
            await Record(new { childId = sibling, day = app.Today.AddDays(-1) }),
            await Record(
                new
                {
                    childId = sibling,
                    day = app.Today.AddDays(-4),
                    reason = "ill",
                    valid = false,
                }
            ),
            await Record(
                new
                {
                    childId = family.Child,
                    day = app.Today,
                    kind = "late-arrival",
                    until = "08:25",
                }
            ),
            await Record(
                new
                {
                    childId = family.Child,
                    day = app.Today.AddDays(-1),
                    kind = "late-arrival",
                    until = "08:25",
                    reason = "other",
                }
            ),
            await Report(
                new
                {
                    childId = sibling,
                    day = app.Today,
                    reason = "medical",
                    from = "10:00",
                    until = "11:30",
                    note = "⟦note⟧",
                }
            ),
            await Report(
                new
                {
                    childId = family.Child,
                    day = app.Today.AddDays(1),
                    reason = "other",
                }
            ),
            await Report(
                new
                {
                    childId = sibling,
                    day = app.Today.AddDays(1),
                    reason = "medical",
                    from = "10:00",
                    until = "11:30",
                    note = "⟦note⟧",
                }
            ),
            await Report(
                new
                {
                    childId = alone,
                    day = app.Today,
                    reason = "ill",
                },
                await app.Guardian(alone)
            ),
        ];
        await app.Drain();
        await family
            .Staff.Api.Post($"absences/{absences[0]}/explanation", new { reason = "medical" })
            .Is(HttpStatusCode.NoContent);
        await family.Guardian.Api.DeleteAsync($"absences/{absences[5]}").Is(HttpStatusCode.NoContent);
        await app.Drain();
        Mails(address);

        foreach (var absence in absences)
        {
            if (absence != absences[^1])
                await Look(guardian, $"/absence/{absence}");
            await Look(staff, $"/absence/{absence}");
        }

        foreach (
            var path in new[]
            {
                "/",
                "/absence",
                "/absence?term=2026-1",
                $"/absence?child={free}",
                $"/absence/report?for={free}",
                "/notifications?child=all&unread=true",
                "/notifications",
            }
        )
            await Look(guardian, path);
        await Send(guardian, "seen");
        await Look(guardian, "/absence/report?child=all");
        await Send(guardian, "report");
        await Send(
            guardian,
            "report",
            ("Children", $"{sibling}"),
            ("Day", $"{app.Today:yyyy-MM-dd}"),
            ("Reason", "Ill")
        );
        await Look(guardian, $"/absence/{absences[6]}");
        await Send(guardian, "change", ("Part", "part"), ("From", "11:00"), ("Until", "10:00"));
        await Look(guardian, "/contact");
        await Send(guardian, "contact", ("Phone", "ring mig"), ("EmergencyName", ""));
        await Look(guardian, "/account/user-name");
        await Send(guardian, "username", ("UserName", ""), ("PresentPassword", "fel"));
        await Look(guardian, "/account/password");
        await Send(guardian, "password", ("NewPassword", "kort"), ("PresentPassword", "fel"));
        await Look(guardian, "/account/email");
        await Send(guardian, "email", ("Email", "ingen adress"), ("PresentPassword", "fel"));

        foreach (
            var path in new[]
            {
                "/day",
                $"/day?day={app.Today.AddDays(-1):yyyy-MM-dd}",
                $"/day?day={app.Today.AddDays(4):yyyy-MM-dd}",
                $"/day/{family.Child}",
                $"/day/{family.Child}?day={app.Today.AddDays(4):yyyy-MM-dd}",
                $"/children/{family.Child}/contacts",
                $"/children/{sibling}/contacts",
            }
        )
            await Look(staff, path);
        await Look(staff, $"/day/{family.Child}");
        await Send(staff, "record", ("Kind", "late"), ("Came", "23:00"));
        await app.Execute(
            """
            update roster.person set protection = 'none' where id = @sibling;
            delete from roster.guardianship where child_id = @alone
            """,
            new { sibling, alone }
        );
        await Look(staff, $"/children/{alone}/contacts");

        Assert.True(stray.Count == 0, string.Join('\n', stray));

        Task<Guid> Record(object absence) => family.Staff.Api.Post("absences/recorded", absence).Created();
        Task<Guid> Report(object absence, Actor? by = null) =>
            (by ?? family.Guardian).Api.Post("absences", absence).Created();
    }

    [Fact]
    public async Task What_administrators_see_is_in_their_language_in_every_state()
    {
        var administrator = await app.Administrator();
        var pages = await app.Pages(administrator.Id, "eo");
        var family = await app.Family(protection: "confidential");
        var invited = await app.Invited();
        var addressless = await app.Invited();
        await app.Execute(
            "update accounts.account set email = null, email_key = null, user_name = null where id = @Account",
            addressless
        );
        var anna = await app.Guardian();
        await app.Execute(
            """
            update roster.person set civic_no = '198805012389', street = '⟦gata⟧', phone = '070-123 45 67'
            where id = @Person
            """,
            anna
        );
        (await app.Browser().LogIn(anna.UserName, "wrong")).Dispose();
        await app.Execute(
            "update accounts.throttle set blocked_until = @Until where account_id = @Account",
            new { anna.Account, Until = app.Clock.GetUtcNow().AddMinutes(15) }
        );
        var head = await app.Headteacher(family.Unit);
        await administrator
            .Api.Put(
                $"groups/{family.Group}/hours",
                new
                {
                    days = new[]
                    {
                        new
                        {
                            weekday = 5,
                            begins = "08:00",
                            ends = "24:00",
                        },
                    },
                }
            )
            .Is(HttpStatusCode.NoContent);
        var period = Guid.CreateVersion7();
        await administrator
            .Api.Put(
                $"calendar/{period}",
                new
                {
                    kind = "holiday-period",
                    name = "⟦lov⟧",
                    startsOn = "2026-12-21",
                    endsOn = "2027-01-08",
                }
            )
            .Is(HttpStatusCode.NoContent);
        await administrator
            .Api.Put(
                $"calendar/{Guid.CreateVersion7()}",
                new
                {
                    kind = "term",
                    name = "⟦termin⟧",
                    startsOn = "2026-08-17",
                    endsOn = "2026-12-18",
                }
            )
            .Is(HttpStatusCode.NoContent);
        await administrator.Api.Post("closing-days", new { day = "2026-12-04", reason = "⟦reason⟧" }).Created();
        await administrator
            .Api.Post(
                "closing-days",
                new
                {
                    day = "2026-12-07",
                    reason = "⟦reason⟧",
                    unitId = family.Unit,
                }
            )
            .Created();

        foreach (
            var path in new[]
            {
                "/units",
                "/units?search=nothing",
                $"/units/{family.Unit}",
                $"/units/{family.Unit}/groups/{family.Group}",
                "/calendar",
                $"/calendar?period={period}",
                "/people?search=xyzzy",
                $"/people?search={Uri.EscapeDataString("⟦")}",
                $"/people/{family.Child}",
                $"/people/{family.Guardian.Id}",
                $"/people/{head.Id}",
                $"/people/{anna.Person}",
                $"/people/{anna.Person}/account",
                $"/people/{invited.Person}/account",
                $"/people/{addressless.Person}/account",
                $"/people/{family.Child}/account",
                "/imports",
            }
        )
            await Look(pages, path);
        await Look(pages, $"/units/{family.Unit}");
        await Send(pages, "hours", ("From1", ""), ("Until2", "05:00"));
        await Send(pages, "form:has([value=closing-day])", ("Day", "2026-12-04"), ("Reason", "⟦reason⟧"));
        await Look(pages, "/calendar");
        await Send(pages, "period", ("Name", ""));
        await Look(pages, $"/people/{invited.Person}/account");
        await Send(pages, "activation");
        await Look(pages, $"/people/{anna.Person}/account");
        await Send(pages, "lock");

        await Imports(administrator, pages);
        await app.Execute("update roster.person set active = false where id = @Person", anna);
        await Look(pages, $"/people/{anna.Person}");

        var log = "/audit";
        do log = (await Look(pages, log)).QuerySelector(".pager a[href*=cursor]")?.GetAttribute("href") is { } next
            ? new Uri(next).PathAndQuery
            : null;
        while (log is not null);
        await Look(pages, "/audit?who=nobody");
        await Look(pages, "/audit?from=2026-01-01&until=2026-01-02&action=audit.read");

        Assert.True(stray.Count == 0, string.Join('\n', stray));
    }

    [Fact]
    public void What_was_forgotten_is_seen() =>
        Assert.Equal(
            ["forgotten", "Sök", "Namn"],
            Stray(
                new HtmlParser().ParseDocument(
                    "<title>⟦x⟧ – Kapprum</title><p>⟦a ⟦b⟧⟧ forgotten <b>12</b><input placeholder=Sök>"
                        + "<div data-label=Namn aria-label='⟦c⟧'><code>persons[1]</code></div>"
                )
            )
        );

    private async Task Imports(Actor administrator, Pages pages)
    {
        var file = new RosterFile();
        var (unit, school) = (file.Unit(name: "⟦unit⟧"), file.Unit("GR", name: "⟦school⟧"));
        var (group, spare) = (Named(file, file.Group(unit)), Named(file, file.Group(unit)));
        var guardian = file.Person("⟦given⟧", "⟦family⟧", email: "⟦a@example.org⟧");
        var child = file.Person("⟦given⟧", "⟦family⟧", birth: "2019-03-01");
        var placement = file.Placement(child, unit, group);
        file.Find(placement)["reason"] = "⟦reason⟧";
        file.Guardian(child, guardian);
        file.Enrol(child, school);
        file.Join(group, child);
        var duty = file.Duty(file.Person("⟦given⟧", "⟦family⟧"), unit, "⟦role⟧", group);
        var broken = file.Copy();
        foreach (
            var (list, field, value) in new (string, string, JsonNode?)[]
            {
                ("persons", "birthDate", "2026-13-40"),
                ("persons", "givenName", null),
                ("persons", "id", "17"),
                ("persons", "familyName", new string('x', 201)),
                ("persons", "enrolments", "none"),
                ("placements", "schoolType", "GY"),
                ("placements", "maxWeeklyScheduleHours", 169),
                ("placements", "child", new JsonObject { ["id"] = Guid.CreateVersion7() }),
                ("duties", "endDate", "1999-01-01"),
            }
        )
        {
            var record = broken[list][0]!.DeepClone();
            record["id"] = Guid.CreateVersion7();
            if (value is null)
                record.AsObject().Remove(field);
            else
                record[field] = value;
            broken[list].Add(record);
        }

        broken.Guardian(child, child);
        broken["persons"].Add(broken["persons"][0]!.DeepClone());
        broken["persons"].Add(17);

        // Much that is in the roster is not in the file.
        var first = await Handed(broken);
        await Look(pages, "/imports");
        await Look(pages, first);
        await app.Drain();
        await Tabs(first);
        await Look(pages, first);
        await Send(pages, "apply");
        await Send(pages, "apply", ("EndMany", "true"), ("Ended", await Ended(first)));
        await app.Drain();
        await Tabs(first);

        file.Find(child)["givenName"] = "⟦other⟧";
        file.Find(child)["birthDate"] = "2019-03-02";
        file.Find(child)["securityMarking"] = "Sekretessmarkering";
        file.Find(guardian)["birthDate"] = "1988-05-02";
        file.Find(guardian)["emails"] = new JsonArray();
        file.Find(unit)["schoolUnitCode"] = "12345678";
        file.Find(group)["groupType"] = "Klass";
        file.Find(placement)["maxWeeklyScheduleHours"] = 15;
        file.Find(placement)["group"] = new JsonObject { ["id"] = spare };
        file.Find(duty)["dutyRole"] = "Rektor";
        var second = await Handed(file);
        var third = await Handed(file);
        await app.Drain();
        await Tabs(second);
        await Look(pages, third);
        await Send(pages, "apply", ("EndMany", "true"), ("Ended", await Ended(third)));
        await app.Drain();
        await Look(pages, third);
        await Look(pages, second);
        await Look(pages, "/imports");
        Looked("upload", await pages.SendFile("upload", "File", "x", []));
        await Look(pages, $"/people/{child}");
        await Look(pages, $"/people/{guardian}");

        async Task<string> Handed(RosterFile given)
        {
            using var body = new ByteArrayContent(given.Utf8)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
            var import = await administrator.Api.PostAsync("roster/imports", body).Json(HttpStatusCode.Accepted);
            return $"/imports/{(Guid)import["id"]!}";
        }

        // What ends for the most part wants its number.
        async Task<string> Ended(string import)
        {
            var told = await administrator.Api.GetAsync($"roster{import}").Json();
            return told["counts"]!
                .AsArray()
                .Where(count => (string?)count!["kind"] == (string?)told["endsMost"])
                .Select(count => count!["ended"]!.ToString())
                .SingleOrDefault("");
        }

        async Task Tabs(string import)
        {
            foreach (
                var kind in (await Look(pages, import))
                    .QuerySelectorAll(".tabs a")
                    .Select(tab => tab.GetAttribute("href")!.Split('#')[0])
                    .ToList()
            )
            foreach (
                var sort in (await Look(pages, kind))
                    .QuerySelectorAll(".tabs a[href*='change=']")
                    .Select(tab => tab.GetAttribute("href")!.Split('#')[0])
                    .ToList()
            )
                await Look(pages, sort);
        }

        static Guid Named(RosterFile file, Guid group)
        {
            file.Find(group)["displayName"] = "⟦group⟧";
            return group;
        }
    }

    private async Task<IHtmlDocument> Look(Pages reader, string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        await app.Execute(
            string.Join(
                ';',
                Written
                    .Select(name => (Table: name[..name.LastIndexOf('.')], Column: name[(name.LastIndexOf('.') + 1)..]))
                    .Select(of =>
                        $"update {of.Table} set {of.Column} = '⟦' || {of.Column} || '⟧' where {of.Column} !~ '^⟦'"
                    )
            )
        );
        return Looked(path, await reader.Open(path, expected));
    }

    /// <summary>Sends a form, by its name or a selector, and looks at what is said to it.</summary>
    private async Task<IHtmlDocument> Send(Pages reader, string form, params (string, string)[] fields) =>
        Looked($"{reader.Path} {form}", await reader.Send(form, fields));

    private void Mails(string address)
    {
        var mails = app.MailsTo(address);
        Assert.NotEmpty(mails);
        foreach (var mail in mails)
            Looked("mail", new HtmlParser().ParseDocument(mail.HtmlBody!));
    }

    private IHtmlDocument Looked(string where, IHtmlDocument page)
    {
        Assert.Equal("eo", page.DocumentElement.GetAttribute("lang"));
        stray.UnionWith(Stray(page).Select(words => $"{Ids().Replace(where, "…")}: {words}"));
        return page;
    }

    private static IEnumerable<string> Stray(IHtmlDocument page)
    {
        var seen = (IHtmlDocument)page.Clone();
        // The name of the product, the letters of children, the languages' own names, days and their numbers, places in
        // a file and addresses.
        foreach (
            var other in seen.QuerySelectorAll(
                    ".brand, .peg, [lang]:not(html), .calendar, time, svg, [data-unread], code"
                )
                .ToList()
        )
            other.Remove();
        // Where a line may break is no end of a text.
        foreach (var place in seen.QuerySelectorAll("wbr").ToList())
            place.Remove();
        seen.Body!.Normalize();
        return from words in seen.Body!.Descendants<IText>()
                .Select(text => text.Data)
                .Append(seen.Title!)
                .Concat(
                    seen.All.SelectMany(element => element.Attributes)
                        .Where(attribute =>
                            attribute.Name
                                is "aria-label"
                                    or "aria-description"
                                    or "placeholder"
                                    or "title"
                                    or "alt"
                                    or "data-label"
                                    or "data-left"
                                    or "data-caps"
                        )
                        .Select(attribute => attribute.Value)
                )
            let outside = WithoutBrackets(Names().Replace(words, ""))
            where Letters().IsMatch(outside)
            select outside.Trim();
    }

    // Words within words are in brackets within brackets.
    private static string WithoutBrackets(string text)
    {
        var without = InBrackets().Replace(text, "");
        return without == text ? text : WithoutBrackets(without);
    }

    private static JsonObject Bracketed()
    {
        var all = new JsonObject();
        foreach (
            var assembly in AppDomain
                .CurrentDomain.GetAssemblies()
                .Where(a => a.GetName().Name!.StartsWith("Kapprum.", StringComparison.Ordinal))
        )
            if (assembly.GetManifestResourceStream("Texts/sv.json") is { } texts)
                using (texts)
                    foreach (var (key, text) in JsonNode.Parse(texts)!.AsObject())
                        all[key] = text is JsonObject forms
                            ? new JsonObject(
                                forms.Select(form => KeyValuePair.Create(form.Key, (JsonNode?)$"⟦{form.Value}⟧"))
                            )
                            : $"⟦{text}⟧";
        return all;
    }

    [GeneratedRegex("⟦[^⟦⟧]*⟧")]
    private static partial Regex InBrackets();

    [GeneratedRegex(@"\p{L}{2}")]
    private static partial Regex Letters();

    /// <summary>What the product and those who lead a unit are called, and addresses of pages.</summary>
    [GeneratedRegex(@"Kapprum|Rektor|https?://\S+")]
    private static partial Regex Names();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Ids();
}
