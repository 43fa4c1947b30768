using System.Text.Json;
using System.Text.Json.Nodes;
using Kapprum.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kapprum.Web.Layout;

/// <summary>What the municipality has its name and its colour in beside the pages.</summary>
internal static class MunicipalityFiles
{
    /// <summary>Before the file as it is built.</summary>
    private const int BeforeFiles = -1000;

    private static readonly byte[] Built = ReadBuilt();

    public static void MapMunicipalityFiles(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/app.webmanifest",
                async (ISettings settings, HttpResponse response, CancellationToken ct) =>
                {
                    response.Headers.CacheControl = "no-cache";
                    return TypedResults.Bytes(
                        Named(await settings.Get(Municipality.NameSetting, ct)),
                        "application/manifest+json"
                    );
                }
            )
            .WithOrder(BeforeFiles)
            .AllowAnonymous()
            .ExcludeFromDescription();

        // The colour is in the address, so that it may be kept for good.
        app.MapGet(
                "/municipality.css",
                IResult (string? accent, HttpResponse response) =>
                {
                    if (accent is null || !Accent.IsReadable($"#{accent}"))
                        return TypedResults.NotFound();

                    response.Headers.CacheControl = "max-age=31536000, immutable";
                    return TypedResults.Text(Style($"#{accent}"), "text/css");
                }
            )
            .AllowAnonymous()
            .ExcludeFromDescription();
    }

    private static byte[] Named(string municipality)
    {
        if (municipality.Length == 0)
            return Built;

        var manifest = JsonNode.Parse(Built)!;
        manifest["name"] = $"Kapprum – {municipality}";
        return JsonSerializer.SerializeToUtf8Bytes(manifest);
    }

    // By night it is lightened as far as the usual colour is, so that it is read there too.
    private static string Style(string accent) =>
        $$"""
            :root {
                --accent: light-dark({{accent}}, oklch(from {{accent}} 83% min(c, .09) h));
                --accent-over: light-dark(
                    oklch(from {{accent}} calc(l - .07) c h), oklch(from {{accent}} 88% min(c, .08) h));
                --accent-soft: light-dark(
                    oklch(from {{accent}} 94% min(c, .026) h), oklch(from {{accent}} 32% min(c, .035) h));
            }

            """;

    private static byte[] ReadBuilt()
    {
        using var file = typeof(MunicipalityFiles).Assembly.GetManifestResourceStream("app.webmanifest")!;
        using var read = new MemoryStream();
        file.CopyTo(read);
        return read.ToArray();
    }
}
