using Hangfire;
using Hangfire.Storage;
using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Tests.Kernel;

public sealed class ScheduleTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Fact]
    public void What_no_module_does_any_more_is_not_done_by_the_clock_either()
    {
        var services = shared.App.Services;
        services.GetRequiredService<IRecurringJobManager>().Daily("03:00", new NoMore());

        services.ScheduleModules();

        using var storage = services.GetRequiredService<JobStorage>().GetConnection();
        var planned = storage.GetRecurringJobs().Select(job => job.Id).ToList();
        Assert.NotEmpty(planned);
        Assert.DoesNotContain(typeof(NoMore).FullName, planned);
    }

    private sealed record NoMore : ICommand;
}
