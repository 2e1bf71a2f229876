using SiteHub.Hub.Mail;
using SiteHub.Operations.Configuration;

namespace SiteHub.Hub.Tests.Mail;

/// <summary>What is written into the outbox arrives at a mail server, late if need be.</summary>
public sealed class MailTests : IAsyncLifetime
{
    private readonly SmtpServer _server = new();
    private readonly HubFixture _hub = new();

    public async ValueTask InitializeAsync()
    {
        _hub.Mail = new MailEntry("127.0.0.1", _server.Port, MailSecurity.None, null, null, "Northwind <portal@northwind.example>");
        await _hub.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_mail_is_sent_once_with_sender_subject_and_text()
    {
        await Put("Grüße", "A link: http://localhost/x");

        await Until(() => Outbox.Latest(1)[0].Sent is not null);
        var mail = _server.Taken.ShouldHaveSingleItem();
        mail.ShouldContain("From: Northwind <portal@northwind.example>");
        mail.ShouldContain("To: nora@lakeside.example");
        mail.ShouldContain("A link: http://localhost/x");
    }

    /// <summary>What the one rule for addresses takes goes out, to a server that knows ASCII alone.</summary>
    [Theory]
    [InlineData("o'neil+{x}=y@lakeside.example")]
    [InlineData("nora@MÜNCHEN.example")]
    [InlineData("nora@faß.example")]
    [InlineData("\u212Aim@localhost")]
    public async Task Every_address_that_is_taken_is_sent_to(string given)
    {
        var address = Operations.Values.EmailAddress.Parse(given).ShouldNotBeNull();
        await _hub.Database.Writer.Write(db => Outbox.Put(db, address.Text, "Hello", "text"));

        await Until(() => Outbox.Latest(1)[0].Sent is not null);
        _server.Recipients.ShouldHaveSingleItem().ShouldContain($"<{address.Text}>");
    }

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again_even_after_a_restart()
    {
        _server.Answer = "451 try again";
        await Put("Hello", "text");
        await Until(() => _server.Asked == 1 && Outbox.Latest(1)[0].Error is not null);
        _server.Taken.ShouldBeEmpty();

        await _hub.Restart();
        _server.Answer = "250 OK";
        _hub.Time.Advance(TimeSpan.FromSeconds(31));
        _hub.Service<MailSignal>().Raise();

        await Until(() => Outbox.Latest(1)[0].Sent is not null);
        _server.Taken.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_address_that_the_server_refuses_for_good_is_not_tried_again()
    {
        _server.Answer = "550 no such user";
        await Put("Hello", "text");

        await Until(() => Outbox.Latest(1)[0].Error is not null);
        _hub.Time.Advance(TimeSpan.FromDays(1));
        _hub.Service<MailSignal>().Raise();
        await Task.Delay(300, TestContext.Current.CancellationToken);
        _server.Asked.ShouldBe(1);
    }

    private Outbox Outbox => _hub.Service<Outbox>();

    private Task Put(string subject, string text) => _hub.Database.Writer.Write(db => Outbox.Put(db, "nora@lakeside.example", subject, text));

    private static async Task Until(Func<bool> holds)
    {
        for (var i = 0; i < 200; i++)
        {
            if (holds())
            {
                return;
            }

            await Task.Delay(50);
        }

        holds().ShouldBeTrue();
    }
}
