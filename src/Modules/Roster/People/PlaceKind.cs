namespace Kapprum.Roster.People;

/// <summary>As what a child is at a unit: placed in preschool or leisure-time centre, or enrolled in school.</summary>
internal enum PlaceKind
{
    Preschool,
    Leisure,
    School,
}
