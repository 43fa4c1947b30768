using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Roster.Import;

/// <summary>
/// How far an import has come: the step, and of that step so many of so many; a total of 0 is not known.
/// </summary>
internal sealed record ImportProgress(string Phase, long Done, long Total);

/// <summary>
/// The import for who waits for it without HTTP and jobs: the command line. Each step is done and kept when it returns,
/// and a step that a serving host has done meanwhile counts as done. What follows from an applied import (accounts,
/// mails) follows from its event.
/// </summary>
internal sealed class RosterImport(IServiceScopeFactory scopes)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// Reads a roster file to its end and keeps its records for a preview. Refused, with nothing kept, when the file is
    /// broken. <paramref name="progress"/> counts records.
    /// </summary>
    /// <returns>The import's id.</returns>
    public Task<Guid> Stage(Stream file, string name, IProgress<ImportProgress>? progress, CancellationToken ct) =>
        Send(
            new UploadRoster
            {
                File = file,
                Name = name,
                Progress = progress,
            },
            ct
        );

    /// <summary>Works out what the import would change.</summary>
    public async Task<GetImport.Answer> Preview(
        Guid importId,
        IProgress<ImportProgress>? progress,
        CancellationToken ct
    )
    {
        await Watched(importId, InTurn(new PreviewImport(importId), ct), progress, ct);
        return await Send(new GetImport(importId), ct);
    }

    /// <summary>
    /// Applies a previewed import, all of it or nothing. Refused when another one has been applied since the preview,
    /// and when it would end more than 10 % of anything unless <paramref name="endMany"/>; of what ends for the most
    /// part <paramref name="ended"/> is the number.
    /// </summary>
    public async Task<GetImport.Answer> Apply(
        Guid importId,
        bool endMany,
        IProgress<ImportProgress>? progress,
        CancellationToken ct,
        int? ended = null
    )
    {
        await Send(new ApplyImport(endMany, ended) { ImportId = importId }, ct);
        await Watched(importId, InTurn(new CarryOutImport(importId), ct), progress, ct);
        var import = await Send(new GetImport(importId), ct);
        return import.Status == ImportStatus.Applied
            ? import
            : throw Refusal.Conflict($"roster/import-{import.Status.Stored()}");
    }

    private async Task Send(ICommand command, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ISender>().Send(command, ct);
    }

    private async Task<TResult> Send<TResult>(ICommand<TResult> command, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(command, ct);
    }

    private async Task<TResult> Send<TResult>(IQuery<TResult> query, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(query, ct);
    }

    private async Task InTurn(ICommand step, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await Send(step, ct);
                return;
            }
            catch (NotYet)
            {
                await Task.Delay(BetweenLooks, ct);
            }
        }
    }

    private async Task Watched(Guid importId, Task work, IProgress<ImportProgress>? progress, CancellationToken ct)
    {
        while (progress is not null && await Task.WhenAny(work, Task.Delay(BetweenLooks, ct)) != work)
            if ((await Send(new GetImport(importId), ct)).Progress is { } far)
                progress.Report(far);
        await work;
    }
}
