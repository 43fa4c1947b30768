using System.Text.Json;
using System.Text.RegularExpressions;
using Kapprum.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Kapprum.Architecture;

/// <summary>
/// What a slice refuses with, read out of the compiled code: of its own types and of all it calls in its module. It is
/// what its endpoint tells of, and there are words for it. Whoever only asks whether there is a refusal, to offer what
/// may be done, does not refuse with it.
/// </summary>
public sealed partial class RefusalRules
{
    /// <summary>The refusals that say their code by themselves.</summary>
    private static readonly Dictionary<string, string> OwnCode = new()
    {
        [nameof(Refusal.NotFound)] = "not-found",
        [nameof(Refusal.Stale)] = "stale",
        [nameof(Refusal.StepUp)] = "step-up-required",
    };

    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void An_endpoint_tells_of_what_its_slice_refuses_with_and_of_nothing_else_of_its_module(string module) =>
        None(Slices(Read(module)).SelectMany(Differences));

    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void Codes_begin_with_their_module_and_have_their_words(string module)
    {
        var texts = Texts(TheSystem.Module(module));

        None(
            from code in AllMethods(Read(module)).SelectMany(Codes).Distinct()
            where !OwnCode.ContainsValue(code)
            where
                !code.StartsWith(module.ToLowerInvariant() + "/", StringComparison.Ordinal)
                || !texts.Any(text => Covers(code, text["refusal.".Length..]))
            select code
        );

        static bool Covers(string code, string said) =>
            code.EndsWith('-') ? said.StartsWith(code, StringComparison.Ordinal) : said == code;
    }

    [Fact]
    public void What_is_refused_is_found()
    {
        var slices = TheSystem.Modules.SelectMany(module => Slices(Read(TheSystem.NameOf(module)))).ToList();

        Assert.InRange(slices.Count, 40, int.MaxValue);
        var report = slices.Single(slice => slice.Name.EndsWith(".ReportAbsence", StringComparison.Ordinal));
        Assert.Contains("absence/outside-the-day", report.Refused);
        Assert.Contains("absence/outside-the-day", report.Told);
    }

    [Fact]
    public void A_slice_that_does_not_tell_and_one_that_tells_too_much_are_found()
    {
        using var own = ModuleDefinition.ReadModule(typeof(RefusalRules).Assembly.Location);

        Assert.Equal(
            [
                $"{typeof(Asking).FullName} tells of architecture/through-a-helper and never refuses with it",
                $"{typeof(Silent).FullName} refuses with architecture/in-a-chain and does not tell",
                $"{typeof(Silent).FullName} refuses with architecture/through-a-helper and does not tell",
                $"{typeof(Silent).FullName} refuses with not-found and does not tell",
                $"{typeof(Silent).FullName} tells of architecture/never and never refuses with it",
            ],
            Slices(own).SelectMany(Differences).Order()
        );
    }

    private static void None(IEnumerable<string> found)
    {
        if (string.Join('\n', found) is { Length: > 0 } all)
            Assert.Fail(all);
    }

    private sealed record Slice(string Name, IReadOnlySet<string> Refused, IReadOnlySet<string> Told);

    private static ModuleDefinition Read(string module) =>
        ModuleDefinition.ReadModule(TheSystem.Module(module).Location);

    private static IEnumerable<Slice> Slices(ModuleDefinition module) =>
        from type in module.GetTypes()
        let endpoint = type.NestedTypes.FirstOrDefault(nested =>
            nested.Interfaces.Any(face => face.InterfaceType.FullName == "Carter.ICarterModule")
        )
        where endpoint is not null
        select new Slice(
            type.FullName.Replace('/', '+'),
            Reached(Methods(type)).SelectMany(Codes).ToHashSet(),
            Methods(endpoint).SelectMany(Told).ToHashSet()
        );

    private static IEnumerable<string> Differences(Slice slice)
    {
        foreach (var code in slice.Refused)
            if (
                code.EndsWith('-')
                    ? !slice.Told.Any(told => told.StartsWith(code, StringComparison.Ordinal))
                    : !slice.Told.Contains(code)
            )
                yield return $"{slice.Name} refuses with {code} and does not tell";

        foreach (var code in slice.Told.Where(code => Code().IsMatch(code)))
            if (
                !slice.Refused.Contains(code)
                && !slice.Refused.Any(begin => begin.EndsWith('-') && code.StartsWith(begin, StringComparison.Ordinal))
            )
                yield return $"{slice.Name} tells of {code} and never refuses with it";
    }

    private static IEnumerable<MethodDefinition> AllMethods(ModuleDefinition module) =>
        module.GetTypes().Where(IsWritten).SelectMany(type => type.Methods).Where(method => method.HasBody);

    /// <summary>Not by the compiler, which writes what reads the requests for the endpoints.</summary>
    private static bool IsWritten(TypeReference type) =>
        !type.FullName.StartsWith("Microsoft.AspNetCore.Http.Generated.", StringComparison.Ordinal);

    /// <summary>Of a type and of all that is nested in it, the compiler's too.</summary>
    private static IEnumerable<MethodDefinition> Methods(TypeDefinition type) =>
        type.Methods.Where(method => method.HasBody).Concat(type.NestedTypes.SelectMany(Methods));

    /// <summary>What is called from there within the module.</summary>
    private static HashSet<MethodDefinition> Reached(IEnumerable<MethodDefinition> from)
    {
        var reached = from.ToHashSet();
        var ahead = new Queue<MethodDefinition>(reached);
        while (ahead.TryDequeue(out var method))
            foreach (var next in Called(method))
                if (next.HasBody && reached.Add(next))
                    ahead.Enqueue(next);
        return reached;
    }

    private static IEnumerable<MethodDefinition> Called(MethodDefinition method)
    {
        var module = method.Module;
        foreach (var instruction in method.Body.Instructions)
            if (
                instruction.Operand is MethodReference called
                && IsHere(called.DeclaringType)
                && !(IsRefusal(called.ReturnType) && IsComparedWithNull(instruction))
            )
                yield return called.Resolve();

        // The body of an async method or an iterator is the compiler's class for it.
        foreach (var attribute in method.CustomAttributes)
            if (
                attribute.AttributeType.Name
                is "AsyncStateMachineAttribute"
                    or "IteratorStateMachineAttribute"
                    or "AsyncIteratorStateMachineAttribute"
            )
                foreach (var step in ((TypeReference)attribute.ConstructorArguments[0].Value).Resolve().Methods)
                    yield return step;

        bool IsHere(TypeReference type) => type.GetElementType().Scope == module && IsWritten(type);

        // What is kept, to be thrown or answered, is copied or stored first.
        static bool IsComparedWithNull(Instruction call) =>
            call.Next.OpCode == OpCodes.Ldnull || call.Next.OpCode.FlowControl == FlowControl.Cond_Branch;
    }

    /// <summary>The codes a method names, whole or by their beginning; and those it says without naming them.</summary>
    private static IEnumerable<string> Codes(MethodDefinition method)
    {
        // An endpoint names codes to tell of them; there only what a refusal is made of is one.
        var told = IsEndpoint(method.DeclaringType);
        foreach (var instruction in method.Body.Instructions)
            if (instruction.OpCode == OpCodes.Ldstr && Code().IsMatch((string)instruction.Operand))
            {
                if (!told || MakesRefusal(instruction.Next?.Operand))
                    yield return (string)instruction.Operand;
            }
            else if (MakesRefusal(instruction.Operand))
            {
                if (OwnCode.TryGetValue(((MethodReference)instruction.Operand).Name, out var code))
                    yield return code;
            }

        static bool MakesRefusal(object? operand) =>
            operand is MethodReference called && IsRefusal(called.DeclaringType);
    }

    private static bool IsRefusal(TypeReference type) => type.FullName == typeof(Refusal).FullName;

    private static IEnumerable<string> Told(MethodDefinition method)
    {
        List<string> strings = [];
        foreach (var instruction in method.Body.Instructions)
            if (instruction.OpCode == OpCodes.Ldstr)
                strings.Add((string)instruction.Operand);
            else if (
                instruction.Operand is MethodReference called
                && !called.Name.StartsWith("op_", StringComparison.Ordinal)
            )
            {
                if (called.Name == nameof(EndpointConventions.Refuses))
                    foreach (var code in strings)
                        yield return code;
                strings.Clear();
            }
    }

    private static bool IsEndpoint(TypeDefinition type) =>
        type.Name == "Endpoint" || (type.DeclaringType is not null && IsEndpoint(type.DeclaringType));

    private static HashSet<string> Texts(System.Reflection.Assembly assembly)
    {
        using var stream = assembly.GetManifestResourceStream("Texts/sv.json");
        return stream is null
            ? []
            :
            [
                .. JsonDocument
                    .Parse(stream)
                    .RootElement.EnumerateObject()
                    .Select(text => text.Name)
                    .Where(name => name.StartsWith("refusal.", StringComparison.Ordinal)),
            ];
    }

    [GeneratedRegex("^[a-z]+/[a-z0-9-]+$")]
    private static partial Regex Code();

    private sealed record Silent
    {
        public sealed class Handler
        {
            public static async Task Handle()
            {
                await Task.Yield();
                if (Helper.MayNot() is { } no)
                    throw no;
                throw Refusal.NotFound("thing");
            }
        }

        public sealed class Endpoint : Carter.ICarterModule
        {
            public void AddRoutes(IEndpointRouteBuilder app) =>
                app.MapGet("/silent", Handler.Handle).Refuses(409, "architecture/never");
        }
    }

    private sealed record Asking
    {
        public sealed class Handler
        {
            public static (bool, bool) Handle()
            {
                if (Helper.MayNot() is null)
                    return (true, Helper.MayNot() is null);
                return (Helper.MayNot() is not null, false);
            }
        }

        public sealed class Endpoint : Carter.ICarterModule
        {
            public void AddRoutes(IEndpointRouteBuilder app) =>
                app.MapGet("/asking", Handler.Handle).Refuses(409, "architecture/through-a-helper");
        }
    }

    private static class Helper
    {
        public static Refusal? MayNot() => InAChain() ?? Refusal.Conflict("architecture/through-a-helper");

        private static Refusal? InAChain() => Refusal.Conflict("architecture/in-a-chain");
    }
}
