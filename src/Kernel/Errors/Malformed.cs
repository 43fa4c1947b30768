using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Kapprum.Kernel;

/// <summary>
/// What cannot be read of a request, whatever found it out: the server, the reading of its form or the database. It is
/// the sender's fault and an answer, no failure of ours to be logged.
/// </summary>
public static class Malformed
{
    /// <returns>The status that tells it; null for any other exception.</returns>
    public static int? Status(Exception exception) =>
        exception switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            // What no text column takes: a NUL, half a character.
            PostgresException
            {
                SqlState: PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire
            } => StatusCodes.Status400BadRequest,
            _ => null,
        };

    /// <summary>The problem's code.</summary>
    internal static string Code(int status) =>
        status switch
        {
            StatusCodes.Status413PayloadTooLarge => "too-large",
            StatusCodes.Status415UnsupportedMediaType => "wrong-content-type",
            _ => "malformed",
        };
}
