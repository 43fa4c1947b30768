namespace Kapprum.Web;

public sealed class Shell;
