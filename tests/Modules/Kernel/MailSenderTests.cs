using Kapprum.Kernel;
using Kapprum.Support;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Kapprum.Tests.Kernel;

public sealed class MailSenderTests : IAsyncLifetime
{
    private MailingApp mailing = null!;
    private SmtpSink sink = null!;

    public async Task InitializeAsync()
    {
        mailing = await MailingApp.StartWithSink();
        sink = mailing.Sink!;
    }

    public async Task DisposeAsync() => await mailing.DisposeAsync();

    [Fact]
    public async Task A_queued_mail_goes_out_once_in_plain_words_and_in_html()
    {
        var recipient = Assert.Single(await mailing.Queue());

        await mailing.Send();
        await mailing.Send();

        Assert.All(Assert.Single(sink.Mails).Data, letter => Assert.True(letter < 128));
        var mail = Assert.Single(sink.Mails).Read();
        Assert.Equal(Letters.Address(recipient), Assert.Single(mail.To.Mailboxes).Address);
        Assert.Equal("Kapprum <kapprum@sandby.example>", mail.From.ToString().Replace("\"", ""));
        Assert.Equal("Hej på dig", mail.Subject);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        Assert.Equal(mailing.App.Clock.GetLocalNow(), mail.Date);
        Assert.Equal($"{await mailing.App.Value<Guid>("select id from kernel.mail"):N}@sandby.example", mail.MessageId);
        Assert.Contains(
            "Andra <stycket> & mer.\n\nÖppna:\nhttps://kapprum.sandby.example/absence/1\n",
            mail.TextBody!.ReplaceLineEndings("\n")
        );
        Assert.Contains("<html lang=\"sv\"", mail.HtmlBody);
        Assert.Contains("Andra &lt;stycket&gt; &amp; mer.", mail.HtmlBody);
        Assert.Contains("<a href=\"https://kapprum.sandby.example/absence/1\"", mail.HtmlBody);
        Assert.Equal((0, 1, 0), await mailing.State());
    }

    [Fact]
    public async Task Many_mails_are_written_together_and_share_few_connections()
    {
        await mailing.Queue(250);

        await mailing.Send();

        Assert.Equal(250, sink.Mails.Select(mail => mail.To).Distinct().Count());
        Assert.Equal(250, sink.Mails.Count);
        Assert.InRange(sink.Connections, 1, 4);
        Assert.Equal(3, mailing.Letters.Batches.Count);
    }

    [Fact]
    public async Task A_server_that_takes_few_connections_gets_all_mails_over_those()
    {
        sink.AtOnce = 2;
        await mailing.Queue(150);

        await mailing.Send();

        Assert.Equal((0, 150, 0), await mailing.State());
        Assert.Equal(0, await mailing.App.Value<int>("select max(attempts) from kernel.mail"));
    }

    [Fact]
    public async Task Connections_are_kept_for_the_next_mails()
    {
        await mailing.Queue();
        await mailing.Send();
        await mailing.Queue();
        await mailing.Send();

        Assert.Equal((2, 1), (sink.Mails.Count, sink.Connections));
    }

    [Fact]
    public async Task A_connection_that_died_meanwhile_is_replaced_without_a_failed_try()
    {
        await mailing.Queue();
        await mailing.Send();
        sink.CloseAll();
        await mailing.Queue();

        await mailing.Send();

        Assert.Equal((2, 2), (sink.Mails.Count, sink.Connections));
        Assert.Equal(0, await mailing.App.Value<int>("select max(attempts) from kernel.mail"));
    }

    [Fact]
    public async Task The_same_key_is_one_mail()
    {
        var recipient = Guid.CreateVersion7();

        Assert.Equal(1, await mailing.Queue([recipient], _ => "reminder/today"));
        Assert.Equal(0, await mailing.Queue([recipient], _ => "reminder/today"));
        await mailing.Send();
        Assert.Equal(0, await mailing.Queue([recipient], _ => "reminder/today"));
        await mailing.Send();

        Assert.Single(sink.Mails);
    }

    [Fact]
    public async Task A_mail_waits_until_it_is_due()
    {
        await mailing.Queue(dueAt: mailing.App.Clock.GetUtcNow().AddHours(1));

        await mailing.Send();
        Assert.Empty(sink.Mails);

        mailing.App.Clock.Advance(TimeSpan.FromHours(1));
        await mailing.Send();
        Assert.Single(sink.Mails);
    }

    [Theory]
    [InlineData(SinkReply.RefuseForGood, "smtp-550")]
    [InlineData(SinkReply.RefuseContent, "smtp-554")]
    public async Task What_the_server_refuses_for_good_is_dropped_and_the_rest_goes_out(SinkReply reply, string code)
    {
        var recipients = await mailing.Queue(20);
        sink.Reply = to => to == Letters.Address(recipients[7]) ? reply : SinkReply.Accept;

        await mailing.Send();

        Assert.Equal(19, sink.Mails.Count);
        Assert.Equal((0, 19, 1), await mailing.State());
        Assert.Equal(code, await Error(recipients[7]));
        Assert.InRange(sink.Connections, 1, 4);
    }

    [Theory]
    [InlineData(SinkReply.RefuseForNow, "smtp-451")]
    [InlineData(SinkReply.RefuseToRelay, "smtp-554")]
    [InlineData(SinkReply.Drop, "connection-lost")]
    public async Task What_does_not_get_through_now_is_tried_again_ever_more_seldom(SinkReply reply, string code)
    {
        var recipients = await mailing.Queue(10);
        sink.Reply = to => to == Letters.Address(recipients[3]) ? reply : SinkReply.Accept;

        await mailing.Send();
        Assert.Equal(9, sink.Mails.Count);
        Assert.Equal((1, 9, 0), await mailing.State());
        Assert.Equal(code, await Error(recipients[3]));
        Assert.InRange(await Wait(recipients[3]), TimeSpan.FromSeconds(22), TimeSpan.FromSeconds(30));

        mailing.App.Clock.Advance(TimeSpan.FromSeconds(30));
        await mailing.Send();
        Assert.InRange(await Wait(recipients[3]), TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(60));

        sink.Reply = _ => SinkReply.Accept;
        mailing.App.Clock.Advance(TimeSpan.FromSeconds(60));
        await mailing.Send();
        Assert.Equal((0, 10, 0), await mailing.State());
    }

    [Fact]
    public async Task What_the_server_never_answers_to_is_tried_again_and_the_rest_goes_out()
    {
        await using var impatient = await MailingApp.StartWithSink(("Mail:TimeoutSeconds", "8"));
        var recipients = await impatient.Queue(10);
        impatient.Sink!.Reply = to => to == Letters.Address(recipients[3]) ? SinkReply.Stall : SinkReply.Accept;

        await impatient.Send();

        Assert.Equal(9, impatient.Sink.Mails.Count);
        Assert.Equal((1, 9, 0), await impatient.State());
        Assert.Equal(
            "timeout",
            await impatient.App.Value<string>(
                "select last_error from kernel.mail where recipient_id = @Id",
                new { Id = recipients[3] }
            )
        );
    }

    [Fact]
    public async Task After_three_days_of_failures_a_mail_is_given_up()
    {
        var recipient = Assert.Single(await mailing.Queue());
        sink.Reply = _ => SinkReply.RefuseForNow;

        await mailing.Send();
        for (var tries = 0; (await mailing.State()).Waiting == 1; tries++)
        {
            Assert.InRange(tries, 0, 60);
            mailing.App.Clock.Advance(TimeSpan.FromHours(2));
            await mailing.Send();
        }

        Assert.Equal("smtp-451", await Error(recipient));
        Assert.InRange(mailing.App.Clock.GetUtcNow() - App.Morning, TimeSpan.FromHours(72), TimeSpan.FromHours(76));
    }

    [Fact]
    public async Task A_server_that_is_away_costs_no_mail_a_try_and_nothing_is_lost()
    {
        await mailing.Queue(30);
        var port = sink.Port;
        await sink.DisposeAsync();

        await Assert.ThrowsAsync<MailUnreachable>(mailing.Send);
        Assert.Empty(mailing.Letters.Batches);

        await using var back = new SmtpSink(port);
        await mailing.Send();
        Assert.Equal(30, back.Mails.Count);
        Assert.Equal(0, await mailing.App.Value<int>("select max(attempts) from kernel.mail"));
    }

    [Fact]
    public async Task A_server_that_goes_away_in_the_middle_loses_nothing_and_repeats_at_most_a_mail_per_connection()
    {
        await mailing.Queue(400);
        var port = sink.Port;
        sink.Reply = _ => sink.Mails.Count >= 200 ? Close() : SinkReply.Accept;
        SinkReply Close()
        {
            _ = sink.DisposeAsync().AsTask();
            return SinkReply.KeepAndDrop;
        }

        await Assert.ThrowsAsync<MailUnreachable>(mailing.Send);

        await using var back = new SmtpSink(port);
        mailing.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await mailing.Send();

        var all = sink.Mails.Concat(back.Mails).ToList();
        Assert.Equal(400, all.Select(mail => mail.To).Distinct().Count());
        Assert.InRange(all.Count, 400, 404);
        Assert.Equal((0, 400, 0), await mailing.State());
    }

    [Fact]
    public async Task A_mail_that_comes_twice_can_be_told_by_its_message_id()
    {
        await mailing.Queue();
        sink.Reply = _ => SinkReply.KeepAndDrop;
        await mailing.Send();
        sink.Reply = _ => SinkReply.Accept;
        mailing.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await mailing.Send();

        Assert.Equal(2, sink.Mails.Count);
        Assert.Single(sink.Mails.Select(mail => mail.Read().MessageId).Distinct());
    }

    [Fact]
    public async Task What_is_no_longer_wanted_or_has_no_address_is_dropped_and_what_cannot_be_written_waits_alone()
    {
        var recipients = await mailing.Queue(6);
        mailing.Letters.Write = mail =>
            mail.RecipientId == recipients[0] ? null
            : mail.RecipientId == recipients[1] ? Letters.To(mail.RecipientId) with { To = "not an address, at all" }
            : mail.RecipientId == recipients[2] ? throw new InvalidOperationException("The pen is broken.")
            : Letters.To(mail.RecipientId);

        await mailing.Send();

        Assert.Equal(3, sink.Mails.Count);
        Assert.Equal((1, 3, 2), await mailing.State());
        Assert.Equal(
            ["not-wanted", "no-address", "not-written"],
            [await Error(recipients[0]), await Error(recipients[1]), await Error(recipients[2])]
        );
    }

    [Fact]
    public async Task Two_hosts_share_the_queue()
    {
        await mailing.Queue(500);

        await Task.WhenAll(mailing.Send(), Task.Run(mailing.Send), Task.Run(mailing.Send));

        Assert.Equal(500, sink.Mails.Count);
        Assert.Equal(500, sink.Mails.Select(mail => mail.To).Distinct().Count());
    }

    [Fact]
    public async Task What_a_dead_host_had_in_hand_is_free_at_once_and_what_a_living_one_has_is_not()
    {
        var recipients = await mailing.Queue(4);
        const int dead = 1,
            living = 2;
        await using var other = await mailing.App.Connection();
        await Dapper.SqlMapper.ExecuteAsync(other, "select pg_advisory_lock(1835100524, @living)", new { living });
        await mailing.App.Execute(
            "update kernel.mail set claimed_by = @dead where recipient_id = @First",
            new { dead, First = recipients[0] }
        );
        await mailing.App.Execute(
            "update kernel.mail set claimed_by = @living where recipient_id = @Second",
            new { living, Second = recipients[1] }
        );

        await mailing.Send();
        Assert.Equal(3, sink.Mails.Count);
        Assert.DoesNotContain(Letters.Address(recipients[1]), sink.Mails.Select(mail => mail.To));

        await mailing.App.Execute("select pg_terminate_backend(@Session, 5000)", new { Session = other.ProcessID });
        await mailing.Send();
        Assert.Equal(4, sink.Mails.Count);
    }

    [Fact]
    public async Task A_kind_that_this_host_does_not_know_waits_for_one_that_does()
    {
        await mailing.Queue();
        await mailing.App.Execute("update kernel.mail set kind = 'of-the-next-version'");

        await mailing.Send();

        Assert.Equal((1, 0, 0), await mailing.State());
    }

    private Task<string> Error(Guid recipient) =>
        mailing.App.Value<string>(
            "select last_error from kernel.mail where recipient_id = @recipient",
            new { recipient }
        );

    private async Task<TimeSpan> Wait(Guid recipient) =>
        await mailing.App.Value<DateTime>(
            "select due_at from kernel.mail where recipient_id = @recipient",
            new { recipient }
        ) - mailing.App.Clock.GetUtcNow();
}

public sealed class MailFileTests
{
    [Fact]
    public async Task Without_a_server_each_mail_is_a_file_that_takes_its_own_place_when_it_is_written_again()
    {
        await using var mailing = await MailingApp.Start();
        var recipients = await mailing.Queue(3);

        await mailing.Send();
        await mailing.App.Execute(
            "update kernel.mail set sent_at = null where recipient_id = @First",
            new { First = recipients[0] }
        );
        mailing.App.Clock.Advance(TimeSpan.FromMinutes(5));
        await mailing.Send();

        var files = Directory.GetFiles(Path.Combine(mailing.App.Folder, "mail"));
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.Matches(@"^20261124-070000-[0-9a-f]{32}\.eml$", Path.GetFileName(file)));
        Assert.Equal("Hej på dig", Assert.Single(mailing.App.MailsTo(Letters.Address(recipients[0]))).Subject);
    }

    [Fact]
    public async Task Further_parts_have_their_links_and_only_the_first_is_a_button()
    {
        await using var mailing = await MailingApp.Start();
        mailing.Letters.Write = mail =>
            Letters.To(mail.RecipientId) with
            {
                Language = "en",
                Further = [(["And one more thing."], ("Look at it", "/more?a=1&b=2"))],
            };
        var recipient = Assert.Single(await mailing.Queue());

        await mailing.Send();

        MimeMessage mail = Assert.Single(mailing.App.MailsTo(Letters.Address(recipient)));
        Assert.Contains(
            "And one more thing.\n\nLook at it:\nhttps://kapprum.sandby.example/more?a=1&b=2\n",
            mail.TextBody!.ReplaceLineEndings("\n")
        );
        Assert.Contains("<a href=\"https://kapprum.sandby.example/more?a=1&amp;b=2\"", mail.HtmlBody);
        Assert.Contains(">Look at it</a>", mail.HtmlBody);
        Assert.Single(mail.HtmlBody!.Split("background:#").Skip(1));
        Assert.Contains("<html lang=\"en\"", mail.HtmlBody);
        Assert.Contains("Replies to it are not read", mail.TextBody);
    }
}
