using System.Data;
using System.Reflection;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>Changes something: validated, prepared where that is needed, then run in one transaction.</summary>
public interface ICommand<out TResult> : IRequest<TResult>;

/// <summary>A command with nothing to tell.</summary>
public interface ICommand : ICommand<Unit>;

/// <summary>Reads something: validated, then run without a transaction.</summary>
public interface IQuery<out TResult> : IRequest<TResult>;

/// <summary>Carries out a command, in its transaction.</summary>
public interface ICommandHandler<in TCommand, TResult> : IRequestHandler<TCommand, TResult>
    where TCommand : ICommand<TResult>;

/// <summary>Carries out a command with nothing to tell, in its transaction.</summary>
public interface ICommandHandler<in TCommand> : IRequestHandler<TCommand, Unit>
    where TCommand : ICommand
{
    /// <inheritdoc cref="IRequestHandler{TCommand, TResult}.Handle"/>
    new Task Handle(TCommand command, CancellationToken ct);

    async Task<Unit> IRequestHandler<TCommand, Unit>.Handle(TCommand command, CancellationToken ct)
    {
        await Handle(command, ct);
        return Unit.Value;
    }
}

/// <summary>Answers a query.</summary>
public interface IQueryHandler<in TQuery, TResult> : IRequestHandler<TQuery, TResult>
    where TQuery : IQuery<TResult>;

/// <summary>
/// Sends commands and queries to their handlers; endpoints, pages and jobs do, handlers never. Without a token they end
/// with the request, as pages want it.
/// </summary>
public interface ISender
{
    /// <exception cref="ValidationException">The command is not well formed.</exception>
    /// <exception cref="Refusal">The command may not be carried out, or not now.</exception>
    Task Send(ICommand command, CancellationToken ct = default);

    /// <inheritdoc cref="Send(ICommand, CancellationToken)"/>
    Task<TResult> Send<TResult>(ICommand<TResult> command, CancellationToken ct = default);

    /// <inheritdoc cref="Send(ICommand, CancellationToken)"/>
    Task<TResult> Send<TResult>(IQuery<TResult> query, CancellationToken ct = default);
}

/// <summary>
/// MediatR is the engine; this file alone knows it. What is sent has been typed somewhere: <see cref="SentValues"/>.
/// </summary>
internal sealed class Sender(IMediator mediator, IHttpContextAccessor http, Texts texts) : ISender
{
    public async Task Send(ICommand command, CancellationToken ct) =>
        await mediator.Send(SentValues.Checked(Allowed(command), texts), OrOfRequest(ct));

    public async Task<TResult> Send<TResult>(ICommand<TResult> command, CancellationToken ct) =>
        await mediator.Send(SentValues.Checked(Allowed(command), texts), OrOfRequest(ct));

    public async Task<TResult> Send<TResult>(IQuery<TResult> query, CancellationToken ct) =>
        await mediator.Send(SentValues.Checked(query, texts), OrOfRequest(ct));

    /// <summary>Whatever a page does with its form: nothing is changed while its user has to show who it is.</summary>
    private T Allowed<T>(T command) =>
        http.HttpContext?.Features.Get<StepUpDue>() is { } due ? throw Refusal.StepUp(due.Demand) : command;

    private CancellationToken OrOfRequest(CancellationToken ct) =>
        ct.CanBeCanceled ? ct : http.HttpContext?.RequestAborted ?? CancellationToken.None;
}

/// <summary>
/// Work before a command's transaction that finds nothing out for it: counting its tries, for instance. Runs after
/// validation.
/// </summary>
public interface IPreparation<in TCommand>
{
    Task Prepare(TCommand command, CancellationToken ct);
}

/// <summary>
/// Carries out a command that needs work too slow to hold a connection and a transaction over, such as the hash of a
/// password: that is prepared after validation and before the transaction, and handed to what runs in it.
/// </summary>
public interface IPreparedCommandHandler<in TCommand, TPrepared, TResult>
    where TCommand : ICommand<TResult>
{
    Task<TPrepared> Prepare(TCommand command, CancellationToken ct);

    /// <summary>In the transaction.</summary>
    Task<TResult> Handle(TCommand command, TPrepared prepared, CancellationToken ct);
}

/// <inheritdoc cref="IPreparedCommandHandler{TCommand, TPrepared, TResult}"/>
public interface IPreparedCommandHandler<in TCommand, TPrepared> : IPreparedCommandHandler<TCommand, TPrepared, Unit>
    where TCommand : ICommand
{
    /// <inheritdoc cref="IPreparedCommandHandler{TCommand, TPrepared, TResult}.Handle"/>
    new Task Handle(TCommand command, TPrepared prepared, CancellationToken ct);

    async Task<Unit> IPreparedCommandHandler<TCommand, TPrepared, Unit>.Handle(
        TCommand command,
        TPrepared prepared,
        CancellationToken ct
    )
    {
        await Handle(command, prepared, ct);
        return Unit.Value;
    }
}

/// <summary>Keeps what was prepared between the two steps; one for each scope.</summary>
internal sealed class PreparedCommand<TCommand, TPrepared, TResult>(
    IPreparedCommandHandler<TCommand, TPrepared, TResult> handler
) : IPreparation<TCommand>, IRequestHandler<TCommand, TResult>
    where TCommand : ICommand<TResult>
{
    private TPrepared? prepared;

    public async Task Prepare(TCommand command, CancellationToken ct) => prepared = await handler.Prepare(command, ct);

    public Task<TResult> Handle(TCommand command, CancellationToken ct) => handler.Handle(command, prepared!, ct);
}

/// <summary>Every command and query is a span and a duration, under its own name.</summary>
internal sealed class Measured<TRequest, TResult> : IPipelineBehavior<TRequest, TResult>
{
    public Task<TResult> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResult> next) =>
        Instruments.Measure(Instruments.Requests, typeof(TRequest).Name, () => next());
}

internal sealed class Validation<TRequest, TResult>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResult>
    where TRequest : notnull
{
    public async Task<TResult> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResult> next)
    {
        foreach (var validator in validators)
            await validator.ValidateAndThrowAsync(request, ct);

        return await next();
    }
}

internal sealed class Preparation<TCommand, TResult>(IEnumerable<IPreparation<TCommand>> preparations)
    : IPipelineBehavior<TCommand, TResult>
    where TCommand : ICommand<TResult>
{
    public async Task<TResult> Handle(TCommand command, CancellationToken ct, RequestHandlerDelegate<TResult> next)
    {
        foreach (var preparation in preparations)
            await preparation.Prepare(command, ct);

        return await next();
    }
}

/// <summary>
/// A repeated command gets its first result again. The handler runs again and fails: at what it did the first time, at
/// what has changed since (a day that is over by now), at the latest at the stored key. Then the first result is looked
/// for and given.
/// </summary>
internal sealed class Idempotency<TCommand, TResult>(
    IdempotencyKey key,
    IEnumerable<IPreparation<TCommand>> preparations
) : IPipelineBehavior<TCommand, TResult>
    where TCommand : ICommand<TResult>
{
    public async Task<TResult> Handle(TCommand command, CancellationToken ct, RequestHandlerDelegate<TResult> next)
    {
        key.Begin<TCommand, TResult>(command);
        if (!key.IsGiven)
            return await next();

        // A repetition is no try of its own, and a file need not be read to be refused.
        var isCostly = CommandTransaction<TCommand, TResult>.HasStream || preparations.Any();
        if (isCostly && await key.Find<TResult>(ct) is { } earlier)
            return earlier.Result;

        try
        {
            return await next();
        }
        // Where the database has failed, the next try will find out.
        catch (Exception e) when (e is not OperationCanceledException && DatabaseFault.Of(e) is null)
        {
            if (await Repeated(ct) is { } repeated)
                return repeated.Result;
            throw;
        }
    }

    private async Task<IdempotencyKey.Repeated<TResult>?> Repeated(CancellationToken ct)
    {
        try
        {
            return await key.Find<TResult>(ct);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The database is away: what the command failed at tells more.
            return null;
        }
    }
}

/// <summary>
/// A query has one connection for all of its statements: where connections are few, it waits for one once.
/// </summary>
internal sealed class QueryConnection<TQuery, TResult>(NpgsqlConnection db) : IPipelineBehavior<TQuery, TResult>
    where TQuery : IQuery<TResult>
{
    public async Task<TResult> Handle(TQuery query, CancellationToken ct, RequestHandlerDelegate<TResult> next)
    {
        if (db.State is not ConnectionState.Closed)
            return await next();

        await db.OpenAsync(ct);
        try
        {
            return await next();
        }
        finally
        {
            await db.CloseAsync();
        }
    }
}

/// <summary>The one place where a command's transaction begins and ends. An exception rolls it back.</summary>
internal sealed class CommandTransaction<TCommand, TResult>(
    Transaction transaction,
    NpgsqlConnection db,
    CommitBatch commit,
    IdempotencyKey key
) : IPipelineBehavior<TCommand, TResult>
    where TCommand : ICommand<TResult>
{
    /// <summary>It reads what can be read once only.</summary>
    public static readonly bool HasStream = typeof(TCommand)
        .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Any(member => member.PropertyType.IsAssignableTo(typeof(Stream)));

    public Task<TResult> Handle(TCommand command, CancellationToken ct, RequestHandlerDelegate<TResult> next) =>
        transaction.Run(
            async () =>
            {
                // What is read as it comes takes as long as its sender does.
                if (HasStream)
                    await db.TakeTime(ct);
                var result = await next();
                key.Remember(result, commit);
                return result;
            },
            ct,
            once: HasStream
        );
}

internal static class RequestRegistration
{
    public static void AddRequests(this IServiceCollection services, Assembly[] assemblies)
    {
        services.AddScoped<ServiceFactory>(scope => scope.GetService!);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped<ISender, Sender>();
        services.AddScoped<CommitBatch>();
        services.AddScoped<Transaction>();
        services.AddScoped<IdempotencyKey>();
        services.AddSingleton<FormReceipts>();
        services.AddSingleton<RefusedPages>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Measured<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Idempotency<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Validation<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(Preparation<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(QueryConnection<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(CommandTransaction<,>));
        // Made once: to make one takes longer than the rest of a request, as its rules are compiled.
        services.AddValidatorsFromAssemblies(assemblies, ServiceLifetime.Singleton, includeInternalTypes: true);

        foreach (var open in new[] { typeof(IRequestHandler<,>), typeof(IPreparation<>) })
        foreach (var (type, face) in assemblies.ImplementationsOf(open))
            services.AddScoped(face, type);
        foreach (var (type, face) in assemblies.ImplementationsOf(typeof(IPreparedCommandHandler<,,>)))
        {
            var both = typeof(PreparedCommand<,,>).MakeGenericType(face.GenericTypeArguments);
            services.AddScoped(face, type);
            services.AddScoped(both);
            foreach (var step in both.GetInterfaces())
                services.AddScoped(step, scope => scope.GetRequiredService(both));
        }
    }

    public static IEnumerable<(Type Type, Type Interface)> ImplementationsOf(this Assembly[] assemblies, Type open) =>
        from assembly in assemblies
        from type in assembly.GetTypes()
        where type is { IsAbstract: false, IsGenericTypeDefinition: false }
        from face in type.GetInterfaces()
        where face.IsGenericType && face.GetGenericTypeDefinition() == open
        select (type, face);
}
