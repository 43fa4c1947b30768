namespace Kapprum.Roster.Demo;

/// <summary>
/// The names of one language group common in Sweden; <paramref name="Weight"/> is its share of the households.
/// </summary>
internal sealed record NameGroup(
    int Weight,
    string[] Families,
    string[] Girls,
    string[] Boys,
    string[] Women,
    string[] Men
);

/// <summary>
/// Common given and family names: those of Sweden by the decade of birth, those of other groups together.
/// </summary>
internal static class Names
{
    public static readonly string[] SwedishFamilies =
    [
        .. Words(
            "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson "
                + "Gustafsson Pettersson Jonsson"
        ),
        .. Words(
            "Jansson Hansson Bengtsson Jönsson Lindberg Jakobsson Magnusson Lindström Olofsson Lindqvist Lindgren Berg"
        ),
        .. Words(
            "Axelsson Bergström Lundberg Lind Lundgren Lundqvist Mattsson Berglund Fredriksson Sandberg Henriksson Ek"
        ),
        .. Words(
            "Forsberg Sjöberg Danielsson Håkansson Wallin Engström Eklund Lundin Bergman Gunnarsson Holm Samuelsson"
        ),
        .. Words(
            "Bergqvist Fransson Björk Isaksson Arvidsson Holmberg Nyström Nyberg Blom Nordström Söderberg Wikström"
        ),
        .. Words(
            "Mårtensson Ström Åberg Hermansson Ekström Holmgren Sundberg Dahl Hedlund Hellström Björklund Sjögren"
        ),
        .. Words(
            "Blomqvist Åkesson Lindholm Martinsson Falk Dahlberg Sandström Abrahamsson Öberg Ekman Hedman Viklund"
        ),
        .. Words("Nordin Åström Norberg Dahlgren Malm Holmqvist Ivarsson Norén Sundström Östlund Borg Lindahl Moberg"),
        .. Words("Söderström Backman Strömberg Ottosson Lundström Palm Sköld Skoglund Hagström Åkerlund Rosén Melin"),
        .. Words(
            "Hagman Ljungberg Boström Sandin Alm Wiklund Löfgren Roos Törnqvist Högberg Åhlund Granberg Kvist Hjelm"
        ),
    ];

    public static readonly string[][] SwedishGirls =
    [
        // Born before 2017.
        Words(
            "Alice Maja Elsa Ella Emma Julia Ebba Wilma Linnea Elin Agnes Alva Ida Molly "
                + "Saga Ellen Tuva Nellie Isabelle "
                + "Olivia Ester Tilde Moa Klara Freja Signe Nova Tyra Felicia Amanda Ronja "
                + "Thea Meja Hilda Cornelia Edith"
        ),
        // Born 2017 and later.
        Words(
            "Vera Alma Lilly Astrid Selma Hedda Iris Ines Stella Elise Juni Leah Sigrid Luna Stina Lova Majken Hedvig "
                + "Ingrid Märta Rut Tove Svea Elvira Greta Joline Bonnie Mila Livia Noomi "
                + "Celine Nora Adele Lo Rosa Siri Lykke"
        ),
    ];

    public static readonly string[][] SwedishBoys =
    [
        Words(
            "William Lucas Oscar Hugo Elias Alexander Liam Oliver Charlie Viktor Filip "
                + "Emil Isak Axel Anton Gustav Edvin "
                + "Leo Vincent Albin Nils Melvin Arvid Ludvig Max Theodor Sixten Benjamin "
                + "Kevin Simon Jonathan Erik Rasmus Linus Felix Casper"
        ),
        Words(
            "Noah Adam Walter Matteo Frans Harry Henry Otto August Malte Vidar Sam Ture "
                + "Olle Love Elton Milo Alfred Loui "
                + "Ebbe Gabriel Josef Wilmer Sigge Ivar Ove Folke Julian Valter Vilgot "
                + "Hjalmar Frank Adrian Ville Loke Tage Levi"
        ),
    ];

    /// <summary>From the 1960s, a row for each decade.</summary>
    public static readonly string[][] SwedishWomen =
    [
        Words(
            "Anna Maria Eva Lena Annika Carina Susanne Marie Helena Ulrika Åsa Monica "
                + "Ann-Sofie Camilla Pia Agneta Katarina"
        ),
        Words(
            "Anna Maria Jenny Malin Johanna Sara Linda Karin Åsa Helena Jessica Cecilia "
                + "Petra Therese Kristina Veronica Ulrika"
        ),
        Words(
            "Emma Sofia Elin Johanna Sara Hanna Linda Jenny Frida Josefine Maria Sandra "
                + "Caroline Lina Emelie Ida Louise Rebecka"
        ),
        Words(
            "Emma Julia Amanda Sara Elin Johanna Matilda Ida Hanna Rebecka Sofia Felicia "
                + "Moa Linnea Frida Ellen Josefin Alexandra"
        ),
    ];

    public static readonly string[][] SwedishMen =
    [
        Words("Anders Peter Mikael Thomas Fredrik Magnus Stefan Jan Per Lars Håkan Mats Niklas Hans Johan Ulf Patrik"),
        Words(
            "Johan Fredrik Andreas Daniel Mikael Magnus Henrik Mattias Peter Anders Marcus "
                + "Jonas Patrik Niclas Tobias Martin Robert"
        ),
        Words(
            "Erik Johan Daniel David Marcus Andreas Emil Martin Jonas Viktor Mattias Robin "
                + "Christoffer Alexander Anton Simon Gustav"
        ),
        Words(
            "Oskar Viktor Simon Alexander Marcus Filip Anton Emil Jonathan Sebastian Linus "
                + "Erik Adam Jakob Robin Rasmus Joakim"
        ),
    ];

    /// <summary>Weights are out of 1000 households; the rest is Swedish.</summary>
    public static readonly NameGroup[] Others =
    [
        new(
            60, // Arabic
            Words(
                "Ahmed Ali Hassan Hussein Ibrahim Khalil Mahmoud Haddad Mansour Saleh "
                    + "Nasser Khoury Youssef Hamdan Darwish"
            ),
            Words("Maryam Fatima Nour Zahra Layan Jana"),
            Words("Mohammed Omar Yousef Karim Ali Hamza"),
            Words("Fatima Rana Huda Amal Zainab Nadia"),
            Words("Ahmad Mohammad Khaled Hassan Samir Tarek")
        ),
        new(
            32, // Somali
            Words("Abdi Warsame Farah Mohamud Jama Osman Aden Hersi Nur Abdullahi Isse Yusuf"),
            Words("Ayaan Hodan Sumaya Ifrah Hafsa"),
            Words("Abdirahman Ayub Zakariya Liban Bilal"),
            Words("Amina Hodan Fadumo Sahra Asha"),
            Words("Abdullahi Mohamed Ismail Abdi Mahad")
        ),
        new(
            30, // Finnish
            Words(
                "Korhonen Virtanen Mäkinen Nieminen Heikkinen Koskinen Laine Järvinen Rantanen Saarinen Niemi Lehtonen"
            ),
            Words("Aino Helmi Sanni"),
            Words("Eino Onni Aleksi"),
            Words("Päivi Tiina Satu Minna"),
            Words("Jari Timo Mika Jukka")
        ),
        new(
            28, // Persian
            Words("Ahmadi Hosseini Karimi Rezaei Mohammadi Rahimi Moradi Jafari Kazemi Ebrahimi"),
            Words("Nika Darya Roya Tara"),
            Words("Arvin Kian Daniyal Arman"),
            Words("Shirin Maryam Leila Parisa Mina"),
            Words("Reza Amir Mehdi Hamid Farhad")
        ),
        new(
            28, // Bosnian, Croatian, Serbian
            Words("Hodžić Begić Hadžić Kovačević Petrović Delić Marković Jovanović Horvat Imamović"),
            Words("Lejla Emina Ajla Sara"),
            Words("Tarik Amar Luka Emin"),
            Words("Amra Jasmina Selma Mirela Ivana"),
            Words("Emir Adnan Nermin Goran Mirza")
        ),
        new(
            22, // Polish
            Words("Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański"),
            Words("Zofia Lena Hanna"),
            Words("Jakub Antoni Szymon"),
            Words("Agnieszka Magdalena Katarzyna Joanna"),
            Words("Piotr Tomasz Krzysztof Marcin")
        ),
        new(
            20, // Kurdish and Turkish
            Words("Yılmaz Demir Kaya Şahin Öztürk Çelik Aslan Yıldız"),
            Words("Rojin Elif Berfin"),
            Words("Baran Yusuf Emre"),
            Words("Ayşe Zeynep Gülsen Leyla"),
            Words("Mehmet Mustafa Murat Serdar")
        ),
        new(
            16, // Tigrinya and Amharic
            Words("Tesfay Haile Gebremariam Tekle Berhane Kidane Abraha Mehari"),
            Words("Bethlehem Ruta Eden"),
            Words("Nahom Yonas Samuel"),
            Words("Selam Almaz Tsegereda Rahel"),
            Words("Tesfaye Dawit Yohannes Filmon")
        ),
        new(
            12, // Thai and Vietnamese
            Words("Nguyen Tran Pham Srisuk Saetang"),
            Words("Linh Mai"),
            Words("Minh Niran"),
            Words("Somjai Thi Malee"),
            Words("Van Somchai Duc")
        ),
    ];

    private static string[] Words(string line) => line.Split(' ');
}
