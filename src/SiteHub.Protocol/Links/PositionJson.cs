using System.Text.Json;
using SiteHub.Protocol.Json;

namespace SiteHub.Protocol.Links;

/// <summary>Epochs and positions as they stand in every message of a link.</summary>
internal static class PositionJson
{
    /// <summary>Visible ASCII alone: ids go into headers, URLs and logs, and two that look alike must be alike.</summary>
    public static string Id(this ref StrictReader reader)
    {
        const string Expected = "an id of 1 to 128 visible ASCII characters";
        var id = reader.Text(Expected, LinkLimits.MaxIdLength);
        return id.AsSpan().ContainsAnyExceptInRange('!', '~') ? throw reader.Fault(Expected) : id;
    }

    public static Epoch Epoch(this ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        long? number = null;
        string? id = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("number"u8))
            {
                number = reader.Integer(0);
            }
            else if (reader.Name.SequenceEqual("id"u8))
            {
                id = reader.RawValue.IsEmpty ? reader.TextOrEmpty() : reader.Id();
            }
            else
            {
                reader.Skip();
            }
        }

        var epoch = new Epoch(reader.Require(number, entered, "number"), reader.Require(id, entered, "id"));
        return epoch.Number == 0 == (epoch.Id.Length == 0)
            ? epoch
            : throw reader.Inconsistent(entered, $"number {epoch.Number} with id \"{epoch.Id}\"", "an empty id with number 0, and no empty id with any other");
    }

    public static LogPosition Position(this ref StrictReader reader)
    {
        var entered = reader.EnterObject();
        long? seq = null;
        string? id = null;
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("seq"u8))
            {
                seq = reader.Integer(0);
            }
            else if (reader.Name.SequenceEqual("id"u8))
            {
                id = reader.IsNull ? null : reader.Id();
            }
            else
            {
                reader.Skip();
            }
        }

        var position = new LogPosition(reader.Require(seq, entered, "seq"), id);
        return position.Seq == 0 == id is null
            ? position
            : throw reader.Inconsistent(entered, $"seq {position.Seq} with id {id ?? "null"}", "the id null with seq 0, and an id with any other");
    }

    public static void Write(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, Epoch epoch)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("number"u8, epoch.Number);
        writer.WriteString("id"u8, epoch.Id ?? "");
        writer.WriteEndObject();
    }

    public static void Write(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, LogPosition position)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("seq"u8, position.Seq);
        writer.WriteString("id"u8, position.Id);
        writer.WriteEndObject();
    }
}
