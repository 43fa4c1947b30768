using System.IO.Compression;
using System.Reflection;
using FluentValidation;
using Kapprum.Kernel;
using Kapprum.Web.Forms;
using Kapprum.Web.Layout;
using Kapprum.Web.Parts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Web;

public static class WebRegistration
{
    internal const string FormCookie = "kapprum.form";
    private const string FormTokenField = "form-token";

    /// <param name="modules">The assemblies that have pages or texts.</param>
    public static void AddWeb(this IServiceCollection services, IConfiguration settings, Assembly[] modules)
    {
        var texts = new Texts([.. modules, typeof(WebRegistration).Assembly], settings["Texts:Folder"]);
        ValidatorOptions.Global.LanguageManager = new ValidationTexts(texts);
        services.AddSingleton(texts);
        services.AddSingleton(new PageAssemblies(modules));
        services.AddRazorComponents();
        services.AddScoped<Shell>();
        services.AddScoped<OwnMunicipality>();
        services.AddScoped<Problems>();
        services.AddScoped<Toasts>();
        services.AddAntiforgery(form =>
        {
            form.Cookie.Name = FormCookie;
            form.Cookie.Path = "/";
            form.FormFieldName = FormTokenField;
            form.SuppressXFrameOptionsHeader = true;
        });

        // Files are compressed when they are built; here it is about pages only. The one secret in a page is the form
        // token, which is encrypted anew each time, and the session's cookie does not come with requests that other
        // sites make, so that guessing at the length of an answer (BREACH) gains nothing.
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/html"];
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
    }

    /// <summary>The pages of all modules, and the styles and pictures with their hashed names.</summary>
    public static void MapPages(this WebApplication app)
    {
        app.MapLanguage();
        app.MapMunicipalityFiles();
        app.MapStaticAssets().AllowAnonymous().Add(KeepFonts);
        app.MapRazorComponents<App>()
            .AddAdditionalAssemblies(app.Services.GetRequiredService<PageAssemblies>().Modules)
            .Add(page =>
            {
                LoadShell(page);
                LoadMunicipality(page);
                AnswerOnce(page);
                RefusedForms.LeadBack(page);
                LeadToStepUp(page);
            });
    }

    // Around all of it: where one is led then, no form has been answered.
    private static void LeadToStepUp(EndpointBuilder page)
    {
        var render = page.RequestDelegate!;
        page.RequestDelegate = async http =>
        {
            var shown = http.Request.PathBase + http.Request.Path + http.Request.QueryString;
            try
            {
                await render(http);
            }
            catch (Refusal no) when (no.StepUpDue is not null && !http.Response.HasStarted)
            {
                http.Response.Redirect(no.StepUpDue.PageFor(shown));
            }
        };
    }

    // Around everything that reads, within RefusedForms, which takes its query out of the address before forms are
    // compared: a form sent again leads to where it led, also where the page it stood on has no such form any more.
    private static void AnswerOnce(EndpointBuilder page)
    {
        var render = page.RequestDelegate!;
        page.RequestDelegate = async http =>
        {
            if (HttpMethods.IsPost(http.Request.Method) && !http.Request.HasFormContentType)
                throw new BadHttpRequestException("A page takes forms.", StatusCodes.Status415UnsupportedMediaType);
            if (
                !HttpMethods.IsPost(http.Request.Method)
                || http.Features.Get<CurrentUser>() is not { AccountId: var account }
                || await SentForm.Read(http.Request, [FormTokenField], http.RequestAborted) is not { } form
            )
            {
                await render(http);
                return;
            }

            var receipts = http.RequestServices.GetRequiredService<FormReceipts>();
            if (await receipts.Claim(account, form, http.RequestAborted) is { } earlier)
            {
                http.Response.Redirect(earlier.Location);
                http.Response.Headers.SetCookie = earlier.Cookies;
                return;
            }

            FormReceipt? receipt = null;
            http.Features.Set(form);
            try
            {
                await render(http);
                // What gives the browser another cookie, a session's for instance, cannot be given again.
                var cookies = http.Response.Headers.SetCookie.OfType<string>().ToArray();
                if (
                    http.Response is { StatusCode: StatusCodes.Status302Found, Headers.Location: [{ } location] }
                    && cookies.All(Toasts.IsToast)
                )
                    receipt = new(location, cookies);
            }
            finally
            {
                await receipts.Complete(account, form, receipt);
            }
        };
    }

    // Before anything is rendered: what surrounds a page and the page itself read on the same connection, and a page
    // that leads elsewhere at once, while an asynchronous layout around it is half rendered, sends the renderer round
    // in a circle until the stack is used up.
    private static void LoadShell(EndpointBuilder page)
    {
        if (
            page.Metadata.OfType<ComponentTypeMetadata>().FirstOrDefault()?.Type is not { } type
            || (type.GetCustomAttribute<LayoutAttribute>()?.LayoutType ?? typeof(MainLayout)) != typeof(MainLayout)
        )
            return;

        var render = page.RequestDelegate!;
        page.RequestDelegate = async http =>
        {
            await http
                .RequestServices.GetRequiredService<Shell>()
                .Load(http.RequestServices.GetRequiredService<CurrentUser>());
            await render(http);
        };
    }

    // For the same reason. What goes wrong is told without asking the database, and so is that there is no network.
    private static void LoadMunicipality(EndpointBuilder page)
    {
        var type = page.Metadata.OfType<ComponentTypeMetadata>().FirstOrDefault()?.Type;
        if (type == typeof(ProblemPage) || type == typeof(OfflinePage))
            return;

        var render = page.RequestDelegate!;
        page.RequestDelegate = async http =>
        {
            await http.RequestServices.GetRequiredService<OwnMunicipality>().Load(http.RequestAborted);
            await render(http);
        };
    }

    // A stylesheet cannot say a hash, so that a font's name has its version instead; it too may be kept for good.
    private static void KeepFonts(EndpointBuilder file)
    {
        if (
            file is not RouteEndpointBuilder { RoutePattern.RawText: { } path, RequestDelegate: { } serve }
            || !path.EndsWith(".woff2", StringComparison.Ordinal)
        )
            return;

        file.RequestDelegate = http =>
        {
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.CacheControl = "max-age=31536000, immutable";
                return Task.CompletedTask;
            });
            return serve(http);
        };
    }
}

/// <summary>Where there are pages beside the ones here.</summary>
internal sealed record PageAssemblies(Assembly[] Modules);
