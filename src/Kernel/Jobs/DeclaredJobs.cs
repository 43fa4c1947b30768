using Hangfire;
using Hangfire.Common;

namespace Kapprum.Kernel;

/// <summary>
/// Hands jobs on to Hangfire and remembers which, so that those of an earlier version can be removed.
/// </summary>
internal sealed class DeclaredJobs(IRecurringJobManager jobs) : IRecurringJobManager
{
    private readonly HashSet<string> declared = [];

    public void AddOrUpdate(string recurringJobId, Job job, string cronExpression, RecurringJobOptions options)
    {
        declared.Add(recurringJobId);
        jobs.AddOrUpdate(recurringJobId, job, cronExpression, options);
    }

    public void Trigger(string recurringJobId) => jobs.Trigger(recurringJobId);

    public void RemoveIfExists(string recurringJobId) => jobs.RemoveIfExists(recurringJobId);

    /// <summary>Removes what was planned before and has not been declared.</summary>
    public void RemoveUndeclared(IEnumerable<string> planned)
    {
        foreach (var id in planned.Where(id => !declared.Contains(id)).ToList())
            jobs.RemoveIfExists(id);
    }
}
