using Kapprum.Contracts.Roster;

namespace Kapprum.__Module__;

/// <summary>Staff __words__ of a child.</summary>
internal sealed record __Slice__(Guid ChildId) : IQuery<__Slice__.Answer>
{
    public sealed record Answer(Guid ChildId, string GivenName);

    public sealed class Handler(IChildAccess access) : IQueryHandler<__Slice__, Answer>
    {
        public async Task<Answer> Handle(__Slice__ query, CancellationToken ct)
        {
            await access.Require(query.ChildId, Relation.Staff, ct);

            var child = (await access.Visible([query.ChildId], ct))[query.ChildId];
            return new(child.Id, child.GivenName);
        }
    }

    public sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet(
                    "/children/{childId:guid}/__slice__",
                    (Guid childId, ISender sender, CancellationToken ct) => sender.Send(new __Slice__(childId), ct)
                )
                .Roles(Roles.Staff, Demand.None)
                .Summary("__Words__ of a child")
                .Refuses(404, "not-found");
    }
}
