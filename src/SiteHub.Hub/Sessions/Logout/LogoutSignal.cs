using SiteHub.Delivery.Clock;

namespace SiteHub.Hub.Sessions.Logout;

/// <summary>Wakes <see cref="LogoutPump"/>.</summary>
internal sealed class LogoutSignal : WakeSignal;
