using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace Kapprum.Architecture;

/// <summary>
/// To a component's parameter of the type <c>string</c> Razor gives the word that stands there:
/// <c>Value="Part"</c> would be the word and not what has been chosen.
/// </summary>
public sealed class FormRules
{
    [Fact]
    public void No_component_takes_its_value_for_a_word()
    {
        var components = TheSystem
            .Modules.Append(TheSystem.Web)
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsAssignableTo(typeof(ComponentBase)))
            .ToList();

        Assert.Contains(components, component => component.Name == "TextField");
        Assert.Equal(
            "",
            string.Join(
                '\n',
                components
                    .Where(component =>
                        component.GetProperty("Value") is { } value
                        && value.PropertyType == typeof(string)
                        && value.GetCustomAttribute<ParameterAttribute>() is not null
                    )
                    .Select(component => component.FullName)
            )
        );
    }
}
