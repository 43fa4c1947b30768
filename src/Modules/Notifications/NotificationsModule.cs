namespace Kapprum.Notifications;

/// <summary>Tells people what has happened in the other modules: the bell.</summary>
public sealed class NotificationsModule : Module;
