namespace Kapprum.Absence;

/// <summary>What a button of the day page does, with a child or with an absence.</summary>
internal enum DayAction
{
    RecordLateArrival,
    RecordUnexplained,
    RecordIll,
    ExplainIll,
    ExplainMedical,
    Withdraw,
}
