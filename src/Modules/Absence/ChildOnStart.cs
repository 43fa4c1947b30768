namespace Kapprum.Absence;

/// <summary>Where a child's card stands on the start page: one is back where one tapped.</summary>
internal static class ChildOnStart
{
    public static string Of(Guid childId) => $"/#child-{childId}";
}
