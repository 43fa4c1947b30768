namespace Kapprum.Accounts.Administration;

/// <summary>The demo keeps whom one can be, for its own provider of e-identification.</summary>
[NoAccessCheck("Only a first start loads the demo; nobody asks for it over HTTP.")]
internal sealed record KeepDemoLogIns(IReadOnlyList<DemoLogIn> LogIns) : ICommand
{
    public sealed class Handler(NpgsqlConnection db) : ICommandHandler<KeepDemoLogIns>
    {
        public Task Handle(KeepDemoLogIns command, CancellationToken ct) =>
            db.Execute(
                """
                insert into accounts.demo_log_in (account_id, name, part)
                select a.id, demo.name, demo.part
                from unnest(@UserNames, @Names, @Parts) demo (user_name, name, part)
                join accounts.account a on a.user_name = demo.user_name
                on conflict do nothing
                """,
                new
                {
                    UserNames = command.LogIns.Select(one => LogInName.Normalised(one.UserName)).ToArray(),
                    Names = command.LogIns.Select(one => one.Name).ToArray(),
                    Parts = command.LogIns.Select(one => one.Part).ToArray(),
                },
                ct
            );
    }
}
