using Kapprum.Kernel;

namespace Kapprum.Contracts.Notifications;

/// <summary>Who is told of something about a child, as they are when it is told.</summary>
[Flags]
public enum Audience
{
    None = 0,

    /// <summary>The child's guardians.</summary>
    Guardians = 1,

    /// <summary>The staff of the child's own groups; where a unit has none for the child, its headteacher.</summary>
    GroupStaff = 2,
}

/// <summary>
/// People are to be told of something: published by the module in which it happened, with the change itself. It is told
/// once however often it is delivered; told again of the same thing, the notice is new and unread again.
/// </summary>
/// <param name="Kind">One of the <see cref="INoticeSource.Kinds"/>.</param>
/// <param name="AboutId">The thing it is about: with the kind and the reader it is one notice.</param>
/// <param name="ChildId">The child it is about; who may no longer see the child no longer sees the notice. Null when it
/// is about no child.</param>
/// <param name="To">Who is told because of what they are to the child.</param>
/// <param name="NotTo">Who has done it, and is not told of it.</param>
[Event("notifications/notice-due")]
public sealed record NoticeDue(string Kind, Guid AboutId, Guid? ChildId, Audience To, Guid? NotTo) : IEvent
{
    /// <summary>Further people who are told, by their ids in the roster.</summary>
    public IReadOnlyList<Guid> People { get; init; } = [];
}

/// <summary>A kind of notice; its name as a thing to choose is the text <c>notice.{name}.name</c>.</summary>
/// <param name="Name">Stable: it is stored, and stands in the API.</param>
/// <param name="Roles">Who may be told, and so may choose how.</param>
/// <param name="MailByDefault">Whether a mail goes out at once when somebody has not chosen.</param>
/// <param name="Order">Its place among the kinds to choose from.</param>
public sealed record NoticeKind(string Name, Roles Roles, int Order, bool MailByDefault = false);

/// <summary>A notice that is to be put into words.</summary>
/// <param name="Child">What its reader calls the child: a name only where it may stand. Null when it is about no
/// child.</param>
public sealed record Notice(Guid Id, string Kind, Guid AboutId, Guid? ChildId, string? Child)
{
    /// <summary>Who reads it; null while it is only asked whether it holds.</summary>
    public Guid? ReaderId { get; init; }

    /// <summary>The child's group, or its unit when it is in none; null where it may not stand.</summary>
    public string? Place { get; init; }

    /// <summary>The number to ring the unit at; null where it may not stand or there is none.</summary>
    public string? Phone { get; init; }

    /// <summary>Neither names nor places may stand: it is a mail about a child with protected identity.</summary>
    public bool Discreet { get; init; }
}

/// <summary>Where a notice is read: in the app now, or in a mail some time later.</summary>
public enum NoticeMedium
{
    App,
    Mail,
}

/// <summary>What a notice says.</summary>
public sealed record NoticeText
{
    /// <summary>A sentence.</summary>
    public required string Title { get; init; }

    /// <summary>
    /// What is known beside, who has done it among it; null when there is nothing to add. It stands in the app only.
    /// </summary>
    public string? Detail { get; init; }

    /// <summary>The page of what it is about.</summary>
    public required string Path { get; init; }

    public required string MailSubject { get; init; }

    /// <summary>The words of the mail's button, which leads to <see cref="Path"/>.</summary>
    public required string MailButton { get; init; }

    /// <summary>What a mail says after the sentence, a paragraph each: who has done it, what is wanted.</summary>
    public IReadOnlyList<string> MailMore { get; init; } = [];

    /// <summary>
    /// What it tells is still so. Of what is not nobody is told any more, and no mail goes out.
    /// </summary>
    public bool Holds { get; init; } = true;
}

/// <summary>What one module tells people of, and in which words.</summary>
public interface INoticeSource : IContribution
{
    /// <summary>Its kinds of notices.</summary>
    IReadOnlyList<NoticeKind> Kinds { get; }

    /// <summary>
    /// The text of each, from what stands now, by the notice's id. One that is left out is not shown. The readers may
    /// see the children.
    /// </summary>
    /// <param name="language">As in <see cref="Texts.Languages"/>.</param>
    Task<IReadOnlyDictionary<Guid, NoticeText>> Write(
        IReadOnlyList<Notice> notices,
        NoticeMedium medium,
        string language,
        CancellationToken ct
    );
}
