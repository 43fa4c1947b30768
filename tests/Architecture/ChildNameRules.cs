using Kapprum.Contracts.Roster;

namespace Kapprum.Architecture;

/// <summary>How children are told apart.</summary>
public sealed class ChildNameRules
{
    [Fact]
    public void A_child_is_called_by_as_much_of_its_name_and_place_as_tells_it_from_the_others()
    {
        Child[] children =
        [
            Child("Ruta", "Ek", "Blåbäret"),
            Child("Ali", "Berg", "Blåbäret"),
            Child("ali", "Yusuf", "Blåbäret"),
            Child("Mio", "Lund", "Blåbäret"),
            Child("Mio", "Lund", "Lingonet"),
            Child("Bo", "Hed", null),
            Child("Bo", "Hed", null),
            Child("", "Suharto", null),
        ];

        Assert.Equal(
            [
                "Ruta",
                "Ali Berg",
                "ali Yusuf",
                "Mio Lund (Blåbäret)",
                "Mio Lund (Lingonet)",
                "Bo Hed (Ekens förskola)",
                "Bo Hed (Ekens förskola)",
                "Suharto",
            ],
            children.Select(child => ChildNames.Of(children)[child.Id])
        );
    }

    private static Child Child(string given, string family, string? group) =>
        new(Guid.CreateVersion7(), given, family, false, null, group, null, "Ekens förskola");
}
