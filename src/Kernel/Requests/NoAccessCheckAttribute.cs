namespace Kapprum.Kernel;

/// <summary>
/// Says why a slice that gets an id need not ask who may see or act for what has it. All others ask first, by one of
/// the contracts' <c>Require</c>; a test reads it from the compiled code.
/// </summary>
/// <param name="why">One sentence: what else keeps others out, or why there is nobody to keep out.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NoAccessCheckAttribute(string why) : Attribute
{
    public string Why { get; } = why;
}
