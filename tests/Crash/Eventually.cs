using System.Diagnostics;

namespace Kapprum.Crash;

/// <summary>Waiting for what another process is about to do.</summary>
internal static class Eventually
{
    public static async Task Is(Func<Task<bool>> condition, string what, int seconds = 90)
    {
        var patience = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(seconds), $"It did not come to this: {what}.");
            await Task.Delay(50);
        }
    }
}
