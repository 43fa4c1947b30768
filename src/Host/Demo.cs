namespace Kapprum.Host;

internal static class Demo
{
    public static Task Welcome(WebApplication app, bool isEmbedded, CancellationToken ct) => Task.CompletedTask;
}

internal static class ImportRoster
{
    public static Task Run(FileInfo file, bool endMany, bool preview, CancellationToken ct) => throw new NotImplementedException();
}

internal static class CreateAdministrator
{
    public static Task Run(string email, CancellationToken ct) => throw new NotImplementedException();
}
