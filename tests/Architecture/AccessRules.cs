using Kapprum.Contracts.Roster;
using Kapprum.Kernel;
using Mono.Cecil;
using Npgsql;

namespace Kapprum.Architecture;

/// <summary>
/// A slice that gets an id asks first whether the user may see or act for what has it. It is read from the compiled
/// code: which tasks a handler makes, in their order.
/// </summary>
public sealed class AccessRules
{
    /// <summary>By these it can be asked at once; of other things it is looked up first whose they are.</summary>
    private static readonly string[] Direct = ["ChildId", "UnitId", "GroupId", "PersonId"];

    private static readonly string[] Reads = ["Query", "QuerySeveral", "One", "OneOrNone", "FirstOrNone", "Value"];

    [Theory, MemberData(nameof(TheSystem.Names), MemberType = typeof(TheSystem))]
    public void A_slice_that_gets_an_id_asks_first_who_may(string name) =>
        Assert.Equal("", string.Join('\n', Forgetful(TheSystem.Module(name).Location)));

    [Fact]
    public void Most_slices_about_a_child_or_a_unit_do_ask() =>
        Assert.InRange(
            TheSystem.Modules.SelectMany(module => Slices(module.Location)).Count(slice => slice.Waiver is null),
            15,
            int.MaxValue
        );

    [Fact]
    public void Why_it_need_not_be_asked_is_a_sentence() =>
        Assert.All(
            TheSystem.Modules.SelectMany(module => Slices(module.Location)),
            slice => Assert.True(slice.Waiver is null || slice.Waiver.Contains(' '), slice.Type.FullName)
        );

    /// <summary>A rule that cannot fail holds for ever. Of these it must find all but the first two.</summary>
    [Fact]
    public void The_rule_sees_who_forgets() =>
        Assert.Equal(
            [nameof(AsksForNoneOfMany), nameof(AsksNever), nameof(AsksTooLate), nameof(ChangesFirst)],
            Forgetful(typeof(AccessRules).Assembly.Location).Select(slice => slice.Split('/')[^1]).Order()
        );

    private static IEnumerable<string> Forgetful(string location) =>
        from slice in Slices(location)
        where slice.Waiver is null
        let direct = slice.Ids.Any(Direct.Contains)
        where !Asks(slice.Handle, direct, [])
        select slice.Type.FullName;

    private sealed record Slice(
        TypeDefinition Type,
        IReadOnlyList<string> Ids,
        MethodDefinition Handle,
        string? Waiver
    );

    private static IEnumerable<Slice> Slices(string location) =>
        from type in ModuleDefinition.ReadModule(location).GetTypes()
        let handle = type
            .NestedTypes.FirstOrDefault(nested => nested.Name == "Handler")
            ?.Methods.FirstOrDefault(method => method.Name == "Handle")
        where handle is not null
        let ids = IdsOf(type, []).ToList()
        where ids.Count > 0
        let waiver = type.CustomAttributes.FirstOrDefault(one =>
            one.AttributeType.FullName == typeof(NoAccessCheckAttribute).FullName
        )
        select new Slice(type, ids, handle, (string?)waiver?.ConstructorArguments[0].Value);

    private static IEnumerable<string> IdsOf(TypeReference type, HashSet<string> seen) =>
        from property in type.Resolve().Properties
        from id in IsId(property.PropertyType) ? [property.Name]
        : property.GetMethod is not { IsPublic: true } ? []
        : Parts(property.PropertyType, type.Module)
            .Where(part => seen.Add(part.FullName))
            .SelectMany(of => IdsOf(of, seen))
        select id;

    private static bool IsId(TypeReference type) =>
        type.FullName == typeof(Guid).FullName
        || (type as GenericInstanceType)?.GenericArguments.Any(IsId) is true
        || (type as ArrayType)?.ElementType is { } element && IsId(element);

    /// <summary>The module's own types that a member holds, one or many of them.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type, ModuleDefinition module) =>
        type is GenericInstanceType many ? many.GenericArguments.SelectMany(one => Parts(one, module))
        : type is ArrayType array ? Parts(array.ElementType, module)
        : type.Scope == module && !type.IsPrimitive ? [type]
        : [];

    /// <param name="atOnce">It asks before it makes any other task; else it may read before.</param>
    private static bool Asks(MethodDefinition method, bool atOnce, HashSet<MethodDefinition> seen)
    {
        if (!seen.Add(method))
            return false;

        foreach (var call in Tasks(method))
        {
            if (
                call.Name.StartsWith("Require", StringComparison.Ordinal)
                && call.DeclaringType.Namespace.StartsWith("Kapprum.Contracts.", StringComparison.Ordinal)
            )
                return true;
            if (call.DeclaringType.FullName == typeof(Database).FullName)
            {
                if (atOnce || !Reads.Contains(call.Name))
                    return false;
            }
            else
                return call.DeclaringType.Scope == method.Module && Asks(call.Resolve(), atOnce, seen);
        }

        return false;
    }

    private static IEnumerable<MethodReference> Tasks(MethodDefinition method)
    {
        var machine = method.CustomAttributes.FirstOrDefault(one =>
            one.AttributeType.Name == "AsyncStateMachineAttribute"
        );
        var body = machine?.ConstructorArguments[0].Value is TypeReference type
            ? type.Resolve().Methods.Single(one => one.Name == "MoveNext")
            : method;
        return from instruction in body.Body.Instructions
            let call = instruction.Operand as MethodReference
            where call?.ReturnType.Name is "Task" or "Task`1" or "ValueTask" or "ValueTask`1"
            select call;
    }

    private sealed record AsksAtOnce(Guid ChildId)
    {
        public sealed class Handler(IChildAccess access, NpgsqlConnection db)
        {
            public async Task<int> Handle(AsksAtOnce query, CancellationToken ct)
            {
                await access.Require(query.ChildId, Relation.Any, ct);
                return await db.Value<int>("select 1", query, ct);
            }
        }
    }

    [NoAccessCheck("Nothing is told.")]
    private sealed record NeedNotAsk(Guid ChildId)
    {
        public sealed class Handler
        {
            public static Task Handle(NeedNotAsk query, CancellationToken ct) => Task.Delay(query.ChildId.Version, ct);
        }
    }

    private sealed record AsksNever(Guid ThingId)
    {
        public sealed class Handler(NpgsqlConnection db)
        {
            public Task<int> Handle(AsksNever query, CancellationToken ct) => db.Value<int>("select 1", query, ct);
        }
    }

    private sealed record AsksForNoneOfMany(IReadOnlyList<AsksForNoneOfMany.Item> Items)
    {
        public sealed record Item(Guid ChildId);

        public sealed class Handler(NpgsqlConnection db)
        {
            public Task<int> Handle(AsksForNoneOfMany command, CancellationToken ct) =>
                db.Value<int>("select 1", command, ct);
        }
    }

    private sealed record AsksTooLate(Guid ChildId)
    {
        public sealed class Handler(IChildAccess access, NpgsqlConnection db)
        {
            public async Task<int> Handle(AsksTooLate query, CancellationToken ct)
            {
                var answer = await db.Value<int>("select 1", query, ct);
                await access.Require(query.ChildId, Relation.Any, ct);
                return answer;
            }
        }
    }

    private sealed record ChangesFirst(Guid ThingId)
    {
        public sealed class Handler(IChildAccess access, NpgsqlConnection db)
        {
            public async Task Handle(ChangesFirst command, CancellationToken ct)
            {
                await db.Execute("select 1", command, ct);
                await access.Require(command.ThingId, Relation.Any, ct);
            }
        }
    }
}
