using System.Net;
using AngleSharp.Html.Dom;
using Kapprum.Accounts.Administration;
using Kapprum.Accounts.EIdentification;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kapprum.Tests.Accounts;

/// <summary>The demo's own provider.</summary>
public sealed class TestIdTests
{
    [Fact]
    public async Task One_chooses_whom_to_be()
    {
        await using var app = await App.Start(
            settings: new Dictionary<string, string?> { ["Demo:TestId"] = "true" },
            instead: Development
        );
        var anna = await app.Guardian();
        await app.Number(anna.Person);
        await app.Send(new KeepDemoLogIns([new(anna.UserName, anna.Person, "Anna", "guardian of Harry")]));
        using var browser = new IdentifiedBrowser(app);
        var address = await browser.Leave("?to=/absence");
        Assert.Equal(TestId.Page, address.AbsolutePath);
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(
            await browser.Own.GetStringAsync(address.PathAndQuery)
        );
        var form = Assert.Single(page.Forms, one => one.QuerySelector("[name=Nonce]") is not null);

        browser.Own.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        using var chosen = await browser.Own.PostAsync(
            address.PathAndQuery,
            new FormUrlEncodedContent(
                Pages
                    .Filled((IHtmlFormElement)form)
                    .Where(field => field.Key != "Id")
                    .Append(new("Id", $"{anna.Account}"))
            )
        );
        browser.Own.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        Assert.Equal(HttpStatusCode.Redirect, chosen.StatusCode);
        using var back = await browser.Return(chosen.Headers.Location!.PathAndQuery);

        Assert.Equal("/absence", back.Headers.Location!.PathAndQuery);
        Assert.Equal(anna.Person, await browser.Person());
        Assert.Equal("e-identification", (string?)(await browser.Own.GetAsync("api/me").Json())["assurance"]);
    }

    [Fact]
    public async Task It_is_nowhere_but_in_the_demo()
    {
        await using var app = await App.Start(instead: Development);

        await app.Client().GetAsync("test-id").Is(HttpStatusCode.NotFound);
        await app.Client().GetAsync("log-in/e-identification?provider=test-id").Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task In_production_it_is_refused()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            App.Start(settings: new Dictionary<string, string?> { ["Demo:TestId"] = "true" })
        );

        Assert.Contains(refused.Failures, failure => failure.StartsWith("Demo:TestId", StringComparison.Ordinal));
    }

    private static void Development(IServiceCollection services) => services.AddSingleton<IHostEnvironment>(new Here());

    private sealed class Here : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Development;
        public string ApplicationName { get; set; } = "Kapprum";
        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } =
            new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
