namespace Kapprum.Roster.Units;

internal enum GroupKind
{
    /// <summary>Of a school: where its pupils belong.</summary>
    Class,

    /// <summary>Of a preschool or leisure-time centre: where its children belong.</summary>
    Department,
    Mentor,
    Teaching,
    Other,
}
