namespace Kapprum.CareSchedule.Pickup;

/// <summary>What is right of somebody who fetches a child.</summary>
internal static class PickupPersonRules
{
    /// <summary>How many a guardian has on a child's list at most.</summary>
    public const int Most = 20;

    public static void Name<T>(IRuleBuilder<T, string?> rule) => rule.NotEmpty().MaximumLength(80);

    public static void Relation<T>(IRuleBuilder<T, string?> rule) => rule.MaximumLength(40);

    public static void Phone<T>(IRuleBuilderInitial<T, string?> rule, Texts texts) =>
        rule.Cascade(CascadeMode.Stop)
            .MaximumLength(40)
            .Must(phone => phone.TrimmedOrNull() is not { } written || Kernel.Phone.Dialled(written) is not null)
            .WithMessage(_ => texts["careschedule.fault.no-number"]);

    /// <summary>As it is stored.</summary>
    public static string? Dialled(string? phone) =>
        phone.TrimmedOrNull() is { } written ? Kernel.Phone.Dialled(written) : null;
}
