namespace Kapprum.Roster.Units;

internal enum UnitKind
{
    Preschool,
    School,
    LeisureCentre,
}
