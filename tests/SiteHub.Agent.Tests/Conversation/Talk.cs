using System.Buffers;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using SiteHub.Agent.Tests.SignIn;
using SiteHub.Delivery.Links;
using SiteHub.Protocol.Actions;
using SiteHub.Protocol.Conversation;
using SiteHub.Protocol.Links;

namespace SiteHub.Agent.Tests.Conversation;

/// <summary>Plays the hub to a site: hands over what a member wrote, as its link would, and reads what the site tells.</summary>
public sealed class Talk(SiteFixture site, FakeHub hub)
{
    private long _seq;

    public MessageWritten Written(string docType, string name, string account, string text = "Hello", long attempt = 1) => new(
        $"msg_{Guid.NewGuid():N}", attempt, docType, name, account, new ActionMember("sub-ann", "Ann", "ann@example.com"), text, site.Time.GetUtcNow());

    public Task<ApplyOutcome> Tell(MessageWritten written) => Tell(written, Token(written));

    public async Task<ApplyOutcome> Tell(MessageWritten written, string? token)
    {
        var data = new ArrayBufferWriter<byte>();
        written.WriteTo(data);
        var seq = ++_seq;
        return await site.Database.Writer.Write(
            site.Service<ILinkApplier>().Prepare("acme", new Epoch(1, "e"), new LinkEvent(seq, $"evt_{seq}", LinkEventTypes.MessageWritten, site.Time.GetUtcNow(), data.WrittenMemory), token));
    }

    public string Token(MessageWritten written, Action<Dictionary<string, object>>? change = null, string type = ActorTokens.MessageType, SecurityKey? key = null)
    {
        var now = site.Time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = hub.Url.AbsoluteUri,
            ["aud"] = "sitehub:site:acme",
            ["iat"] = now,
            ["exp"] = now + 300,
            ["jti"] = written.Message,
            ["sub"] = written.Member.Sub,
            ["act"] = new Dictionary<string, object> { ["sub"] = "sitehub:hub" },
            ["email"] = written.Member.Email,
            ["attempt"] = "1",
            ["docType"] = written.DocType,
            ["name"] = written.Name,
            ["account"] = written.Account,
            ["text"] = ActionRequested.DigestOf(Encoding.UTF8.GetBytes(written.Text)),
        };
        claims["attempt"] = written.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture);
        change?.Invoke(claims);
        return hub.Sign(claims, type, key);
    }

    public List<MessageAnswered> Answers() => site.Database.Read(static session => session.Many("SELECT data FROM log_entry WHERE type = 'message.answered' ORDER BY key", static row => MessageAnswered.Read(row.Bytes(0))));

    public List<MessageTold> Told() => site.Database.Read(static session => session.Many("SELECT data FROM log_entry WHERE type = 'message.told' ORDER BY key", static row => MessageTold.Read(row.Bytes(0))));

    public Task State(MessageWritten written, string state) =>
        Eventually.True(() => site.Database.Read(session => session.Text("SELECT state FROM message WHERE message = $1", written.Message)) == state);
}
