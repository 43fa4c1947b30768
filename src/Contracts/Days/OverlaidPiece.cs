using Kapprum.Contracts.Roster;
using Kapprum.Kernel;

namespace Kapprum.Contracts.Days;

/// <summary>A part of a child's day of which a module knows more than the plan says.</summary>
public sealed record OverlaidPiece
{
    public required Guid ChildId { get; init; }
    public required DateOnly Date { get; init; }
    public required TimeOfDay From { get; init; }

    /// <summary>After <see cref="From"/>, at most 24:00.</summary>
    public required TimeOfDay Until { get; init; }
    public required OverlayKind Kind { get; init; }

    /// <summary>It was said of the whole day, however long that is.</summary>
    public bool WholeDay { get; init; }

    /// <summary>The thing it comes from, an absence for instance.</summary>
    public required Guid AboutId { get; init; }

    /// <summary>The page of that thing, as a path; null when it has none.</summary>
    public string? Path { get; init; }

    /// <summary>The key of the text for everybody who may see the child's day.</summary>
    public required string TextKey { get; init; }

    /// <summary>The key of the text that tells more; for <see cref="DetailFor"/> only.</summary>
    public string? DetailKey { get; init; }

    /// <summary>To whom the detail may be told.</summary>
    public Relation DetailFor { get; init; }
}
