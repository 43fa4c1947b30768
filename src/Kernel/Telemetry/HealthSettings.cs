namespace Kapprum.Kernel;

/// <summary>The section <c>Health</c> of the settings.</summary>
public sealed class HealthSettings
{
    /// <summary>How many seconds the question whether the host is ready may take, 1 to 60.</summary>
    public int AnswerSeconds { get; set; } = 1;

    /// <summary>
    /// For how many seconds an answer is given again before the host looks anew, 0 to 60: strangers may ask, and must
    /// not make the database work.
    /// </summary>
    public int KeptSeconds { get; set; } = 1;
}
