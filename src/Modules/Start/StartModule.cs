using Kapprum.Web.Layout;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Start;

/// <summary>The first page: what each of the modules has to say today; and what is around every page.</summary>
public sealed class StartModule : Module
{
    public override void AddServices(IServiceCollection services, IConfiguration settings) =>
        services.AddScoped<IShellSource, ShellSource>();
}
