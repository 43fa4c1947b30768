namespace Kapprum.Roster.Import;

/// <summary>The words for what an import has to say of a record.</summary>
internal static class RecordProblemTexts
{
    /// <summary>"Födelsedatumet (birthDate)": what people call it, and what to look for in the file.</summary>
    public static string OfField(this Texts texts, string? field) =>
        field is null or ""
            ? ""
            : texts[
                "roster.rejected.field",
                ("field", texts[$"roster.in-file.{field.Split('.')[0]}"]),
                ("name", field)
            ];

    /// <summary>What is made of it; of a value that is not known, of each field something else.</summary>
    public static string OfWarning(this Texts texts, RecordProblem reason, string? field)
    {
        var text = $"roster.warning.{reason.Stored()}";
        var ofField = $"{text}.{field}";
        return texts[texts.Has(ofField) ? ofField : text, ("field", texts.OfField(field))];
    }
}
