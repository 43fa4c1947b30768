using System.Globalization;
using FluentValidation.Resources;

namespace Kapprum.Kernel;

/// <summary>
/// What validators say of themselves, from the texts <c>invalid.{validator}</c>: in every language there is, and
/// without the field's name, which stands beside it.
/// </summary>
public sealed class ValidationTexts(Texts texts) : LanguageManager
{
    public override string GetString(string key, CultureInfo? culture = null) =>
        texts.Has($"invalid.{key}")
            ? texts.In((culture ?? CultureInfo.CurrentUICulture).TwoLetterISOLanguageName, $"invalid.{key}")
            : base.GetString(key, culture);
}
