namespace Kapprum.CareSchedule.Questions;

/// <summary>
/// What guardians are asked before a holiday, or because their unit is closed on a day: on which days a child needs
/// care.
/// </summary>
internal sealed record Question
{
    public required Guid Id { get; init; }

    /// <summary>As people call the days: "Sommar".</summary>
    public required string Name { get; init; }

    /// <summary>What the staff want to say with it.</summary>
    public required string? Note { get; init; }
    public required DateOnly StartsOn { get; init; }
    public required DateOnly EndsOn { get; init; }

    /// <summary>From when guardians answer.</summary>
    public required DateOnly OpensOn { get; init; }

    /// <summary>On which they answer last.</summary>
    public required DateOnly LastDay { get; init; }
    public required Asks Asks { get; init; }
    public required ForUnanswered ForUnanswered { get; init; }

    /// <summary>It is about a day on which the units are closed.</summary>
    public required bool Closing { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public required int Version { get; init; }

    /// <summary>Whose children it is about.</summary>
    public required Guid[] Units { get; init; }

    /// <summary>The moment since which it is asked.</summary>
    public DateTimeOffset Since => SchoolTime.Midnight(OpensOn) is var opens && opens > AskedAt ? opens : AskedAt;
}

/// <summary>What guardians say of a day.</summary>
internal enum Asks
{
    /// <summary>Whether the child comes, at its usual times.</summary>
    Care,

    /// <summary>Also when it comes.</summary>
    Times,
}

/// <summary>What a day counts as that nobody has answered when the last day is over.</summary>
internal enum ForUnanswered
{
    /// <summary>Nobody knows.</summary>
    Unknown,

    /// <summary>The child does not come.</summary>
    None,

    /// <summary>It comes as its schedule says.</summary>
    Usual,
}

/// <summary>What is answered of a day.</summary>
internal enum DayCare
{
    /// <summary>The child does not come.</summary>
    None,

    /// <summary>It comes as its schedule says, whatever that will be by then.</summary>
    Usual,

    /// <summary>It comes at times of its own.</summary>
    Times,
}
