using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kapprum.Kernel;

/// <summary>
/// Something typed that nobody else may see. It can be read from JSON and is written nowhere: not in a log, a job or a
/// stored key.
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
}
