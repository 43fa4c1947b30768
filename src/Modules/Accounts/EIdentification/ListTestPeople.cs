namespace Kapprum.Accounts.EIdentification;

/// <summary>Whom one can be at the demo's own provider.</summary>
internal sealed record ListTestPeople : IQuery<IReadOnlyList<ListTestPeople.Item>>
{
    /// <param name="Part">Who that is, in a few English words.</param>
    public sealed record Item(Guid AccountId, string Name, string Part);

    public sealed class Handler(NpgsqlConnection db, TestId testId) : IQueryHandler<ListTestPeople, IReadOnlyList<Item>>
    {
        public async Task<IReadOnlyList<Item>> Handle(ListTestPeople query, CancellationToken ct) =>
            testId.IsOn
                ? await db.Query<Item>(
                    "select account_id, name, part from accounts.demo_log_in order by name, account_id",
                    null,
                    ct
                )
                : throw Refusal.NotFound("provider");
    }
}
