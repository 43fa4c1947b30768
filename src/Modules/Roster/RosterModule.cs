using Kapprum.Contracts.Roster;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kapprum.Roster;

/// <summary>Who and what there is: units, groups, people, guardianships, placements, enrolments, duties, and when things are open.</summary>
public sealed class RosterModule : Module
{
    public override void AddServices(IServiceCollection services, IConfiguration settings) => services.AddScoped<IRoster, Lookups>();
}
