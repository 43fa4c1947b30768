namespace Kapprum.Web.Parts;

/// <summary>What hangs on a child's hook.</summary>
public enum PegState
{
    /// <summary>The coat: the child is here.</summary>
    Here,

    /// <summary>The sign in the child's colour.</summary>
    Waiting,

    /// <summary>The sign with a thick edge and an exclamation mark: nobody has said why it has not come.</summary>
    Late,

    /// <summary>The coat, dashed: what was tapped has not been received.</summary>
    Sending,

    /// <summary>The grey sign with a thermometer: ill, or away for another reason.</summary>
    Ill,

    /// <summary>The grey sign with a sun: there is nothing to attend.</summary>
    Off,

    /// <summary>The grey sign: the day has ended.</summary>
    Over,

    /// <summary>The grey sign with a house: gone home.</summary>
    Home,

    /// <summary>The grey sign with a backpack: at school, before the leisure-time centre.</summary>
    School,

    /// <summary>The dotted sign: no schedule.</summary>
    Unknown,
}
