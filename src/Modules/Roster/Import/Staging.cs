using System.Text.Json;
using NpgsqlTypes;

namespace Kapprum.Roster.Import;

/// <summary>
/// Understands the records of a roster file in the roster's words and puts them into the staged tables, thousands at a
/// time. A record that cannot be understood is rejected, what it can do without is left out with a warning; whether it
/// fits the others is seen later (<see cref="Checks"/>).
/// </summary>
internal sealed class Staging(NpgsqlConnection db, Guid importId, DateOnly today)
{
    private const int ManyRows = 20_000;
    private const string Noted = "kind, record_id, other_id, item, part, reason, field, person_id, unit_id, group_id";
    private static readonly DateOnly LongAgo = new(1900, 1, 1);

    private readonly List<Table> tables = [];
    private Table? units,
        groups,
        people,
        guardianships,
        enrolments,
        placements,
        owners,
        memberships,
        duties,
        assignments,
        rejections,
        warnings;
    private int waiting;

    private sealed record Table(string Copy, List<object?[]> Rows);

    /// <summary>Whom and what a record is about, as far as it can be read.</summary>
    /// <param name="Name">What it is called itself.</param>
    /// <param name="Protected">It is somebody whose identity is protected, or may be.</param>
    private sealed record About(
        Guid? Person = null,
        Guid? Unit = null,
        Guid? Group = null,
        string? Name = null,
        bool Protected = false
    )
    {
        /// <summary>What cannot be read is no id.</summary>
        public IEnumerable<object?> Ids =>
            new[] { Person, Unit, Group }.Select(id => id == Guid.Empty ? null : (object?)id);

        public object? ShownName => Protected || string.IsNullOrEmpty(Name) ? null : Name;
    }

    public async Task Add(RosterRecord record, CancellationToken ct)
    {
        var fields = new Fields(record.Json);
        switch (record.List)
        {
            case "organisations":
                Organisation(fields, record.Item);
                break;
            case "persons":
                Person(fields, record.Item);
                break;
            case "placements":
                Placement(fields, record.Item);
                break;
            case "groups":
                Group(fields, record.Item);
                break;
            case "duties":
                Duty(fields, record.Item);
                break;
        }

        if (waiting >= ManyRows)
            await Flush(ct);
    }

    public async Task Flush(CancellationToken ct)
    {
        foreach (var table in tables.Where(table => table.Rows.Count > 0))
        {
            await using var copy = await db.BeginBinaryImportAsync(table.Copy, ct);
            copy.Timeout = TimeSpan.Zero;
            foreach (var row in table.Rows)
            {
                await copy.StartRowAsync(ct);
                await copy.WriteAsync(importId, NpgsqlDbType.Uuid, ct);
                foreach (var value in row)
                    await Write(copy, value, ct);
            }

            await copy.CompleteAsync(ct);
            table.Rows.Clear();
        }

        waiting = 0;
    }

    private void Organisation(Fields organisation, int item)
    {
        var starts = organisation.DateOrNull("startDate") ?? LongAgo;
        var kinds = organisation.KnownList("schoolTypes", StandardValues.SchoolTypes);
        var level =
            kinds.Count > 0
                ? StandardValues.Level.Unit
                : organisation.Known("organisationType", StandardValues.OrganisationTypes);
        var address = organisation.Part("address");
        object?[] row =
        [
            item,
            organisation.Id(),
            // Until it is known which children are there: the widest of what it says.
            level == StandardValues.Level.Unit
                ? Array.Find(["school", "preschool", "leisure-centre"], kinds.Contains) ?? "school"
                : null,
            string.Join(',', kinds.Order(StringComparer.Ordinal)),
            level.Stored(),
            organisation.ReferenceOrNull("parentOrganisation"),
            organisation.Text("displayName"),
            organisation.TextOrNull("schoolUnitCode") ?? organisation.TextOrNull("organisationCode"),
            EmailAddressIn(organisation, "email"),
            organisation.TextOrNull("phoneNumber"),
            address?.TextOrNull("streetAddress"),
            address?.TextOrNull("postalCode", 20),
            address?.TextOrNull("locality"),
            starts,
            organisation.EndOrNull("endDate", starts),
        ];
        var about = new About(Unit: organisation.IdIfReadable, Name: organisation.Text("displayName"));
        if (Understood(RecordKind.Unit, organisation, organisation.IdIfReadable, about, item))
            Put(
                ref units,
                "staged_unit",
                "item, id, kind, kinds, level, parent_id, name, code, email, phone, street, postal_code, city, "
                    + "starts_on, ends_on",
                row
            );
    }

    private void Person(Fields person, int item)
    {
        var id = person.Id();
        var birth = person.DateOrNull("birthDate");
        var civicNo = CivicNumberIn(person, birth);
        var emails = person
            .List("emails")
            .Select(email => (Type: email.TextOrNull("type") ?? "", Address: EmailAddressIn(email, "value")))
            .Where(email => email.Address is not null)
            .ToList();
        var phones = person
            .List("phoneNumbers")
            .Select(phone => (IsMobile: phone.Is("mobile"), Number: phone.TextOrNull("value", 40)))
            .Where(phone => phone.Number is not null)
            .ToList();
        var addresses = person
            .List("addresses")
            .Select(address =>
                (
                    IsRegistered: address.TextOrNull("type") is { } type
                        && type.Equals("Folkbokföring", StringComparison.OrdinalIgnoreCase),
                    Street: address.TextOrNull("streetAddress"),
                    PostalCode: address.TextOrNull("postalCode", 20),
                    City: address.TextOrNull("locality")
                )
            )
            .ToList();
        var address = addresses.Find(address => address.IsRegistered);
        if (!address.IsRegistered)
            address = addresses.FirstOrDefault();
        var status = person.Known("personStatus", StandardValues.PersonStatuses);
        var (given, family) = Names(person);
        var protection = person.Known("securityMarking", StandardValues.Markings);
        object?[] row =
        [
            item,
            id,
            given,
            person.TextOrNull("middleName"),
            family,
            civicNo.Number,
            civicNo.IsReal,
            birth ?? CivicNumber.BirthDate(civicNo.Number),
            protection,
            status != StandardValues.PersonStatus.Deceased,
            status == StandardValues.PersonStatus.Emigrated,
            emails.Find(email => IsPrivate(email.Type)).Address ?? emails.Find(email => !AtWork(email.Type)).Address,
            emails.Find(email => AtWork(email.Type)).Address,
            (phones.Find(phone => phone.IsMobile).Number ?? phones.FirstOrDefault().Number),
            address.Street,
            address.PostalCode,
            address.City,
        ];
        var about = new About(
            person.IdIfReadable,
            Name: $"{given} {family}".Trim(),
            Protected: protection != "none" || person.Doubts.Any(doubt => doubt.Field == "securityMarking")
        );
        if (!Understood(RecordKind.Person, person, person.IdIfReadable, about, item))
            return;

        Put(
            ref people,
            "staged_person",
            "item, id, given_name, middle_name, family_name, civic_no, civic_real, birth_date, protection, active, "
                + "emigrated, email, work_email, phone, street, postal_code, city",
            row
        );
        foreach (var (part, enrolment) in Parts(person, "enrolments", RecordKind.Enrolment, id, about, item))
            Enrolment(enrolment, id, item, part);
        foreach (var (part, guardian) in Parts(person, "responsibles", RecordKind.Guardianship, id, about, item))
            Guardianship(guardian, id, item, part);
    }

    /// <summary>Of whom one name is known, that is what everybody calls the person.</summary>
    private static (string Given, string Family) Names(Fields person) =>
        (person.TextOfTwo("givenName"), person.TextOfTwo("familyName")) switch
        {
            ({ } given, var family) => (given, family ?? ""),
            (null, { } only) when person.Wrong is null => (only, ""),
            _ => (person.Text("givenName"), ""),
        };

    private CivicNumber.Read CivicNumberIn(Fields person, DateOnly? birth)
    {
        var (of, field) =
            person.Has("civicNo", JsonValueKind.Object) && person.Part("civicNo") is { } part
                ? (part, "value")
                : (person, "civicNo");
        var number = CivicNumber.Normal(of.DigitsOrNull(field, 30), birth, today);
        if (number.IsFiller)
            of.Doubt<string>(RecordProblem.FillerNumber, field);
        return number;
    }

    private static bool IsPrivate(string type) => type.Equals("Privat", StringComparison.OrdinalIgnoreCase);

    private static bool AtWork(string type) =>
        type.Contains("personal", StringComparison.OrdinalIgnoreCase)
        || type.Contains("arbete", StringComparison.OrdinalIgnoreCase);

    /// <summary>What no mail can be sent to is no address: what has it is taken in without.</summary>
    private static string? EmailAddressIn(Fields fields, string field) =>
        fields.TextOrNull(field, EmailAddress.Longest) is not { } written
            ? null
            : EmailAddress.Normal(written) ?? fields.Doubt<string>(RecordProblem.UnusableAddress, field);

    private void Enrolment(Fields enrolment, Guid childId, int item, int part)
    {
        var unitId = enrolment.Reference("enroledAt");
        var starts = enrolment.Date("startDate");
        var isCancelled = enrolment.Is("cancelled");
        object?[] row =
        [
            item,
            part,
            childId,
            unitId,
            enrolment.Spelled("schoolType", StandardValues.EnrolmentTypes, 20),
            enrolment.NumberOrNull("schoolYear", 0, 20),
            starts,
            enrolment.EndOrNull("endDate", starts),
        ];
        var about = new About(childId, unitId);
        if (Understood(RecordKind.Enrolment, enrolment, childId, about, item, part, unitId) && !isCancelled)
            Put(
                ref enrolments,
                "staged_enrolment",
                "item, part, child_id, unit_id, school_type, school_year, starts_on, ends_on",
                row
            );
    }

    private void Guardianship(Fields responsible, Guid childId, int item, int part)
    {
        // The standard gives no dates here; systems that do must be heeded.
        var guardianId = responsible.Reference("person");
        var starts = responsible.DateOrNull("startDate");
        responsible.Text("relationType");
        object?[] row =
        [
            item,
            part,
            childId,
            guardianId,
            responsible.Known("relationType", StandardValues.Relations),
            starts,
            responsible.EndOrNull("endDate", starts, ofRight: true),
        ];
        if (Understood(RecordKind.Guardianship, responsible, childId, new(childId), item, part, guardianId))
            Put(
                ref guardianships,
                "staged_guardianship",
                "item, part, child_id, guardian_id, kind, starts_on, ends_on",
                row
            );
    }

    private void Placement(Fields placement, int item)
    {
        var (id, child) = (placement.Id(), placement.Reference("child"));
        var starts = placement.Date("startDate");
        var (unit, group) = (placement.Reference("placedAt"), placement.ReferenceOrNull("group"));
        object?[] row =
        [
            item,
            id,
            child,
            unit,
            group,
            placement.KnownOnly("schoolType", StandardValues.PlacementTypes),
            placement.SpelledOrNull("reason", StandardValues.PlacementReasons),
            placement.NumberOrNull("maxWeeklyScheduleHours", 1, 168),
            starts,
            placement.EndOrNull("endDate", starts),
        ];
        if (!Understood(RecordKind.Placement, placement, placement.IdIfReadable, new(child, unit, group), item))
            return;

        Put(
            ref placements,
            "staged_placement",
            "item, id, child_id, unit_id, group_id, kind, reason, max_weekly_hours, starts_on, ends_on",
            row
        );
        foreach (var (part, owner) in Parts(placement, "owners", RecordKind.Owner, id, new(child), item))
            Owner(owner, id, child, item, part);
    }

    private void Owner(Fields owner, Guid placementId, Guid childId, int item, int part)
    {
        var ownerId = owner.Id();
        if (Understood(RecordKind.Owner, owner, placementId, new(childId), item, part, ownerId))
            Put(
                ref owners,
                "staged_placement_owner",
                "item, part, placement_id, child_id, owner_id",
                [item, part, placementId, childId, ownerId]
            );
    }

    private void Group(Fields group, int item)
    {
        var id = group.Id();
        var starts = group.Date("startDate");
        group.Text("groupType");
        var (unit, name) = (group.Reference("organisation"), group.Text("displayName"));
        object?[] row =
        [
            item,
            id,
            unit,
            name,
            group.Known("groupType", StandardValues.GroupTypes),
            starts,
            group.EndOrNull("endDate", starts),
        ];
        var about = new About(Unit: unit, Group: group.IdIfReadable, Name: name);
        if (!Understood(RecordKind.Group, group, group.IdIfReadable, about, item))
            return;

        Put(ref groups, "staged_child_group", "item, id, unit_id, name, kind, starts_on, ends_on", row);
        foreach (
            var (part, member) in Parts(group, "groupMemberships", RecordKind.Membership, id, new(Group: id), item)
        )
            Membership(member, id, item, part);
    }

    private void Membership(Fields member, Guid groupId, int item, int part)
    {
        var starts = member.DateOrNull("startDate");
        var childId = member.Reference("person");
        object?[] row = [item, part, groupId, childId, starts, member.EndOrNull("endDate", starts)];
        if (Understood(RecordKind.Membership, member, groupId, new(childId, Group: groupId), item, part, childId))
            Put(ref memberships, "staged_group_membership", "item, part, group_id, child_id, starts_on, ends_on", row);
    }

    private void Duty(Fields duty, int item)
    {
        var id = duty.Id();
        var starts = duty.Date("startDate");
        var person = duty.ReferenceOrNull("person", needed: true);
        var role = duty.Spelled("dutyRole", StandardValues.Roles);
        var unit = duty.Reference("dutyAt");
        object?[] row =
        [
            item,
            id,
            person,
            unit,
            role,
            StandardValues.Leading.Contains(role),
            starts,
            duty.EndOrNull("endDate", starts, ofRight: true),
        ];
        // Without a person it is a vacancy, which concerns nobody.
        if (!Understood(RecordKind.Duty, duty, duty.IdIfReadable, new(person, unit), item) || person is null)
            return;

        Put(ref duties, "staged_duty", "item, id, person_id, unit_id, role, leads, starts_on, ends_on", row);
        foreach (var (part, assignment) in Parts(duty, "assignmentRole", RecordKind.Assignment, id, new(person), item))
            Assignment(assignment, id, person.Value, starts, item, part);
    }

    private void Assignment(Fields assignment, Guid dutyId, Guid personId, DateOnly dutyStarts, int item, int part)
    {
        var groupId = assignment.Reference("group");
        var starts = assignment.DateOrNull("startDate") ?? dutyStarts;
        object?[] row =
        [
            item,
            part,
            dutyId,
            personId,
            groupId,
            assignment.Spelled("assignmentRoleType", StandardValues.Roles),
            starts,
            assignment.EndOrNull("endDate", starts, ofRight: true),
        ];
        var about = new About(personId, Group: groupId);
        if (Understood(RecordKind.Assignment, assignment, dutyId, about, item, part, groupId))
            Put(
                ref assignments,
                "staged_duty_group",
                "item, part, duty_id, person_id, group_id, role, starts_on, ends_on",
                row
            );
    }

    /// <summary>
    /// The parts of a record. A list that is none costs its parts only: those that are known are left as they are.
    /// </summary>
    private IEnumerable<(int Part, Fields Fields)> Parts(
        Fields of,
        string list,
        RecordKind kind,
        Guid id,
        About about,
        int item
    )
    {
        if (of.Parts(list) is { } parts)
            return parts.Index();
        Put(
            ref rejections,
            "import_rejection",
            $"{Noted}, name, protected",
            [kind.Stored(), id, null, item, null, RecordProblem.WrongType.Stored(), list, .. about.Ids, null, false]
        );
        return [];
    }

    private bool Understood(
        RecordKind kind,
        Fields fields,
        Guid? recordId,
        About about,
        int item,
        int? part = null,
        Guid otherId = default
    )
    {
        Guid? other = otherId == default ? null : otherId;
        if ((fields.IsObject ? fields.Wrong : (RecordProblem.NoObject, "")) is (var reason, var field))
        {
            Put(
                ref rejections,
                "import_rejection",
                $"{Noted}, name, protected",
                [
                    kind.Stored(),
                    recordId,
                    other,
                    item,
                    part,
                    reason.Stored(),
                    field,
                    .. about.Ids,
                    about.ShownName,
                    about.Protected,
                ]
            );
            return false;
        }

        foreach (var (doubt, of) in fields.Doubts)
            Put(
                ref warnings,
                "import_warning",
                Noted,
                [kind.Stored(), recordId, other, item, part, doubt.Stored(), of, .. about.Ids]
            );
        return true;
    }

    private void Put(ref Table? table, string name, string columns, object?[] row)
    {
        if (table is null)
            tables.Add(table = new($"copy roster.{name} (import_id, {columns}) from stdin (format binary)", []));
        table.Rows.Add(row);
        waiting++;
    }

    private static Task Write(NpgsqlBinaryImporter copy, object? value, CancellationToken ct) =>
        value switch
        {
            null => copy.WriteNullAsync(ct),
            string text => copy.WriteAsync(text, NpgsqlDbType.Text, ct),
            Guid id => copy.WriteAsync(id, NpgsqlDbType.Uuid, ct),
            DateOnly date => copy.WriteAsync(date, NpgsqlDbType.Date, ct),
            int number => copy.WriteAsync(number, NpgsqlDbType.Integer, ct),
            short number => copy.WriteAsync(number, NpgsqlDbType.Smallint, ct),
            bool yes => copy.WriteAsync(yes, NpgsqlDbType.Boolean, ct),
            _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name),
        };
}
