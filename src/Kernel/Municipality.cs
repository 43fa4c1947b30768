namespace Kapprum.Kernel;

/// <summary>Whose Kapprum it is, and whom people ask; empty where the municipality has not said.</summary>
/// <param name="Name">As "Ekbacka kommun".</param>
/// <param name="Email">Of the school office.</param>
/// <param name="Phone">Of the school office.</param>
/// <param name="Accent">A colour as <c>#0e5746</c> on which white text is read.</param>
public sealed record Municipality(string Name, string Email, string Phone, string Accent)
{
    public static readonly Setting<string> NameSetting = Setting.Words("municipality.name", "", most: 60);
    public static readonly Setting<string> EmailSetting = Setting.Email("municipality.email", "");
    public static readonly Setting<string> PhoneSetting = Setting.Phone("municipality.phone", "");
    public static readonly Setting<string> AccentSetting = Setting.Colour("municipality.accent", "");

    public static async ValueTask<Municipality> Of(ISettings settings, CancellationToken ct) =>
        new(
            await settings.Get(NameSetting, ct),
            await settings.Get(EmailSetting, ct),
            await settings.Get(PhoneSetting, ct),
            await settings.Get(AccentSetting, ct)
        );

    /// <summary>"Ekbacka kommun"; "Kapprum" while nobody has said the name.</summary>
    public string Sender => Name.Length > 0 ? Name : "Kapprum";

    /// <summary>What Kapprum is, for somebody who has never heard of it.</summary>
    public string WhatIsKapprum(Texts texts, string language) =>
        Name.Length > 0
            ? texts.In(language, "municipality.what-is", ("municipality", Name))
            : texts.In(language, "municipality.what-is.nameless");

    /// <summary>Whom to ask, by telephone or mail; null while neither is known.</summary>
    public string? WhomToAsk(Texts texts, string language) =>
        (Phone, Email) switch
        {
            ({ Length: > 0 }, { Length: > 0 }) => texts.In(
                language,
                "municipality.ask.both",
                ("phone", Phone),
                ("email", Email)
            ),
            ({ Length: > 0 }, _) => texts.In(language, "municipality.ask.phone", ("phone", Phone)),
            (_, { Length: > 0 }) => texts.In(language, "municipality.ask.email", ("email", Email)),
            _ => null,
        };
}
