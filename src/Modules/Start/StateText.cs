using System.Globalization;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Roster;
using Kapprum.Web.Layout;
using Kapprum.Web.Parts;

namespace Kapprum.Start;

/// <summary>How a child's day is, as it is said to its guardians: in a word on the rail, in a sentence on its
/// card.</summary>
internal sealed class StateText(IChildStates states, Texts texts, DateText dates) : IShellStates
{
    public async Task<IReadOnlyDictionary<Guid, ChildHook>> Of(
        IReadOnlyCollection<Guid> childIds,
        CancellationToken ct
    ) =>
        (await states.Now(childIds, ct)).ToDictionary(
            one => one.Key,
            one => new ChildHook(Peg(one.Value), Word(one.Value))
        );

    /// <summary>"väntas 8.10", "sjuk", "ledig".</summary>
    public string Word(ChildNow now) =>
        now is { State: ChildState.Away, Because: { } because }
            ? Small(
                texts[
                    because.DetailKey is { } detail && because.DetailFor.Is(Relation.Guardian)
                        ? detail
                        : because.TextKey
                ]
            )
            : texts[$"start.word.{Key(now)}", ("time", Time(now))];

    /// <summary>"Harry väntas 8.10", "Tove är sjuk i dag".</summary>
    public string Sentence(string name, ChildNow now) =>
        texts[$"start.now.{Key(now)}", ("name", name), ("time", Time(now))];

    /// <summary>When the day ends; null when the sentence says it or when it does not matter any more.</summary>
    public string? Ends(ChildNow now) =>
        now is { State: ChildState.Here or ChildState.Expected or ChildState.School, Day: { } day }
        && Key(now) != "until"
            ? texts[IsPlanned(day) ? "start.ends" : "start.open-until", ("time", dates.Time(day.Ends))]
            : null;

    private static string Key(ChildNow now) =>
        now switch
        {
            { State: ChildState.Expected, At: not null, Day: { } day } when IsPlanned(day) || now.Because is not null =>
                "expected-at",
            { State: ChildState.Expected, At: null, Day: { } day } when IsPlanned(day) => "until",
            _ => now.State.ToString().ToLowerInvariant(),
        };

    private string Time(ChildNow now) => (now.At ?? now.Day?.Ends) is { } time ? dates.Time(time) : "";

    private static PegState Peg(ChildNow now) =>
        now.State switch
        {
            ChildState.Here => PegState.Here,
            ChildState.Expected => PegState.Waiting,
            ChildState.Late => PegState.Late,
            ChildState.Away => PegState.Ill,
            ChildState.Home => PegState.Home,
            ChildState.Over => PegState.Over,
            ChildState.School => PegState.School,
            ChildState.Unknown => PegState.Unknown,
            _ => PegState.Off,
        };

    /// <summary>Whether the times are the child's own, and not only when its unit is open.</summary>
    private static bool IsPlanned(ChildDay day) => day.Pieces.All(piece => piece.Source != DaySource.OpeningHours);

    private static string Small(string words) =>
        words.Length == 0 ? words : char.ToLower(words[0], CultureInfo.CurrentCulture) + words[1..];
}
