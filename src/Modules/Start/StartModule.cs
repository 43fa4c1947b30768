using System.Reflection;
using Kapprum.Contracts.Days;
using Kapprum.Contracts.Start;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;

namespace Kapprum.Start;

/// <summary>The first page: what each of the modules has to say today.</summary>
public sealed class StartModule : Kernel.Module
{
    public override IReadOnlyList<string> Uses => ["Days", "Roster"];

    public override IReadOnlyList<NavItem> Navigation => [new(Roles.Guardian, 10, "/", "start.place.start", "house")];

    public override void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.ConfigureAll<OpenApiOptions>(options => options.AddSchemaTransformer(DescribeData));
        services.AddScoped<StateText>();
        // Only as long as no module knows who has come.
        services.TryAddScoped<IChildStates, PlannedStates>();
    }

    /// <summary>A child's members are described by the modules that add them.</summary>
    private static async Task DescribeData(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken ct
    )
    {
        if (context.JsonTypeInfo.Type != typeof(GetStart.Item))
            return;

        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        foreach (var module in context.ApplicationServices.GetRequiredService<ModuleList>().All)
        foreach (
            var card in module.GetType().Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IChildCard)))
        )
        foreach (var data in card.GetCustomAttributes<ChildDataAttribute>())
            schema.Properties[data.Name] = await context.GetOrCreateSchemaAsync(data.Type, cancellationToken: ct);
    }
}
