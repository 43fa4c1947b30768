using System.Text.Json;
using Kapprum.Kernel;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Kapprum.Architecture;

/// <summary>
/// The keys of texts that the compiled code names: a mistyped one would be shown as it is, in a mail or a refusal that
/// no test reads.
/// </summary>
public sealed class TextRules
{
    private const string Type = "Kapprum.Kernel.Texts";

    private static readonly System.Reflection.Assembly[] Assemblies =
    [
        .. TheSystem.Modules,
        TheSystem.Kernel,
        TheSystem.Web,
    ];

    [Fact]
    public void Every_text_that_is_asked_for_by_name_is_there()
    {
        var known = Assemblies.SelectMany(Keys).ToHashSet();
        var asked = Assemblies.SelectMany(assembly => Asked(ModuleDefinition.ReadModule(assembly.Location))).ToList();

        Assert.InRange(asked.Count, 300, int.MaxValue);
        Assert.Equal(
            "",
            string.Join('\n', asked.Where(one => !known.Contains(one.Key)).Select(one => $"{one.Where}: {one.Key}"))
        );
    }

    [Fact]
    public void A_text_that_is_asked_for_is_found_whoever_is_asked()
    {
        using var own = ModuleDefinition.ReadModule(typeof(TextRules).Assembly.Location);

        Assert.Equal(
            ["no.such.one", "no.such.other", "no.such.third"],
            Asked(own).Select(one => one.Key).Where(key => key.StartsWith("no.such", StringComparison.Ordinal)).Order()
        );
    }

    private static IEnumerable<(string Where, string Key)> Asked(ModuleDefinition module) =>
        from type in module.GetTypes()
        from method in type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where IsTexts(method, instruction)
        let key = KeyAfter(method, instruction)
        where key is not null
        select (type.FullName, key);

    /// <summary>The key is the first argument, or the second after a language.</summary>
    private static string? KeyAfter(MethodDefinition method, Instruction texts)
    {
        var next = texts.Next;
        for (var seen = 0; next is not null && seen < 4; seen++, next = next.Next)
            if (IsTexts(method, next) || next.OpCode.FlowControl is FlowControl.Cond_Branch or FlowControl.Branch)
                return null;
            else if (
                next.OpCode == OpCodes.Ldstr
                && next.Operand is string key
                && key.Contains('.', StringComparison.Ordinal)
            )
                return key.EndsWith('.') || next.Next?.Operand is MethodReference { Name: "AppendLiteral" or "Concat" }
                    ? null
                    : key;
        return null;
    }

    private static bool IsTexts(MethodDefinition method, Instruction instruction) =>
        instruction.Operand switch
        {
            FieldReference field => field.FieldType.FullName == Type
                && instruction.OpCode.StackBehaviourPush != StackBehaviour.Push0,
            MethodReference called => called.ReturnType.FullName == Type,
            ParameterDefinition parameter => parameter.ParameterType.FullName == Type,
            _ => Argument(method, instruction.OpCode) is { } type && type == Type,
        };

    private static string? Argument(MethodDefinition method, OpCode code)
    {
        var at =
            code == OpCodes.Ldarg_0 ? 0
            : code == OpCodes.Ldarg_1 ? 1
            : code == OpCodes.Ldarg_2 ? 2
            : code == OpCodes.Ldarg_3 ? 3
            : -1;
        at -= method.HasThis ? 1 : 0;
        return at >= 0 && at < method.Parameters.Count ? method.Parameters[at].ParameterType.FullName : null;
    }

    private static IEnumerable<string> Keys(System.Reflection.Assembly assembly)
    {
        using var stream = assembly.GetManifestResourceStream("Texts/sv.json");
        return stream is null
            ? []
            : [.. JsonDocument.Parse(stream).RootElement.EnumerateObject().Select(text => text.Name)];
    }

    private sealed class Asking(Texts texts)
    {
        public string One => texts["no.such.one", ("count", texts["no.such.other"])];

        public static string Third(Texts texts, string language) => texts.In(language, "no.such.third");
    }
}
