namespace Kapprum.Kernel;

/// <summary>How long the kernel keeps what it has carried out.</summary>
internal static class KernelRetention
{
    public static readonly Setting<int> Events = Setting.Number("kernel.event-days", 30, from: 7, to: 365);
    public static readonly Setting<int> Mails = Setting.Number("kernel.mail-days", 30, from: 7, to: 365);
    public static readonly Setting<int> Keys = Setting.Number("kernel.idempotency-key-days", 1, from: 1, to: 30);
}
