using System.Reflection;
using System.Text.Json;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Kapprum.Architecture;

/// <summary>
/// What the compiled code writes into the audit log, read where it is written: whoever reads the log finds words for
/// all of it.
/// </summary>
public sealed class AuditRules
{
    /// <summary>Said together, as hours.</summary>
    private static readonly string[] SaidTogether = ["weekday", "opens", "closes", "begins", "ends"];

    private static readonly IReadOnlyList<Entry> Written =
    [
        .. from assembly in TheSystem.Modules
        from type in ModuleDefinition.ReadModule(assembly.Location, Resolving(assembly.Location)).GetTypes()
        from method in type.Methods
        where method.HasBody
        from call in method.Body.Instructions
        where
            call.Operand is MethodReference { DeclaringType.FullName: "Kapprum.Kernel.Audit" } called
            && called.Name is "Changed" or "Read" or "Tried"
        select Entry.Of(TheSystem.NameOf(assembly), method, call),
    ];

    [Fact]
    public void All_that_is_written_is_found() => Assert.InRange(Written.Count, 35, int.MaxValue);

    [Theory, InlineData("sv"), InlineData("en")]
    public void Every_action_has_its_words(string language)
    {
        var texts = Texts(language);
        Assert.All(Written, entry => Assert.NotEmpty(entry.Actions));
        Assert.Equal(
            "",
            string.Join(
                '\n',
                from entry in Written
                from action in entry.Actions
                where !texts.Contains($"audit.action.{action}")
                select $"{entry.Module}: {action}"
            )
        );
    }

    /// <summary>Ids need none: the page leaves them out.</summary>
    [Theory, InlineData("sv"), InlineData("en")]
    public void Every_detail_has_its_name(string language)
    {
        var texts = Texts(language);
        var names = Written.SelectMany(entry => entry.Details).Distinct().ToList();

        Assert.Contains("day", names);
        Assert.Contains("ended", names);
        Assert.Equal(
            "",
            string.Join('\n', names.Except(SaidTogether).Where(name => !texts.Contains($"audit.detail.{name}")))
        );
    }

    /// <summary>What is kept for ever is named where it is written, and is no command that may grow.</summary>
    [Fact]
    public void Details_are_listed_at_the_call() =>
        Assert.Equal("", string.Join('\n', Written.Where(entry => !entry.Listed).Select(entry => entry.Where)));

    /// <summary>An enum would be kept as its number.</summary>
    [Fact]
    public void States_are_told_by_their_names() =>
        Assert.Equal("", string.Join('\n', Written.SelectMany(entry => entry.Enums)));

    private static HashSet<string> Texts(string language) =>
        [.. TheSystem.Modules.SelectMany(module => Texts(module, language))];

    private static HashSet<string> Texts(Assembly module, string language)
    {
        using var stream = module.GetManifestResourceStream($"Texts/{language}.json")!;
        return [.. JsonDocument.Parse(stream).RootElement.EnumerateObject().Select(text => text.Name)];
    }

    private static ReaderParameters Resolving(string location)
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(location));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        return new() { AssemblyResolver = resolver };
    }

    private sealed record Entry(
        string Module,
        string Where,
        IReadOnlyList<string> Actions,
        IReadOnlyList<string> Details,
        bool Listed,
        IReadOnlyList<string> Enums
    )
    {
        public static Entry Of(string module, MethodDefinition method, Instruction call)
        {
            // What is between the log itself and the call are the call's arguments.
            List<Instruction> arguments = [];
            for (
                var one = call.Previous;
                one is not null && one.Operand is not FieldReference { FieldType.FullName: "Kapprum.Kernel.Audit" };
                one = one.Previous
            )
                arguments.Insert(0, one);

            var listed = arguments
                .Select(one => one.Operand)
                .OfType<MethodReference>()
                .FirstOrDefault(made => made.Name == ".ctor" && IsAnonymous(made.DeclaringType));
            var mayTell = ((MethodReference)call.Operand).Parameters.Any(parameter =>
                parameter.ParameterType.FullName == "System.Object"
            );
            List<string> details = [],
                enums = [];
            if (listed is not null)
                Look(listed.DeclaringType, details, enums);
            return new(
                module,
                method.DeclaringType.FullName,
                [
                    .. arguments
                        .Where(one => one.OpCode == OpCodes.Ldstr)
                        .Select(one => (string)one.Operand)
                        .Where(text => text.Contains('.', StringComparison.Ordinal)),
                ],
                details,
                !mayTell || listed is not null || arguments.Any(one => one.OpCode == OpCodes.Ldnull),
                [.. enums.Select(name => $"{method.DeclaringType.FullName}: {name}")]
            );
        }

        private static void Look(TypeReference type, List<string> names, List<string> enums)
        {
            var arguments = type is GenericInstanceType made ? made.GenericArguments : [];
            if (type.FullName is "System.Guid" or "Kapprum.Kernel.TimeOfDay")
                return;
            if (!IsAnonymous(type) && !type.FullName.StartsWith("Kapprum.", StringComparison.Ordinal))
            {
                foreach (
                    var argument in arguments.Concat(type is ArrayType { ElementType: var element } ? [element] : [])
                )
                    Look(argument, names, enums);
                return;
            }

            foreach (
                var property in type.Resolve()
                    .Properties.Where(property => property.GetMethod is { IsPublic: true, IsStatic: false })
            )
            {
                var of = property.PropertyType is GenericParameter open
                    ? arguments[open.Position]
                    : property.PropertyType;
                if (of.Resolve() is { IsEnum: true })
                    enums.Add(property.Name);
                if (!IsId(of) && !IsByName(of))
                    names.Add(JsonNamingPolicy.CamelCase.ConvertName(property.Name));
                Look(of, names, enums);
            }
        }

        private static bool IsId(TypeReference type) =>
            type.FullName == "System.Guid"
            || (type is GenericInstanceType { GenericArguments: [var only] } && IsId(only))
            || (type is ArrayType array && IsId(array.ElementType));

        /// <summary>Its entries' names are the data's.</summary>
        private static bool IsByName(TypeReference type) =>
            type.FullName.StartsWith("System.Collections.Generic.Dictionary", StringComparison.Ordinal);

        private static bool IsAnonymous(TypeReference type) =>
            type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal);
    }
}
