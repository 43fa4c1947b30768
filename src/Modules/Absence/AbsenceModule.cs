namespace Kapprum.Absence;

/// <summary>Guardians say when a child will not come and take it back; staff record who did not come.</summary>
public sealed class AbsenceModule : Module;
