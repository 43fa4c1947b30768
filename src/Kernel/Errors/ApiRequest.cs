using Microsoft.AspNetCore.Http;

namespace Kapprum.Kernel;

/// <summary>Where a program asks for data, and not a person for a page: what goes wrong there is told as problem
/// details.</summary>
public static class ApiRequest
{
    private static readonly PathString[] Paths = ["/api", "/openapi", "/health"];

    public static bool Is(HttpContext http) => Paths.Any(path => http.Request.Path.StartsWithSegments(path));
}
