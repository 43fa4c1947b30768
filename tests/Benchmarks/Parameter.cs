using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Kapprum.Benchmarks;

/// <summary>A value as it went to PostgreSQL.</summary>
/// <param name="Type">The type's number in the database.</param>
/// <param name="Value">Null for null.</param>
internal sealed record Parameter(uint Type, bool Binary, byte[]? Value)
{
    /// <summary>As PostgreSQL reads it.</summary>
    public string? Text =>
        Value is null ? null
        : Binary ? Words(Type, Value)
        : Encoding.UTF8.GetString(Value);

    private static string Words(uint type, ReadOnlySpan<byte> value) =>
        type switch
        {
            16 => value[0] == 1 ? "true" : "false",
            17 => @"\x" + Convert.ToHexStringLower(value),
            20 => BinaryPrimitives.ReadInt64BigEndian(value).ToString(),
            21 => BinaryPrimitives.ReadInt16BigEndian(value).ToString(),
            23 => BinaryPrimitives.ReadInt32BigEndian(value).ToString(),
            25 or 1043 => Encoding.UTF8.GetString(value),
            869 => new IPAddress(value[4..]).ToString(),
            1082 => new DateOnly(2000, 1, 1).AddDays(BinaryPrimitives.ReadInt32BigEndian(value)).ToString("yyyy-MM-dd"),
            1184 => new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)
                .AddMicroseconds(BinaryPrimitives.ReadInt64BigEndian(value))
                .ToString("O"),
            1186 => $"{BinaryPrimitives.ReadInt32BigEndian(value[8..])} days "
                + $"{BinaryPrimitives.ReadInt64BigEndian(value)} microseconds",
            2950 => new Guid(value, bigEndian: true).ToString(),
            3802 => Encoding.UTF8.GetString(value[1..]),
            1000 or 1005 or 1007 or 1009 or 1016 or 1182 or 1185 or 2951 => Array(new(value)),
            _ => throw new BenchFailed($"A parameter is of the type {type}, which is not known here."),
        };

    private static string Array(Message array)
    {
        if (array.Int32() == 0)
            return "{}";
        array.Int32();
        var type = (uint)array.Int32();
        var length = array.Int32();
        array.Int32();
        return $"{{{string.Join(',', array.Many(length, (ref m) => Words(type, m.Bytes(m.Int32()))))}}}";
    }
}
