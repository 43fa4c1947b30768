namespace Kapprum.Accounts;

/// <summary>The actions there are in the audit log, for administrators to choose from.</summary>
internal sealed record ListAuditActions : IQuery<IReadOnlyList<string>>
{
    public sealed class Handler(AuditLog log) : IRequestHandler<ListAuditActions, IReadOnlyList<string>>
    {
        public Task<IReadOnlyList<string>> Handle(ListAuditActions query, CancellationToken ct) => log.Actions();
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/audit/actions",
                    (IMediator mediator, CancellationToken ct) => mediator.Send(new ListAuditActions(), ct)
                )
                .For(Roles.Administrator)
                .Says("The actions there are in the audit log");
    }
}
