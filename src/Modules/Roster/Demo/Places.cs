namespace Kapprum.Roster.Demo;

/// <summary>What places and groups are called in Ekbacka, a municipality that does not exist.</summary>
internal static class Places
{
    public const string Municipality = "Ekbacka";

    public static readonly string[] Streets =
    [
        "Storgatan",
        "Skolgatan",
        "Björkvägen",
        "Ringvägen",
        "Kyrkogatan",
        "Lingonstigen",
        "Blåbärsvägen",
        "Granvägen",
        "Tallgatan",
        "Parkgatan",
        "Järnvägsgatan",
        "Ängsvägen",
        "Rönnvägen",
        "Hasselstigen",
        "Sjövägen",
        "Kvarngatan",
        "Bergsgatan",
        "Nygatan",
        "Åkervägen",
        "Lindgatan",
        "Solvägen",
        "Smedjegatan",
        "Hagvägen",
        "Syrengatan",
        "Ekvägen",
        "Trädgårdsgatan",
        "Backvägen",
        "Fabriksgatan",
        "Mossvägen",
        "Strandvägen",
        "Fågelvägen",
        "Stationsgatan",
        "Odengatan",
        "Vattugatan",
        "Klövervägen",
        "Tegelvägen",
        "Furuvägen",
        "Östra Långgatan",
        "Västra Långgatan",
        "Norra Esplanaden",
    ];

    /// <summary>Quarters with a school each, as many as the largest municipality needs.</summary>
    public static IEnumerable<string> Quarters =>
        from first in (string[])
            [
                "Björk",
                "Lind",
                "Alm",
                "Ask",
                "Gran",
                "Tall",
                "Berg",
                "Sten",
                "Sol",
                "Ljung",
                "Rönn",
                "Sjö",
                "Strand",
                "Norr",
                "Söder",
                "Öster",
                "Väster",
                "Kvarn",
                "Hassel",
                "Måne",
                "Vinter",
                "Sommar",
                "Fager",
                "Lövs",
            ]
        from last in (string[])
            [
                "backa",
                "berga",
                "hagen",
                "dalen",
                "lunda",
                "viken",
                "torp",
                "ängen",
                "hult",
                "näs",
                "holmen",
                "åsen",
                "udden",
            ]
        select first + last;

    public static readonly string[] Preschools =
    [
        "Blåklockan",
        "Nyckelpigan",
        "Trollsländan",
        "Igelkotten",
        "Ekorren",
        "Humlan",
        "Myran",
        "Fjärilen",
        "Grodan",
        "Svalan",
        "Lärkan",
        "Tallkotten",
        "Regnbågen",
        "Solstrålen",
        "Stjärnan",
        "Månen",
        "Kastanjen",
        "Snigeln",
        "Bäcken",
        "Gläntan",
        "Skogsgården",
        "Pärlan",
        "Backen",
        "Kojan",
        "Lyktan",
        "Snäckan",
        "Ugglan",
        "Räven",
        "Haren",
        "Sparven",
        "Ängsblomman",
        "Vildrosen",
    ];

    public static readonly string[] PreschoolGroups =
    [
        "Blåsippan",
        "Vitsippan",
        "Gullvivan",
        "Linnean",
        "Smultronet",
        "Blåbäret",
        "Lingonet",
        "Hallonet",
        "Kantarellen",
        "Solrosen",
        "Maskrosen",
        "Prästkragen",
        "Tussilagon",
        "Snödroppen",
        "Klövern",
        "Liljekonvaljen",
        "Hjortronet",
        "Odonet",
    ];

    public static readonly string[] LeisureGroups =
    [
        "Kometen",
        "Raketen",
        "Saturnus",
        "Jupiter",
        "Mars",
        "Venus",
        "Polstjärnan",
        "Merkurius",
        "Neptunus",
        "Galaxen",
        "Meteoren",
        "Satelliten",
    ];

    public static string Genitive(string name) => name.EndsWith('s') ? name : name + "s";
}
