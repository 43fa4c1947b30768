using System.Globalization;

namespace Kapprum.Kernel;

public static class Say
{
    public static CultureInfo Culture(string language) => CultureInfo.GetCultureInfo(language);
}
