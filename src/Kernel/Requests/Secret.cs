using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kapprum.Kernel;

/// <summary>
/// Something typed that nobody else may see. It can be read from JSON and is written nowhere: not in a log, a job or a
/// stored key. What has one in it therefore can neither be compared with an earlier request nor given again.
/// </summary>
[JsonConverter(typeof(Json))]
public readonly record struct Secret(string Text)
{
    public override string ToString() => "***";

    internal sealed class Json : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? new(reader.GetString()!)
                : throw new JsonException("The JSON value could not be converted to System.String.");

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
            writer.WriteStringValue("***");
    }

    /// <summary>Whether there is one in a command or a result.</summary>
    internal static bool IsIn(Type type) => IsIn(type, []);

    private static bool IsIn(Type type, HashSet<Type> seen) =>
        type == typeof(Secret)
        || type.GetGenericArguments().Any(inner => IsIn(inner, seen))
        || (
            type.Namespace?.StartsWith(nameof(Kapprum), StringComparison.Ordinal) is true
            && seen.Add(type)
            && type.GetProperties().Any(member => IsIn(member.PropertyType, seen))
        );
}
