namespace Kapprum.CareSchedule;

/// <summary>What a button of the page of requests does with one.</summary>
internal enum RequestAction
{
    Accept,
    DeclineTooFewStaff,
    DeclineGroupIsFull,
    DeclineOuting,
    DeclineTalkToUs,
}
