namespace Kapprum.Absence;

/// <summary>Half a school year, as people count absence: the autumn from July, the spring from January.</summary>
internal readonly record struct Term(int Year, bool IsAutumn)
{
    public static Term Of(DateOnly day) => new(day.Year, day.Month > 6);

    /// <summary>As <see cref="ToString"/> writes it; null for anything else.</summary>
    public static Term? Parse(string? text) =>
        text is [.. { Length: 4 } year, '-', '1' or '2']
        && int.TryParse(year, out var number)
        && number is > 2000 and < 2100
            ? new(number, text[^1] == '2')
            : null;

    public DateOnly First => new(Year, IsAutumn ? 7 : 1, 1);
    public DateOnly Last => IsAutumn ? new(Year, 12, 31) : new(Year, 6, 30);
    public Term Before => IsAutumn ? this with { IsAutumn = false } : new(Year - 1, true);

    public override string ToString() => $"{Year}-{(IsAutumn ? 2 : 1)}";
}
