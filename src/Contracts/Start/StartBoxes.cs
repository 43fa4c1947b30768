using Kapprum.Kernel;

namespace Kapprum.Contracts.Start;

/// <summary>A box of the start page: what a module has to say today, and the way to it.</summary>
/// <param name="Icon">A name of lucide.dev that is among the look's icons.</param>
/// <param name="Text">A sentence; also when there is nothing to tell.</param>
/// <param name="Count">How many things are new; 0 for none.</param>
/// <param name="Path">The page it leads to.</param>
public sealed record StartBox(string Title, string Icon, string Text, int Count, string Path);

/// <summary>Gives the start page a box.</summary>
public interface IStartBox : IContribution
{
    /// <summary>Its place among the boxes; modules leave room between theirs.</summary>
    int Order { get; }

    /// <summary>The box as the user sees it who is asking; null for none.</summary>
    /// <param name="childIds">The children the page is about; the user is their guardian.</param>
    Task<StartBox?> Show(IReadOnlyList<Guid> childIds, CancellationToken ct);
}

/// <summary>Gives the page that staff begin their day at a box: what waits for them.</summary>
public interface IStaffBox : IContribution
{
    /// <summary>Its place among the boxes; modules leave room between theirs.</summary>
    int Order { get; }

    /// <summary>The box as the user sees it who is asking; null for none.</summary>
    /// <param name="childIds">The children of the user's own groups; of the units that he or she leads.</param>
    Task<StartBox?> Show(IReadOnlyList<Guid> childIds, CancellationToken ct);
}

/// <summary>A line on a child's card.</summary>
/// <param name="Path">The page it leads to; null when there is none.</param>
/// <param name="Detail">What stands below the title, smaller.</param>
/// <param name="Wanted">What is wanted of the guardian, in a word or two; null when nothing is.</param>
public sealed record ChildLine(
    string Icon,
    string Title,
    string? Path = null,
    string? Detail = null,
    string? Wanted = null
);

/// <summary>
/// A button on a child's card: it leads to a page, or sends one of that page's forms at once. The first of a card is
/// the likely one, and looks it.
/// </summary>
/// <param name="Icon">Null for a word among others.</param>
/// <param name="Path">The page it leads to, or whose form it sends.</param>
public sealed record ChildAction(string? Icon, string Title, string Path)
{
    /// <summary>
    /// Goes on where the title ends, for those who hear the button without its card: " för Harry", " – Harry".
    /// </summary>
    public string? About { get; init; }

    /// <summary>The name of the form it sends; null when it leads to the page.</summary>
    public string? Form { get; init; }

    /// <summary>What the form is sent with; its fields are no secrets.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it answers something the guardian is asked; it is the loud one of the page then.</summary>
    public bool Wanted { get; init; }
}

/// <summary>
/// What has just been done about a child, said where it was tapped for as long as it can be undone: "Klart! Blåbäret
/// och Johan ser det nu."
/// </summary>
public sealed record ChildReceipt(string Text, ChildAction? Undo = null);

/// <summary>Whom to ring about a child.</summary>
/// <param name="Title">"Ring Blåbäret 08-465 004 03".</param>
public sealed record ChildCall(string Title, string Number);

/// <summary>What one module has to say of a child.</summary>
/// <param name="Data">The same for programs: a member of the child in <c>GET /api/start</c>. Null for none.</param>
public sealed record ChildCardPart(
    IReadOnlyList<ChildLine> Lines,
    IReadOnlyList<ChildAction> Actions,
    IReadOnlyDictionary<string, object?>? Data = null
)
{
    /// <summary>
    /// How it is now, in place of what the state of the day says: "Harry är hos tandläkaren till 11.00". The first part
    /// that has one says it.
    /// </summary>
    public string? Sentence { get; init; }

    /// <summary>
    /// What stands below the sentence after the child's group, in place of when the day ends: "hela fredagen",
    /// "Blåbäret fick veta det 7.02, av dig". The first part that has one says it.
    /// </summary>
    public string? Detail { get; init; }

    /// <summary>What was just done; the part's own.</summary>
    public ChildReceipt? Receipt { get; init; }

    /// <summary>Whom to ring; the first part that has one says it.</summary>
    public ChildCall? Call { get; init; }
}

/// <summary>A member that the parts of a card add to a child in <c>GET /api/start</c>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ChildDataAttribute(string name, Type type) : Attribute
{
    public string Name { get; } = name;

    public Type Type { get; } = type;
}

/// <summary>Gives each child's card on a guardian's start page lines and buttons.</summary>
public interface IChildCard : IContribution
{
    /// <summary>Its place on the card; modules leave room between theirs.</summary>
    int Order { get; }

    /// <summary>The part of each child, by id; a child without one has none.</summary>
    /// <param name="childIds">Children of whom the user who is asking is guardian.</param>
    Task<IReadOnlyDictionary<Guid, ChildCardPart>> Of(IReadOnlyList<Guid> childIds, CancellationToken ct);
}
