using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Xunit;

namespace Kapprum.Support;

public sealed partial class App
{
    /// <summary>The pages as somebody's browser sees them without script; nobody's when no person is given.</summary>
    /// <param name="language">What the browser asks for.</param>
    /// <param name="confirmed">The password counts as said just now.</param>
    public async Task<Pages> Pages(Guid? person = null, string language = "sv", bool confirmed = true)
    {
        var cookies = new CookieContainer();
        if (person is { } somebody)
            cookies.Add(new Cookie("kapprum", await CookieOf(somebody, confirmed), "/", new Uri(Address).Host));

        var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies })
        {
            BaseAddress = new Uri(Address),
        };
        browser.DefaultRequestHeaders.Add("Accept", "text/html");
        browser.DefaultRequestHeaders.Add("Accept-Language", language);
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return new(browser, cookies);
    }
}

/// <summary>A browser without script: reads pages, fills in forms and sends them, follows where it is led.</summary>
public sealed class Pages(HttpClient browser, CookieContainer cookies)
{
    private IHtmlDocument page = null!;

    /// <summary>Path and query of the page that is shown.</summary>
    public string Path { get; private set; } = "";

    public CookieCollection Cookies => cookies.GetAllCookies();

    public async Task<IHtmlDocument> Open(string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        await Show(browser.GetAsync(path), expected);

    /// <summary>
    /// Sends a form of the page as it stands, with the fields that are given instead or as well; a field may be given
    /// several times.
    /// </summary>
    /// <param name="form">Its name, or a selector.</param>
    public Task<IHtmlDocument> Send(string form, params (string Name, string Value)[] fields) =>
        Send(form, HttpStatusCode.OK, fields);

    public async Task<IHtmlDocument> Send(
        string form,
        HttpStatusCode expected,
        params (string Name, string Value)[] fields
    )
    {
        return await Show(Post(form, fields), expected);
    }

    /// <summary>
    /// Sends a form several times at once, as a double press does, and stays on its page; gives where each was led.
    /// </summary>
    public async Task<string[]> SendAtOnce(string form, int times, params (string Name, string Value)[] fields)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, times).Select(_ => Post(form, fields)));
        return
        [
            .. answers.Select(answer =>
            {
                using (answer)
                {
                    Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                    return answer.RequestMessage!.RequestUri!.PathAndQuery;
                }
            }),
        ];
    }

    private Task<HttpResponseMessage> Post(string form, (string Name, string Value)[] fields)
    {
        var sent = Form(form);
        var body = Filled(sent)
            .Where(own => fields.All(field => field.Name != own.Key))
            .Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return browser.PostAsync(sent.GetAttribute("action") ?? Path, new FormUrlEncodedContent(body));
    }

    /// <summary>Sends a form with a file.</summary>
    public async Task<IHtmlDocument> SendFile(string form, string field, string name, byte[] file)
    {
        using var body = new MultipartFormDataContent();
        foreach (var (key, value) in Filled(Form(form)).Where(own => own.Key != field))
            body.Add(new StringContent(value), key);
        body.Add(new ByteArrayContent(file), field, name);
        return await Show(browser.PostAsync(Path, body), HttpStatusCode.OK);
    }

    /// <summary>What is said about a field of the page.</summary>
    public string? Error(string field) => page.QuerySelector($"[id$='-{field}-error']")?.TextContent.Trim();

    public string? Toast => page.QuerySelector(".toast p")?.TextContent;

    private IHtmlFormElement Form(string form)
    {
        var found = form.All(char.IsLetterOrDigit)
            ? page.Forms.SingleOrDefault(one => one.QuerySelector($"input[name=_handler][value='{form}']") is not null)
            : page.QuerySelector(form) as IHtmlFormElement;
        Assert.True(found is not null, $"There is no form {form} on {Path}: {page.Body!.TextContent}");
        return found;
    }

    /// <summary>What a browser would send of a form as it stands.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Filled(IHtmlFormElement form)
    {
        foreach (var field in form.Elements.Where(element => element.HasAttribute("name")))
        {
            var value = field switch
            {
                IHtmlInputElement { Type: "radio" or "checkbox", IsChecked: false } => null,
                IHtmlInputElement input => input.Value,
                IHtmlTextAreaElement area => area.Value,
                IHtmlSelectElement select => select.Value,
                _ => null,
            };
            if (value is not null)
                yield return KeyValuePair.Create(field.GetAttribute("name")!, value);
        }
    }

    private async Task<IHtmlDocument> Show(Task<HttpResponseMessage> answer, HttpStatusCode expected)
    {
        using var response = await answer;
        var html = await response.Content.ReadAsStringAsync();
        Assert.True(
            response.StatusCode == expected,
            $"{(int)response.StatusCode} instead of {(int)expected} at {response.RequestMessage!.RequestUri}: {html}"
                + ((int)response.StatusCode >= 500 ? ErrorLog.Latest : "")
        );
        Path = response.RequestMessage!.RequestUri!.PathAndQuery;
        return page = await new HtmlParser().ParseDocumentAsync(html);
    }
}
