namespace Kapprum.Browser.CareSchedule;

/// <summary>Schedules as guardians and staff see them.</summary>
internal sealed class CareScheduleViews : IViews
{
    public IReadOnlyList<View> Views { get; } =
    [
        new(Role.Guardian, "/care"),
        new(Role.Guardian, "/care/{ChildId:guid}", At: town => $"/care/{town.Child}"),
        new(Role.Guardian, "/care/{ChildId:guid}/day", At: town => $"/care/{town.Child}/day"),
        new(Role.Guardian, "/care/{ChildId:guid}/pattern", At: town => $"/care/{town.Child}/pattern"),
        new(
            Role.Guardian,
            "/care/{ChildId:guid}/pattern",
            "nothing given",
            At: town => $"/care/{town.Child}/pattern",
            Then: page => page.Send("Spara schemat")
        ),
        new(Role.Staff, "/care/{ChildId:guid}", At: town => $"/care/{town.AnotherChild}"),
    ];
}
