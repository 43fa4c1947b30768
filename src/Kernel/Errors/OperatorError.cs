namespace Kapprum.Kernel;

/// <summary>
/// What is wrong with the settings, the command line or the database's server, and how an operator mends it: the
/// message is shown alone, in a sentence, without a stack.
/// </summary>
public sealed class OperatorError(string message, Exception? inner = null) : Exception(message, inner);
