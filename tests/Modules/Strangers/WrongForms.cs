namespace Kapprum.Tests.Strangers;

/// <summary>A form of a page, as it stands there.</summary>
internal sealed record SentForm(string Page, string Name, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public override string ToString() => $"{Page} {Name}";
}

/// <summary>All ways in which a form can be sent wrongly, and a page be asked.</summary>
internal static class WrongForms
{
    private const string Urlencoded = "application/x-www-form-urlencoded";

    public static IEnumerable<Wrong> Of(SentForm form)
    {
        var right = Making.Form(form.Fields);
        foreach (
            var type in (string?[])
                [
                    null,
                    "",
                    "text/plain",
                    "application/json",
                    "multipart/form-data",
                    "multipart/form-data; boundary=",
                    $"multipart/form-data; boundary={new string('b', 300)}",
                    $"{Urlencoded}; charset=x-bogus",
                    $"{Urlencoded}; charset=utf-16",
                ]
        )
            yield return Sent($"content type {type ?? "none"}", right, type);
        foreach (
            var (how, text) in ((string, string)[])
                [
                    ("broken", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx"),
                    ("without a head", "--b\r\n\r\nx\r\n--b--\r\n"),
                    ("with a bad head", "--b\r\nnothing at all\r\n\r\nx\r\n--b--\r\n"),
                    ("with a long head", $"--b\r\nX: {new string('x', 40_000)}\r\n\r\nx\r\n--b--\r\n"),
                    ("of nothing", ""),
                ]
        )
            yield return Sent($"multipart {how}", text, "multipart/form-data; boundary=b");

        foreach (var body in (string[])["", "%", "%zz=%ff", "=&=&&", "a%00b=c", "[0].x=1&[0].x=2", right + "&%00=%00"])
            yield return Sent($"body {body[..Math.Min(body.Length, 20)]}", body);
        yield return Sent("1,100 fields", right + string.Concat(Enumerable.Range(0, 1100).Select(i => $"&f{i}=x")));
        yield return Sent("a long name", right + $"&{new string('n', 3000)}=x");
        yield return Sent("too large", right + $"&nobody={new string('x', 60_000_000 / 20)}");
        yield return Sent("unknown field", right + "&nobody=1&Nobody.At.All=2&nobody[0]=3");
        yield return Sent("no such form", Making.Form(Other("_handler", "nobody")));
        yield return Sent("no form", Making.Form(form.Fields.Where(field => field.Key != "_handler")));
        yield return Sent("no token", Making.Form(form.Fields.Where(field => field.Key != "form-token")));
        yield return Sent("another token", Making.Form(Other("form-token", "CfDJ8AAAA")));

        foreach (var name in form.Fields.Select(field => field.Key).Distinct())
        {
            if (name is "form-token" or "_handler")
                continue;
            yield return Sent($"without {name}", Making.Form(form.Fields.Where(field => field.Key != name)));
            yield return Sent($"{name} twice", right + $"&{name}=1&{name}=2");
            yield return Sent($"{name} no UTF-8", right + $"&{name}=%ff%c0");
            foreach (var (how, value) in Values.Texts)
                yield return Sent($"{name} {how}", Making.Form(Other(name, value)));
        }

        Wrong Sent(string how, string body, string? type = Urlencoded) =>
            new(how, () => Making.Request("POST", form.Page, Making.Body(body, type)));

        IEnumerable<KeyValuePair<string, string>> Other(string name, string value) =>
            form.Fields.Where(field => field.Key != name).Append(new(name, value));
    }

    /// <param name="query">The names of what may stand in its address.</param>
    public static IEnumerable<Wrong> OfPage(string page, IReadOnlyList<string> query)
    {
        var path = page.Split('?')[0];
        foreach (var name in query)
        {
            foreach (var (how, value) in Values.Texts)
                yield return new(
                    $"?{name} {how}",
                    () => Making.Request("GET", $"{path}?{name}={Making.Escaped(value)}")
                );
            yield return new($"?{name} twice", () => Making.Request("GET", $"{path}?{name}=1&{name}=2"));
            yield return new($"?{name} no UTF-8", () => Making.Request("GET", $"{path}?{name}=%ff%c0&=%zz"));
        }

        foreach (var accept in (string[])["application/json", "text/event-stream", "/;;q=x"])
            yield return new($"Accept {accept}", () => Making.Request("GET", page).With("Accept", accept));
        foreach (var method in (string[])["PUT", "DELETE", "OPTIONS", "BREW"])
            yield return new($"method {method}", () => Making.Request(method, page));
        yield return new(
            "cookies of nothing",
            () => Making.Request("GET", page).With("Cookie", "toast=|||; child=%00; language=xx; ;=;")
        );
    }
}
