namespace Kapprum.Web.Layout;

/// <summary>
/// Marks a page that guardians look at: above it each of their children has its hook on the rail, and how its day is
/// beside it. A page that asks has none: whom it is about it asks itself.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RailAttribute : Attribute;
