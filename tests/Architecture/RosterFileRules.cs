using System.Text.Json;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Kapprum.Architecture;

/// <summary>
/// The fields of a roster file that the compiled import asks for: each can be wrong, and is then told to people by
/// name.
/// </summary>
public sealed class RosterFileRules
{
    /// <summary>In the lists of addresses and numbers; what is wrong there is passed over.</summary>
    private static readonly string[] NeverRefused =
    [
        "type",
        "value",
        "mobile",
        "streetAddress",
        "postalCode",
        "locality",
    ];

    [Theory, InlineData("sv"), InlineData("en")]
    public void Every_field_of_the_file_has_a_name_in_words(string language)
    {
        var asked =
            from type in ModuleDefinition.ReadModule(TheSystem.Module("Roster").Location).GetTypes()
            from method in type.Methods
            where method.HasBody && type.Name != "Fields"
            from call in method.Body.Instructions
            where
                call.Operand
                    is MethodReference
                    {
                        DeclaringType.FullName: "Kapprum.Roster.Import.Fields",
                        Name: not ("Is" or "HasAny")
                    } called
                && called.Parameters.Any(parameter => parameter.ParameterType.FullName == "System.String")
            let name = Before(call)
            where name is not null
            select name;
        using var stream = TheSystem.Module("Roster").GetManifestResourceStream($"Texts/{language}.json")!;
        var texts = JsonDocument.Parse(stream).RootElement;

        var fields = asked.Distinct().Except(NeverRefused).ToList();

        Assert.Contains("birthDate", fields);
        Assert.Contains("placedAt", fields);
        Assert.Equal(
            "",
            string.Join('\n', fields.Where(field => !texts.TryGetProperty($"roster.in-file.{field}", out _)))
        );
    }

    /// <summary>The text that was loaded last, as the call's first argument is.</summary>
    private static string? Before(Instruction call)
    {
        for (var one = call.Previous; one is not null && one.OpCode.FlowControl != FlowControl.Call; one = one.Previous)
            if (one.OpCode == OpCodes.Ldstr)
                return (string)one.Operand;
        return null;
    }
}
