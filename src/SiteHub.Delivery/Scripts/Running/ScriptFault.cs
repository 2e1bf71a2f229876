namespace SiteHub.Delivery.Scripts;

/// <summary>A run ends here; what it says becomes the outcome's reason.</summary>
internal sealed class ScriptFault(string message) : Exception(message);
