using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Kapprum.OpenId;

/// <summary>npm's <c>oidc-provider</c>, in a process of its own.</summary>
public sealed class RealProvider : IAsyncLifetime
{
    private const string Version = "9.13.3";
    private Process? process;

    public string Address { get; private set; } = "";

    /// <summary>What the client signs with, as a PEM file.</summary>
    public string KeyFile { get; } = Path.GetTempFileName();

    public async Task InitializeAsync()
    {
        var folder = Path.Combine(Root(), "artifacts", $"oidc-provider-{Version}");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "oidc-provider")))
            await Run(
                "npm",
                ["install", "--prefix", folder, "--no-audit", "--no-fund", "--silent", $"oidc-provider@{Version}"]
            );
        var script = Path.Combine(folder, "provider.mjs");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "provider.mjs"), script, overwrite: true);

        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(KeyFile, key.ExportPkcs8PrivateKeyPem());
        var port = FreePort();
        Address = $"http://127.0.0.1:{port}";
        process = Process.Start(
            new ProcessStartInfo("node", [script, $"{port}", LoggedIn.Back, PublicKey(key)])
            {
                RedirectStandardOutput = true,
            }
        )!;
        while (await process.StandardOutput.ReadLineAsync() is { } line && line != "listening") { }
    }

    public async Task DisposeAsync()
    {
        process?.Kill();
        await (process?.WaitForExitAsync() ?? Task.CompletedTask);
        process?.Dispose();
        File.Delete(KeyFile);
    }

    private static string PublicKey(RSA key)
    {
        var open = key.ExportParameters(includePrivateParameters: false);
        return JsonSerializer.Serialize(
            new
            {
                kty = "RSA",
                use = "sig",
                kid = "client",
                n = WebEncoders.Base64UrlEncode(open.Modulus!),
                e = WebEncoders.Base64UrlEncode(open.Exponent!),
            }
        );
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task Run(string program, string[] arguments)
    {
        using var running = Process.Start(program, arguments);
        await running.WaitForExitAsync();
        Assert.Equal(0, running.ExitCode);
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
