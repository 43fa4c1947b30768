namespace Kapprum.Accounts.Administration;

/// <summary>The actions there are in the audit log, for administrators to choose from.</summary>
internal sealed record ListAuditActions : IQuery<IReadOnlyList<string>>
{
    public sealed class Handler(AuditLog log) : IQueryHandler<ListAuditActions, IReadOnlyList<string>>
    {
        public Task<IReadOnlyList<string>> Handle(ListAuditActions query, CancellationToken ct) => log.Actions(ct);
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/audit/actions",
                    (ISender sender, CancellationToken ct) => sender.Send(new ListAuditActions(), ct)
                )
                .Roles(Roles.Administrator, Demand.None)
                .Summary("The actions there are in the audit log");
    }
}
