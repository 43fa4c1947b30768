using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Kapprum.Kernel;

/// <summary>Something that has happened. Carries ids, never personal data: it is kept and retried.</summary>
public interface IEvent;

/// <summary>The name an event is stored under. It outlives the type's: rename the type, keep the name.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EventAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>
/// Reacts to what has happened, in a transaction of its own, at least once and with effect once. What happened close
/// together comes together and in its order, so that a handler can answer with one statement. Between deliveries there
/// is no order, as one that fails comes again later: a handler reads how things stand now and does not trust what the
/// event says about it.
/// </summary>
public interface IEventHandler<in TEvent>
    where TEvent : IEvent
{
    Task Handle(IReadOnlyList<TEvent> happened, CancellationToken ct);
}

/// <summary>
/// The name by which a handler is known for good, when its type has got another: what waits for it stands under this
/// name, and hosts of both versions know it. What is for a handler that no host knows is given up after 30 days.
/// </summary>
/// <param name="name">The full name its type had first.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KnownAsAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>
/// Thrown by a handler whose turn it is not yet, because something that must come one after the other is still at work.
/// All it did is undone, and it is asked again a little later; meanwhile it holds neither a connection nor a worker.
/// </summary>
public sealed class NotYet() : Exception("Something else has to be done first.");

/// <summary>Publishes events with the running command's commit: both are kept or neither is.</summary>
public sealed class Outbox(CommitBatch commit, Subscriptions subscriptions, Signals signals, TimeProvider clock)
{
    internal const string Signal = "outbox";

    /// <param name="notBefore">When it may be told at the earliest; null for at once.</param>
    public void Publish<TEvent>(TEvent happened, DateTimeOffset? notBefore = null)
        where TEvent : IEvent
    {
        commit.Add(
            "insert into kernel.outbox (id, event, body, published_at, due_at) values ($1, $2, $3, $4, $5)",
            new() { Value = Guid.CreateVersion7() },
            new() { Value = subscriptions.NameOf(typeof(TEvent)) },
            new() { Value = JsonSerializer.Serialize(happened), NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = clock.GetUtcNow() },
            new()
            {
                Value = notBefore is { } due ? due.ToUniversalTime() : DBNull.Value,
                NpgsqlDbType = NpgsqlDbType.TimestampTz,
            }
        );
        commit.After(() => signals.Raise(Signal));
    }
}

/// <summary>Which events there are and who handles them.</summary>
public sealed class Subscriptions
{
    private delegate Task Delivery(IReadOnlyList<string> bodies, IServiceProvider scope, CancellationToken ct);

    private readonly Dictionary<Type, string> names = [];
    private readonly Dictionary<string, Delivery> deliveries = [];
    private readonly List<(string Event, string Handler)> pairs = [];

    internal string[] Events => [.. names.Values];

    internal string NameOf(Type happened) => names[happened];

    /// <summary>Each event with each of its handlers.</summary>
    internal IReadOnlyList<(string Event, string Handler)> Pairs => pairs;

    internal string[] Handlers => [.. deliveries.Keys];

    internal Task Deliver(string handler, IReadOnlyList<string> bodies, IServiceProvider scope, CancellationToken ct) =>
        deliveries[handler](bodies, scope, ct);

    internal void AddEvent(Type happened)
    {
        var name =
            happened.GetCustomAttribute<EventAttribute>()?.Name
            ?? throw new InvalidOperationException($"{happened} is an event without the [Event] that names it.");
        if (names.ContainsValue(name))
            throw new InvalidOperationException($"Two events are named {name}.");
        names.Add(happened, name);
    }

    internal void AddHandler<TEvent, THandler>()
        where TEvent : IEvent
        where THandler : IEventHandler<TEvent>
    {
        var known = typeof(THandler).GetCustomAttribute<KnownAsAttribute>()?.Name ?? typeof(THandler).FullName!;
        var handler = known + "/" + typeof(TEvent).Name;
        pairs.Add((names[typeof(TEvent)], handler));
        deliveries.Add(handler, Deliver);

        static Task Deliver(IReadOnlyList<string> bodies, IServiceProvider scope, CancellationToken ct) =>
            scope
                .GetRequiredService<THandler>()
                .Handle([.. bodies.Select(body => JsonSerializer.Deserialize<TEvent>(body)!)], ct);
    }
}

public static class EventRegistration
{
    /// <summary>
    /// Delivers every event here and now, and what follows from it: for the command line, which ends when its work is
    /// done. A serving host does this by itself.
    /// </summary>
    public static Task DrainEvents(this IServiceProvider services, CancellationToken ct) =>
        services.GetRequiredService<OutboxRelay>().Drain(ct);

    internal static void AddEvents(this IServiceCollection services, Assembly[] assemblies)
    {
        var subscriptions = new Subscriptions();
        var add = typeof(Subscriptions).GetMethod(
            nameof(Subscriptions.AddHandler),
            BindingFlags.Instance | BindingFlags.NonPublic
        )!;

        foreach (
            var happened in assemblies
                .SelectMany(a => a.GetTypes())
                .Where(t => t.IsClass && t.IsAssignableTo(typeof(IEvent)))
        )
            subscriptions.AddEvent(happened);

        foreach (var (handler, face) in assemblies.ImplementationsOf(typeof(IEventHandler<>)))
        {
            services.AddScoped(handler);
            add.MakeGenericMethod(face.GenericTypeArguments[0], handler).Invoke(subscriptions, null);
        }

        services.AddSingleton(subscriptions);
        services.AddScoped<Outbox>();
        services.AddScoped<EventDelivery>();
        services.AddSingleton<OutboxRelay>();
    }
}
