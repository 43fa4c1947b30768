using FluentValidation;
using Kapprum.Kernel;

namespace Kapprum.Web.Forms;

/// <summary>What was wrong with the form that was sent, for the form and its fields to show.</summary>
public sealed class Problems(Texts texts)
{
    private readonly List<(string Field, string Message)> fields = [];

    /// <summary>What is wrong with no field in particular.</summary>
    public string? General { get; private set; }

    public bool Any => General is not null || fields.Count > 0;

    public IReadOnlyList<(string Field, string Message)> Fields => fields;

    /// <summary>
    /// Sends what the form asks for; false when it was refused, and then the form says why. What is not there is left to the error page.
    /// </summary>
    public async Task<bool> Catch(Func<Task> send)
    {
        try
        {
            await send();
            return true;
        }
        catch (ValidationException invalid)
        {
            foreach (var error in invalid.Errors)
                Add(error.PropertyName, error.ErrorMessage);
        }
        catch (Refusal no) when (no.Status != 404)
        {
            var words = texts[$"refusal.{no.Code}", [.. no.With]];
            if (no.Field is { } field)
                Add(field, words);
            else
                General = words;
        }

        return false;
    }

    /// <summary>Adds what the page itself has found.</summary>
    /// <param name="field">The name of a field, in any case; a path counts by its last part.</param>
    public void Add(string field, string message) => fields.Add((field[(field.LastIndexOf('.') + 1)..], message));

    internal string? Of(string field) =>
        fields.FirstOrDefault(f => f.Field.Equals(field, StringComparison.OrdinalIgnoreCase)).Message;
}
