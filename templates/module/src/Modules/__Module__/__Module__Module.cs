namespace Kapprum.__Module__;

/// <summary>Staff see to __module__.</summary>
public sealed class __Module__Module : Module
{
    public override IReadOnlyList<string> Uses => ["Roster"];
}
