using Kapprum.Contracts.Notifications;

namespace Kapprum.Notifications;

/// <summary>All kinds of notices, as the modules tell of them, and the texts of each.</summary>
internal sealed class NoticeKinds(IEnumerable<INoticeSource> sources)
{
    private readonly Dictionary<string, (NoticeKind Kind, INoticeSource Source)> kinds = (
        from source in sources
        from kind in source.Kinds
        select (kind, source)
    ).ToDictionary(one => one.kind.Name, one => (one.kind, one.source));

    public NoticeKind this[string name] =>
        kinds.TryGetValue(name, out var known)
            ? known.Kind
            : throw new InvalidOperationException($"No module tells of notices of the kind {name}.");

    public string[] Names => [.. kinds.Keys];

    /// <summary>What somebody with these roles may be told of, in the order to choose in.</summary>
    public IReadOnlyList<NoticeKind> For(Roles roles) =>
        [
            .. from known in kinds.Values
            where (known.Kind.Roles & roles) != 0
            orderby known.Kind.Order
            select known.Kind,
        ];

    /// <summary>
    /// The text of each notice, by its id. One is left out when its module has nothing to say of it, and when no module
    /// tells of its kind: none does any more, or this host is of a version that does not yet.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, NoticeText>> Write(
        IReadOnlyList<Notice> notices,
        NoticeMedium medium,
        string language,
        CancellationToken ct
    )
    {
        var texts = new Dictionary<Guid, NoticeText>();
        foreach (
            var some in notices
                .Where(notice => kinds.ContainsKey(notice.Kind))
                .GroupBy(notice => kinds[notice.Kind].Source)
        )
        foreach (var (id, text) in await some.Key.Write([.. some], medium, language, ct))
            texts[id] = text;
        return texts;
    }
}

/// <summary>When a notice also comes by mail.</summary>
internal enum Email
{
    None,
    AtOnce,
}
