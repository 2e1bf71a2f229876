using SiteHub.Delivery.Clock;

namespace SiteHub.Hub.Mail;

/// <summary>Wakes <see cref="MailPump"/>.</summary>
internal sealed class MailSignal : WakeSignal;
