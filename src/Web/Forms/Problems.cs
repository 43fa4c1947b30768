using FluentValidation;
using Kapprum.Kernel;

namespace Kapprum.Web.Forms;

/// <summary>What was wrong with the form that was sent, for the form and its fields to show.</summary>
public sealed class Problems(Texts texts)
{
    private readonly List<(string? Field, string Message)> all = [];

    public bool Any => all.Count > 0;

    /// <summary>Something more was wrong; told to what was rendered before the form was read.</summary>
    internal event Action? Found;

    /// <summary>Somebody else has changed it since the form was read; see <see cref="VersionField"/>.</summary>
    public bool Stale { get; private set; }

    /// <summary>All of it, each with the field it is about, if it is about one.</summary>
    public IReadOnlyList<(string? Field, string Message)> All => all;

    /// <summary>
    /// Sends what the form asks for; false when it was refused, and then the form says why. What is not there is left
    /// to the error page, and who has to show who it is is led there.
    /// </summary>
    /// <param name="about">Whom the refusal is about, when the form is about several.</param>
    public async Task<bool> Catch(Func<Task> send, string? about = null)
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
        catch (Refusal no) when (no.Status != 404 && no.StepUpDue is null)
        {
            Stale |= no.Status == 412;
            var words = no.Status == 412 ? texts["web.form.stale"] : texts[$"refusal.{no.Code}", no.Words];
            Add(no.Field, about is null ? words : $"{about}: {words}");
        }

        return false;
    }

    /// <summary>Adds what the page itself has found.</summary>
    /// <param name="field">The name of a field, in any case; a path counts by its last part. Null for the whole
    /// form.</param>
    public void Add(string? field, string message)
    {
        var problem = (field?[(field.LastIndexOf('.') + 1)..], message);
        if (all.Contains(problem))
            return;
        all.Add(problem);
        Found?.Invoke();
    }

    internal string? Of(string field) =>
        all.FirstOrDefault(problem => field.Equals(problem.Field, StringComparison.OrdinalIgnoreCase)).Message;
}
