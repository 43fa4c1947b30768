using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Kapprum.Roster.Demo;

/// <summary>The municipality in the words of SS12000 v2.1, written object by object.</summary>
internal sealed class RosterFile(Stream output, int seed, DateOnly today, DateOnly schoolYearStart) : IAsyncDisposable
{
    private const int FlushAt = 1 << 16;
    private const int SplitEvery = 5;
    private static readonly DateOnly UnitsOpened = new(2011, 7, 1);

    // The file is read by programs and by people, never pasted into HTML: å stays å.
    private readonly Utf8JsonWriter json = new(
        output,
        new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );
    private readonly MailAddresses privateMail = new(Population.PrivateDomain);
    private readonly MailAddresses workMail = new(Population.WorkDomain);

    public ValueTask DisposeAsync() => json.DisposeAsync();

    public async Task Write(Municipality municipality, CancellationToken ct)
    {
        var households = municipality.Households;
        var children = households.SelectMany(household => household.Children);
        var otherStaff = municipality
            .Duties.Select(duty => duty.Person)
            .Where(person => !person.IsResponsible)
            .Distinct();

        json.WriteStartObject();

        json.WriteStartArray("organisations");
        WriteMunicipality();
        await Each(municipality.Units, WriteUnit, ct);
        json.WriteEndArray();

        json.WriteStartArray("persons");
        await Each(households, WriteHousehold, ct);
        await Each(otherStaff, WriteAdult, ct);
        json.WriteEndArray();

        json.WriteStartArray("placements");
        await Each(children.Where(child => child.CareUnit is not null), WritePlacement, ct);
        json.WriteEndArray();

        json.WriteStartArray("groups");
        await Each(municipality.Units.SelectMany(unit => unit.Groups), WriteGroup, ct);
        json.WriteEndArray();

        json.WriteStartArray("duties");
        await Each(municipality.Duties, WriteDuty, ct);
        json.WriteEndArray();

        json.WriteEndObject();
        await json.FlushAsync(ct);
    }

    private async Task Each<T>(IEnumerable<T> items, Action<T> write, CancellationToken ct)
    {
        foreach (var item in items)
        {
            write(item);
            if (json.BytesPending > FlushAt)
                await json.FlushAsync(ct);
        }
    }

    private void WriteMunicipality()
    {
        Start("organisation", 0);
        json.WriteString("displayName", $"{Places.Municipality} kommun");
        json.WriteString("organisationType", "Huvudman");
        json.WriteString("municipalityCode", "9999");
        json.WriteString("url", "https://ekbacka.example.org");
        json.WriteString("email", "kommunen@ekbacka.example.org");
        json.WriteString("phoneNumber", Landline(0));
        Date("startDate", UnitsOpened);
        json.WriteEndObject();
    }

    private void WriteUnit(Unit unit)
    {
        var slug = MailAddresses.Ascii(unit.Name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-'));
        Start("organisation", unit.Number);
        json.WriteString("displayName", unit.Name);
        json.WriteString("organisationType", "Skolenhet");
        Reference("parentOrganisation", "organisation", 0);
        json.WriteString("schoolUnitCode", Invariant($"{unit.Number:D8}"));
        json.WriteString("municipalityCode", "9999");
        json.WriteStartArray("schoolTypes");
        foreach (
            var type in (ReadOnlySpan<string>)(
                unit.Kind switch
                {
                    UnitKind.Preschool => ["FS"],
                    UnitKind.School => ["FKLASS", "GR"],
                    _ => ["FTH"],
                }
            )
        )
            json.WriteStringValue(type);
        json.WriteEndArray();
        json.WritePropertyName("address");
        // A leisure-time centre is in the house of its school.
        var house = unit.Kind == UnitKind.LeisureCentre ? unit.Number - 1 : unit.Number;
        WriteAddress(new Home(unit.Quarter, house % Places.Streets.Length, house % 98 + 1, 0), "Besöksadress");
        json.WriteString("url", $"https://{slug}.ekbacka.example.org");
        json.WriteString("email", $"{slug}@ekbacka.example.org");
        json.WriteString("phoneNumber", Landline(unit.Number));
        Date("startDate", UnitsOpened);
        json.WriteEndObject();
    }

    private void WriteHousehold(Household household)
    {
        foreach (var (person, _) in household.Responsible)
            WriteAdult(person);
        foreach (var child in household.Children)
            WriteChild(child);
    }

    private void WriteAdult(Adult adult)
    {
        StartPerson(adult, adult.Home);
        if (adult.PrivateMail + adult.WorkMail > 0)
        {
            json.WriteStartArray("emails");
            if (adult.PrivateMail > 0)
                Mail(privateMail.Address(adult.GivenName, adult.FamilyName, adult.PrivateMail), "Privat");
            if (adult.WorkMail > 0)
                Mail(workMail.Address(adult.GivenName, adult.FamilyName, adult.WorkMail), "Skola personal");
            json.WriteEndArray();
        }
        json.WriteStartArray("phoneNumbers");
        json.WriteStartObject();
        json.WriteString("value", Mobile(adult.Number));
        json.WriteString("type", "Hem");
        json.WriteBoolean("mobile", true);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteChild(Child child)
    {
        StartPerson(child, child.Household.Home);
        if (child.School is not null)
        {
            json.WriteStartArray("enrolments");
            json.WriteStartObject();
            Reference("enroledAt", "organisation", child.School.Number);
            json.WriteString("schoolType", child.Grade == 0 ? "FKLASS" : "GR");
            json.WriteNumber("schoolYear", child.Grade!.Value);
            Write(child.Enrolment);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteStartArray("responsibles");
        foreach (var (person, relation) in child.Household.Responsible)
        {
            json.WriteStartObject();
            Reference("person", "person", person.Number);
            json.WriteString(
                "relationType",
                relation switch
                {
                    Relation.Guardian => "Vårdnadshavare",
                    Relation.OtherResponsible => "Annan ansvarig",
                    _ => "God man",
                }
            );
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void StartPerson(Person person, Home home)
    {
        Start("person", person.Number);
        json.WriteString("givenName", person.GivenName);
        json.WriteString("familyName", person.FamilyName);
        if (person.CivicNumber != 0)
        {
            json.WriteStartObject("civicNo");
            json.WriteString("value", Invariant($"{person.CivicNumber}"));
            json.WriteEndObject();
        }
        Date("birthDate", person.Birth);
        json.WriteString("sex", person.Woman ? "Kvinna" : "Man");
        json.WriteString(
            "securityMarking",
            person.Marking switch
            {
                Marking.Confidential => "Sekretessmarkering",
                Marking.ProtectedRegistration => "Skyddad folkbokföring",
                _ => "Ingen",
            }
        );
        json.WriteString("personStatus", "Aktiv");
        if (person.Marking != Marking.ProtectedRegistration)
        {
            json.WriteStartArray("addresses");
            WriteAddress(home, "Folkbokföring");
            json.WriteEndArray();
        }
    }

    private void WriteAddress(Home home, string type)
    {
        var apartment =
            home.Apartment == 0 ? "" : Invariant($" lgh 1{home.Apartment / 4 + 1}0{home.Apartment % 4 + 1}");
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("streetAddress", Invariant($"{Places.Streets[home.Street]} {home.House}{apartment}"));
        // No Swedish postal code begins with 99.
        json.WriteString("postalCode", Invariant($"99{home.Quarter + 101:D3}"));
        json.WriteString("locality", Places.Municipality);
        json.WriteString("country", "Sverige");
        json.WriteEndObject();
    }

    private void WritePlacement(Child child)
    {
        var owners = child
            .Household.Responsible.Where(r => r.Relation != Relation.OtherResponsible)
            .Select(r => r.Person)
            .ToArray();
        if (!IsSplit(child, owners))
        {
            WritePlacement(child, "placement", owners, child.FifteenHours);
            return;
        }

        // The one works, the other is at home.
        WritePlacement(child, "placement", owners[..1], child.FifteenHours);
        WritePlacement(child, "second-placement", owners[1..], fifteenHours: true);
    }

    /// <summary>Some of the guardians who live apart have a placement each.</summary>
    private static bool IsSplit(Child child, Adult[] owners) =>
        child.CareUnit!.Kind == UnitKind.Preschool
        && owners is [var one, var other]
        && one.Home != other.Home
        && child.Number % SplitEvery == 0;

    private void WritePlacement(Child child, string kind, Adult[] owners, bool fifteenHours)
    {
        Start(kind, child.Number);
        Reference("placedAt", "organisation", child.CareUnit!.Number);
        json.WriteString("schoolType", child.CareUnit.Kind == UnitKind.Preschool ? "FS" : "FTH");
        Reference("child", "person", child.Number);
        Reference("group", "group", child.CareGroup!.Number);
        json.WriteStartArray("owners");
        foreach (var owner in owners)
            WriteReference("person", owner.Number);
        json.WriteEndArray();
        Write(child.Care);
        json.WriteString("reason", fifteenHours ? "Erbjuden tid" : "Omsorgsbehov");
        if (fifteenHours)
            json.WriteNumber("maxWeeklyScheduleHours", 15);
        json.WriteEndObject();
    }

    private void WriteGroup(Group group)
    {
        Start("group", group.Number);
        json.WriteString("displayName", group.Name);
        json.WriteString("groupType", group.IsClass ? "Klass" : "Avdelning");
        Reference("organisation", "organisation", group.Unit.Number);
        json.WriteString("schoolType", group.SchoolType);
        Date("startDate", schoolYearStart);
        json.WriteStartArray("groupMemberships");
        foreach (var child in group.Children)
        {
            json.WriteStartObject();
            Reference("person", "person", child.Number);
            Write(group.Membership(child, schoolYearStart));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteDuty(Duty duty)
    {
        Start("duty", duty.Number);
        Reference("dutyAt", "organisation", duty.Unit.Number);
        json.WriteString("dutyRole", duty.Role);
        Reference("person", "person", duty.Person.Number);
        Write(duty.Stay);
        if (duty.Group is { } group)
        {
            json.WriteStartArray("assignmentRole");
            json.WriteStartObject();
            Reference("group", "group", group.Number);
            json.WriteString("assignmentRoleType", duty.RoleInGroup);
            Write(duty.Stay with { From = duty.Stay.From < schoolYearStart ? schoolYearStart : duty.Stay.From });
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private void Start(string kind, int number)
    {
        json.WriteStartObject();
        json.WriteString("id", Id(kind, number));
        json.WriteStartObject("meta");
        var modified = today.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        json.WriteString("created", modified);
        json.WriteString("modified", modified);
        json.WriteEndObject();
    }

    private void Reference(string property, string kind, int number)
    {
        json.WritePropertyName(property);
        WriteReference(kind, number);
    }

    private void WriteReference(string kind, int number)
    {
        json.WriteStartObject();
        json.WriteString("id", Id(kind, number));
        json.WriteEndObject();
    }

    private void Mail(string address, string type)
    {
        json.WriteStartObject();
        json.WriteString("value", address);
        json.WriteString("type", type);
        json.WriteEndObject();
    }

    private void Write(Stay stay)
    {
        Date("startDate", stay.From);
        if (stay.Until is { } until)
            Date("endDate", until);
    }

    private void Date(string property, DateOnly date) =>
        json.WriteString(property, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    // The series that PTS, the telecom authority, reserves for books and films: 070-1740605–99 and 08-46500400–99.
    private static string Mobile(int number) => Invariant($"070-174 06 {5 + number % 95:D2}");

    private static string Landline(int number) => Invariant($"08-465 004 {number % 100:D2}");

    /// <summary>A name-based id in the layout of RFC 4122 (version 5), though the digest is SHA-256.</summary>
    private Guid Id(string kind, int number)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.ASCII.GetBytes(Invariant($"{seed}/{kind}/{number}")), digest);
        digest[6] = (byte)(digest[6] & 0x0F | 0x50);
        digest[8] = (byte)(digest[8] & 0x3F | 0x80);
        return new Guid(digest[..16], bigEndian: true);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
