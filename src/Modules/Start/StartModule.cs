namespace Kapprum.Start;

/// <summary>The first page: what each of the modules has to say today.</summary>
public sealed class StartModule : Module;
