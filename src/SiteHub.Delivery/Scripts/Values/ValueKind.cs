namespace SiteHub.Delivery.Scripts;

internal enum ValueKind : byte
{
    Undefined,
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,

    /// <summary>What stands before a <c>?.</c> is not there: no value, the way out of the chain.</summary>
    Cut,
}
