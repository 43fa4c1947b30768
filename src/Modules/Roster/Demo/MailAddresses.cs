using System.Globalization;
using System.Text;

namespace Kapprum.Roster.Demo;

/// <summary>E-mail addresses made of names, in ASCII, each given once: anna.ek, anna.ek2, ...</summary>
internal sealed class MailAddresses(string domain)
{
    private readonly Dictionary<string, int> given = [];

    /// <summary>Which of the addresses with this name is the next free one, from 1.</summary>
    public int Take(string givenName, string familyName)
    {
        var name = Local(givenName, familyName);
        return given[name] = given.GetValueOrDefault(name) + 1;
    }

    public string Address(string givenName, string familyName, int number) =>
        Local(givenName, familyName)
        + (number == 1 ? "" : number.ToString(CultureInfo.InvariantCulture))
        + "@"
        + domain;

    public static string Ascii(string text)
    {
        var ascii = new StringBuilder(text.Length);
        foreach (var letter in text.ToLowerInvariant())
        {
            var plain = letter switch
            {
                'å' or 'ä' or 'á' or 'ą' => 'a',
                'ö' or 'ø' or 'ó' => 'o',
                'é' or 'è' or 'ë' or 'ę' => 'e',
                'ü' => 'u',
                'ć' or 'č' or 'ç' => 'c',
                'š' or 'ś' or 'ş' => 's',
                'ž' or 'ż' or 'ź' => 'z',
                'ł' => 'l',
                'đ' => 'd',
                'ń' => 'n',
                'ğ' => 'g',
                'ı' => 'i',
                _ => letter,
            };
            if (char.IsAsciiLetterLower(plain) || plain == '-')
                ascii.Append(plain);
        }
        return ascii.ToString();
    }

    private static string Local(string givenName, string familyName) => Ascii(givenName) + "." + Ascii(familyName);
}
