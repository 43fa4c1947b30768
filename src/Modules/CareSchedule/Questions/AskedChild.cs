namespace Kapprum.CareSchedule.Questions;

/// <summary>The days of a child that a question is about, and what was answered.</summary>
/// <param name="Name">As the reader knows the child.</param>
/// <param name="Days">In order.</param>
internal sealed record AskedChild(Guid ChildId, string Name, IReadOnlyList<AskedChild.OneDay> Days)
{
    /// <summary>How many of them nobody has answered that still can be.</summary>
    public int Left => Days.Count(day => day.IsLeft);

    /// <summary>A day at one of the child's places.</summary>
    public sealed record OneDay
    {
        public required DateOnly Date { get; init; }
        public required Guid UnitId { get; init; }
        public required string Unit { get; init; }
        public required Guid? Household { get; init; }
        public required QuestionPhase Phase { get; init; }
        public required DateOnly OpensOn { get; init; }

        /// <summary>On which guardians answer last.</summary>
        public required DateOnly LastDay { get; init; }

        /// <summary>What was answered; null while nothing is.</summary>
        public required DayCare? Care { get; init; }

        /// <summary>When the child comes, as far as it is known.</summary>
        public required IReadOnlyList<CareTime> Times { get; init; }

        /// <summary>When it would come as usual.</summary>
        public required IReadOnlyList<CareTime> Usual { get; init; }
        public required bool ByStaff { get; init; }

        /// <summary>What the day counts as, whether or not somebody has answered.</summary>
        public required CareState State { get; init; }

        /// <summary>Some of the times lie where the unit is not open.</summary>
        public required bool OutsideHours { get; init; }

        /// <summary>The child needs care, and its unit is closed: it comes only when it is placed elsewhere.</summary>
        public required bool NeedsPlace { get; init; }

        /// <summary>Nobody has answered, and a guardian still can.</summary>
        public bool IsLeft => Phase == QuestionPhase.Open && Care is null;
    }

    /// <param name="writer">Whose days; null for all.</param>
    public static AskedChild Of(ChildFacts child, Question question, string name, CareWriter? writer) =>
        new(
            child.ChildId,
            name,
            [
                .. from care in AskedDays.Of(child, question)
                where writer?.Writes(child, care.Placement) is not false
                select Day(child, care),
            ]
        );

    private static OneDay Day(ChildFacts child, PlannedCare care)
    {
        var asked = care.Asked!;
        var usual = DayPlan.UsualTimes(child, care.Placement, asked);
        var needs = asked.Care is DayCare.Usual or DayCare.Times;
        return new()
        {
            Date = care.Placement.Day,
            UnitId = care.Placement.UnitId,
            Unit = care.Placement.Unit,
            Household = care.Household,
            Phase = asked.Phase,
            OpensOn = asked.Opens,
            LastDay = asked.LastDay,
            Care = asked.Care,
            Times =
                care.State == CareState.Closed && needs
                    ? asked.Answer is { Care: DayCare.Times, Times: var said }
                        ? said
                        : usual
                    : care.Times,
            Usual = usual,
            ByStaff = asked.ByStaff,
            State = care.State,
            OutsideHours = care.OutsideHours,
            NeedsPlace = needs && care.State == CareState.Closed,
        };
    }
}
