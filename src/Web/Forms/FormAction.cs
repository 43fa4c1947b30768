using System.Globalization;

namespace Kapprum.Web.Forms;

/// <summary>
/// What a button of a form does, with which thing, and the version of it that was seen; the button's <c>value</c> is
/// one, and the page reads it by <c>[SupplyParameterFromForm]</c>.
/// </summary>
/// <typeparam name="TVerb">All that the form's buttons can do.</typeparam>
public readonly record struct FormAction<TVerb>(TVerb Verb, Guid Id, int? Version = null) : IParsable<FormAction<TVerb>>
    where TVerb : struct, Enum
{
    public static bool TryParse(string? text, out FormAction<TVerb> action)
    {
        action = default;
        if (
            text?.Split(' ') is not [var name, var thing, .. var seen and ([] or [_])]
            || !Enum.GetNames<TVerb>().Contains(name)
            || !Guid.TryParse(thing, out var id)
        )
            return false;

        var version = 0;
        if (seen is [var number] && !int.TryParse(number, CultureInfo.InvariantCulture, out version))
            return false;

        action = new(Enum.Parse<TVerb>(name), id, seen is [] ? null : version);
        return true;
    }

    // How a form's field is read.
    static FormAction<TVerb> IParsable<FormAction<TVerb>>.Parse(string text, IFormatProvider? provider) =>
        TryParse(text, out var action) ? action : throw new FormatException($"'{text}' is no action of this form.");

    static bool IParsable<FormAction<TVerb>>.TryParse(
        string? text,
        IFormatProvider? provider,
        out FormAction<TVerb> action
    ) => TryParse(text, out action);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Verb} {Id}{(Version is null ? "" : " ")}{Version}");
}
