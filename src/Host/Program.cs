using Kapprum.Host;

return await CommandLine.Run(args);

/// <summary>What the tests start.</summary>
public partial class Program;
