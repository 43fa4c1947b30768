using System.Reflection;
using Kapprum.Kernel;
using Microsoft.AspNetCore.Components;
using NetArchTest.Rules;

namespace Kapprum.Architecture;

public sealed class ModuleRules
{
    [Fact]
    public void Every_module_is_under_the_rules() =>
        Assert.Equal(TheSystem.Folders.Order(), TheSystem.Modules.Select(TheSystem.NameOf).Order());

    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void A_module_knows_no_other_module(string name)
    {
        var others = TheSystem.MayKnow.Keys.Where(other => other != name).Select(other => $"Kapprum.{other}");

        Holds(Types.InAssembly(TheSystem.Module(name)).ShouldNot().HaveDependencyOnAny([.. others]));
    }

    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void A_module_knows_only_the_contracts_it_may(string name)
    {
        var others = TheSystem
            .OfContracts.Except(TheSystem.MayKnow[name])
            .Select(other => $"Kapprum.Contracts.{other}");

        Holds(Types.InAssembly(TheSystem.Module(name)).ShouldNot().HaveDependencyOnAny([.. others]));
    }

    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void A_module_shows_nothing_but_itself_and_its_pages(string name)
    {
        var shown = TheSystem
            .Module(name)
            .GetExportedTypes()
            .Where(type =>
                !type.IsAssignableTo(typeof(ComponentBase))
                && type.Name != "_Imports"
                && type.DeclaringType?.IsAssignableTo(typeof(ComponentBase)) != true
            );

        Assert.Equal([$"{name}Module"], shown.Select(type => type.Name));
    }

    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void A_handler_calls_no_other_handler(string name) =>
        Holds(
            Types
                .InAssembly(TheSystem.Module(name))
                .That()
                .HaveName("Handler")
                .Or()
                .ImplementInterface(typeof(IEventHandler<>))
                .ShouldNot()
                .HaveDependencyOn("Kapprum.Kernel.ISender")
        );

    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void A_page_holds_no_sql(string name) =>
        Holds(
            Types
                .InAssembly(TheSystem.Module(name))
                .That()
                .Inherit(typeof(ComponentBase))
                .ShouldNot()
                .HaveDependencyOnAny("Dapper", "Npgsql")
        );

    /// <summary>Addresses are typed by people: what another type cannot read would answer 500.</summary>
    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void A_page_reads_its_address_as_text(string name) =>
        Assert.DoesNotContain(
            TheSystem
                .Module(name)
                .GetTypes()
                .SelectMany(type =>
                    type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                ),
            property =>
                property.IsDefined(typeof(SupplyParameterFromQueryAttribute))
                && property.PropertyType != typeof(string)
                && property.PropertyType != typeof(string[])
        );

    /// <summary>Carter finds only public modules: a slice whose endpoint is not public has silently no route.</summary>
    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void Every_endpoint_can_be_found(string name) =>
        Assert.DoesNotContain(
            TheSystem.Module(name).GetTypes(),
            type => type.IsAssignableTo(typeof(Carter.ICarterModule)) && !type.IsNestedPublic
        );

    [Fact]
    public void The_kernel_and_the_look_know_no_module()
    {
        string[] modules = [.. TheSystem.MayKnow.Keys.Select(name => $"Kapprum.{name}"), "Kapprum.Contracts"];

        Holds(Types.InAssembly(TheSystem.Kernel).ShouldNot().HaveDependencyOnAny(modules));
        Holds(Types.InAssembly(TheSystem.Web).ShouldNot().HaveDependencyOnAny([.. modules, "Dapper", "Npgsql"]));
    }

    [Fact]
    public void Contracts_are_plain() =>
        Holds(
            Types
                .InAssembly(TheSystem.Contracts)
                .ShouldNot()
                .HaveDependencyOnAny("Dapper", "MediatR", "Npgsql", "Carter")
        );

    /// <summary>A rule that names something wrongly holds for ever. These must break.</summary>
    [Fact]
    public void The_rules_can_see()
    {
        Assert.False(
            Types
                .InAssembly(TheSystem.Module("Absence"))
                .ShouldNot()
                .HaveDependencyOn("Kapprum.Contracts.Roster")
                .GetResult()
                .IsSuccessful
        );
        Assert.False(
            Types
                .InAssembly(TheSystem.Module("Absence"))
                .That()
                .HaveName("Handler")
                .ShouldNot()
                .HaveDependencyOn("Npgsql")
                .GetResult()
                .IsSuccessful
        );
    }

    private static void Holds(ConditionList rule)
    {
        var result = rule.GetResult();
        Assert.True(result.IsSuccessful, string.Join('\n', result.FailingTypeNames ?? []));
    }
}
