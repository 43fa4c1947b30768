using System.Collections;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Kapprum.Web.Forms;

/// <summary>The form around a field, and whether it is the one that was sent.</summary>
internal sealed record FormScope(string Name, bool Posted, FormMappingContext? Mapping)
{
    private readonly Dictionary<string, string> labels = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A field is on the page, and is called this.</summary>
    public void Has(string field, string label) => labels[field] = label;

    /// <summary>What a field is called; null when it is not on the page.</summary>
    public string? LabelOf(string field) => labels.GetValueOrDefault(field);

    /// <summary>The fields whose content cannot be what they ask for.</summary>
    public IEnumerable<string> Unreadable =>
        Mapping is null ? [] : Mapping.GetAllErrors().Concat(Mapping.GetAllErrors(Name)).Select(error => error.Name);

    /// <summary>What was typed into a field that could not be read; null for any other.</summary>
    public string? Attempted(string field) =>
        Mapping?.GetAttemptedValue(field) ?? Mapping?.GetAttemptedValue(Name, field);

    public string IdOf(string field) => $"{Name}-{char.ToLowerInvariant(field[0])}{field[1..]}";
}

/// <summary>What all fields of a form have in common.</summary>
public abstract class FormInput : ComponentBase
{
    [Inject]
    private Problems Problems { get; set; } = null!;

    [CascadingParameter]
    private FormScope? Scope { get; set; }

    /// <summary>The name of the parameter it fills, also the command's field that a message may be about.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Hint { get; set; }

    /// <summary>A text, a number, a date or a time of day.</summary>
    [Parameter]
    public object? Value { get; set; }

    /// <summary>It may be left empty, which is said beside the label.</summary>
    [Parameter]
    public bool Optional { get; set; }

    /// <summary>The label is for those who hear the page only.</summary>
    [Parameter]
    public bool LabelHidden { get; set; }

    /// <summary>Further attributes of the input, such as autocomplete, inputmode or maxlength.</summary>
    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? Rest { get; set; }

    internal string Id => Scope?.IdOf(Name) ?? Name;

    // The form is rendered once more when it has been read, and by then knows its fields.
    protected override void OnParametersSet() => Scope?.Has(Name, Label);

    internal string? Error => Scope is { Posted: true } ? Problems.Of(Name) : null;

    protected string? Invalid => Error is null ? null : "true";

    protected string? DescribedBy =>
        (Error, Hint) switch
        {
            (null, null) => null,
            (null, _) => $"{Id}-hint",
            (_, null) => $"{Id}-error",
            _ => $"{Id}-error {Id}-hint",
        };

    /// <summary>As an input's value has it.</summary>
    protected string? Text =>
        Scope is { Posted: true } && Scope.Attempted(Name) is { } attempted ? attempted : AsText(Value);

    internal static string? AsText(object? value) =>
        value switch
        {
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
            bool yes => yes ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    internal static bool Contains(object? values, object? value) =>
        values is IEnumerable several and not string
            ? several.Cast<object?>().Any(one => AsText(one) == AsText(value))
            : AsText(values) == AsText(value);
}
