namespace Kapprum.CareSchedule;

/// <summary>What a guardian asks for on a day that he or she cannot change alone.</summary>
internal sealed record CareRequest
{
    public required Guid Id { get; init; }
    public required Guid ChildId { get; init; }
    public required Guid UnitId { get; init; }

    /// <summary>The guardian whose schedule it is about; null when all share it.</summary>
    public required Guid? Household { get; init; }
    public required DateOnly Day { get; init; }
    public required Guid AskedBy { get; init; }
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When the first wished time begins.</summary>
    public required DateTimeOffset LapsesAt { get; init; }
    public required RequestState State { get; init; }

    /// <summary>Why it was declined.</summary>
    public required DeclineReason? Reason { get; init; }
    public required Guid? AnsweredBy { get; init; }
    public required DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>In order, at least one.</summary>
    public IReadOnlyList<CareTime> Times { get; init; } = [];

    /// <summary>Says why staff may not answer it any more; null when they may.</summary>
    public Refusal? WhyNotAnswer() =>
        State switch
        {
            RequestState.Asked => null,
            RequestState.Lapsed => Refusal.Conflict("careschedule/request-lapsed", ("since", LapsesAt)),
            _ => Refusal.Conflict("careschedule/request-answered", ("state", State.Stored())),
        };
}

/// <summary>What has become of a request.</summary>
internal enum RequestState
{
    Asked,
    Accepted,
    Declined,

    /// <summary>A guardian has taken it back.</summary>
    Withdrawn,

    /// <summary>A guardian has asked for something else instead.</summary>
    Replaced,

    /// <summary>The day has begun and nobody had answered.</summary>
    Lapsed,
}

/// <summary>Why staff decline a request.</summary>
internal enum DeclineReason
{
    TooFewStaff,
    GroupIsFull,
    Outing,
    TalkToUs,
}
