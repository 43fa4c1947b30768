using NpgsqlTypes;

namespace Kapprum.Roster.Import;

/// <summary>
/// Understands the records of a roster file in the roster's words and puts them into the staged tables, thousands at a
/// time. A record that cannot be understood is rejected; whether it fits the others is seen later (<see
/// cref="Checks"/>).
/// </summary>
internal sealed class Staging(NpgsqlConnection db, Guid importId, DateOnly today)
{
    private const int ManyRows = 20_000;
    private static readonly DateOnly LongAgo = new(1900, 1, 1);

    private readonly List<Table> tables = [];
    private Table? units,
        groups,
        people,
        guardianships,
        enrolments,
        placements,
        memberships,
        duties,
        assignments,
        rejections;
    private int waiting;

    private sealed record Table(string Copy, List<object?[]> Rows);

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
        object?[] row =
        [
            item,
            organisation.Id(),
            UnitKind(organisation),
            organisation.Text("displayName"),
            organisation.TextOrNull("schoolUnitCode") ?? organisation.TextOrNull("organisationCode"),
            organisation.TextOrNull("email"),
            organisation.TextOrNull("phoneNumber"),
            starts,
            organisation.EndOrNull("endDate", starts),
        ];
        if (Understood(RecordKind.Unit, organisation, organisation.IdIfReadable, item))
            Put(ref units, "staged_unit", "item, id, kind, name, code, email, phone, starts_on, ends_on", row);
    }

    /// <summary>Null for what is no unit: the municipality, an administration, a district.</summary>
    private static string? UnitKind(Fields organisation) =>
        organisation.HasAny("schoolTypes", "FKLASS", "GR", "GRS", "SP", "SAM", "GY", "GYS") ? "school"
        : organisation.HasAny("schoolTypes", "FS") ? "preschool"
        : organisation.HasAny("schoolTypes", "FTH", "OPPFTH") ? "leisure-centre"
        : organisation.Text("organisationType") == "Skolenhet" ? "school"
        : null;

    private void Person(Fields person, int item)
    {
        var id = person.Id();
        var birth = person.DateOrNull("birthDate");
        var civicNo = CivicNumber.Normal(person.Part("civicNo")?.TextOrNull("value", 30), birth, today);
        var emails = person
            .List("emails")
            .Select(email => (Type: email.TextOrNull("type") ?? "", Address: EmailAddress(email)))
            .Where(email => email.Address is not null)
            .ToList();
        var phones = person.List("phoneNumbers").Where(phone => phone.TextOrNull("value", 40) is not null).ToList();
        var addresses = person.List("addresses").ToList();
        var address =
            addresses.Find(address => address.TextOrNull("type") == "Folkbokföring") ?? addresses.FirstOrDefault();
        object?[] row =
        [
            item,
            id,
            person.Text("givenName"),
            person.Text("familyName"),
            civicNo,
            birth ?? CivicNumber.BirthDate(civicNo),
            person.TextOrNull("securityMarking") switch
            {
                null or "Ingen" => "none",
                "Skyddad folkbokföring" => "protected-registration",
                // A marking we do not know yet protects too.
                _ => "confidential",
            },
            person.TextOrNull("personStatus") is not ("Avliden" or "Utvandrad"),
            (emails.Find(email => email.Type == "Privat").Address ?? emails.Find(email => !AtWork(email.Type)).Address),
            emails.Find(email => AtWork(email.Type)).Address,
            (phones.Find(phone => phone.Is("mobile")) ?? phones.FirstOrDefault())?.TextOrNull("value", 40),
            address?.TextOrNull("streetAddress"),
            address?.TextOrNull("postalCode", 20),
            address?.TextOrNull("locality"),
        ];
        var enrolled = person.List("enrolments").ToList();
        var responsible = person.List("responsibles").ToList();
        if (!Understood(RecordKind.Person, person, person.IdIfReadable, item))
            return;

        Put(
            ref people,
            "staged_person",
            "item, id, given_name, family_name, civic_no, birth_date, protection, active, email, work_email, phone, "
                + "street, postal_code, city",
            row
        );
        foreach (var (part, enrolment) in enrolled.Index())
            Enrolment(enrolment, id, item, part);
        foreach (var (part, guardian) in responsible.Index())
            Guardianship(guardian, id, item, part);
    }

    private static bool AtWork(string type) =>
        type.Contains("personal", StringComparison.OrdinalIgnoreCase)
        || type.Contains("arbete", StringComparison.OrdinalIgnoreCase);

    /// <summary>What can be no address is none: the person is taken in without.</summary>
    private static string? EmailAddress(Fields email) =>
        email.TextOrNull("value", 254) is { } address
        && address.IndexOf('@', StringComparison.Ordinal) > 0
        && !address.Contains(' ')
            ? address
            : null;

    private void Enrolment(Fields enrolment, Guid childId, int item, int part)
    {
        var unitId = enrolment.Reference("enroledAt");
        var starts = enrolment.Date("startDate");
        object?[] row =
        [
            item,
            part,
            childId,
            unitId,
            enrolment.Text("schoolType", 20),
            enrolment.NumberOrNull("schoolYear", 0, 20),
            starts,
            enrolment.EndOrNull("endDate", starts),
        ];
        if (Understood(RecordKind.Enrolment, enrolment, childId, item, part, unitId) && !enrolment.Is("cancelled"))
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
        object?[] row =
        [
            item,
            part,
            childId,
            guardianId,
            responsible.Text("relationType") is "Vårdnadshavare" or "God man" ? "custodian" : "contact",
            starts,
            responsible.EndOrNull("endDate", starts),
        ];
        if (Understood(RecordKind.Guardianship, responsible, childId, item, part, guardianId))
            Put(
                ref guardianships,
                "staged_guardianship",
                "item, part, child_id, guardian_id, kind, starts_on, ends_on",
                row
            );
    }

    private void Placement(Fields placement, int item)
    {
        var starts = placement.Date("startDate");
        object?[] row =
        [
            item,
            placement.Id(),
            placement.Reference("child"),
            placement.Reference("placedAt"),
            placement.ReferenceOrNull("group"),
            placement.Text("schoolType") switch
            {
                "FS" => "preschool",
                "FTH" or "OPPFTH" => "leisure",
                _ => placement.Unknown<string>("schoolType"),
            },
            placement.TextOrNull("reason"),
            placement.NumberOrNull("maxWeeklyScheduleHours", 1, 168),
            starts,
            placement.EndOrNull("endDate", starts),
        ];
        if (Understood(RecordKind.Placement, placement, placement.IdIfReadable, item))
            Put(
                ref placements,
                "staged_placement",
                "item, id, child_id, unit_id, group_id, kind, reason, max_weekly_hours, starts_on, ends_on",
                row
            );
    }

    private void Group(Fields group, int item)
    {
        var id = group.Id();
        var starts = group.Date("startDate");
        object?[] row =
        [
            item,
            id,
            group.Reference("organisation"),
            group.Text("displayName"),
            group.Text("groupType") switch
            {
                "Klass" => "class",
                "Avdelning" => "department",
                "Mentor" => "mentor",
                "Undervisning" => "teaching",
                _ => "other",
            },
            starts,
            group.EndOrNull("endDate", starts),
        ];
        var members = group.List("groupMemberships").ToList();
        if (!Understood(RecordKind.Group, group, group.IdIfReadable, item))
            return;

        Put(ref groups, "staged_child_group", "item, id, unit_id, name, kind, starts_on, ends_on", row);
        foreach (var (part, member) in members.Index())
            Membership(member, id, item, part);
    }

    private void Membership(Fields member, Guid groupId, int item, int part)
    {
        var starts = member.DateOrNull("startDate");
        var childId = member.Reference("person");
        object?[] row = [item, part, groupId, childId, starts, member.EndOrNull("endDate", starts)];
        if (Understood(RecordKind.Membership, member, groupId, item, part, childId))
            Put(ref memberships, "staged_group_membership", "item, part, group_id, child_id, starts_on, ends_on", row);
    }

    private void Duty(Fields duty, int item)
    {
        var id = duty.Id();
        var starts = duty.Date("startDate");
        var person = duty.ReferenceOrNull("person");
        var role = duty.Text("dutyRole");
        object?[] row =
        [
            item,
            id,
            person,
            duty.Reference("dutyAt"),
            role,
            role is "Rektor" or "Förskolechef",
            starts,
            duty.EndOrNull("endDate", starts),
        ];
        var assigned = duty.List("assignmentRole").ToList();
        // Without a person it is a vacancy, which concerns nobody.
        if (!Understood(RecordKind.Duty, duty, duty.IdIfReadable, item) || person is null)
            return;

        Put(ref duties, "staged_duty", "item, id, person_id, unit_id, role, leads, starts_on, ends_on", row);
        foreach (var (part, assignment) in assigned.Index())
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
            assignment.Text("assignmentRoleType"),
            starts,
            assignment.EndOrNull("endDate", starts),
        ];
        if (Understood(RecordKind.Assignment, assignment, dutyId, item, part, groupId))
            Put(
                ref assignments,
                "staged_duty_group",
                "item, part, duty_id, person_id, group_id, role, starts_on, ends_on",
                row
            );
    }

    private bool Understood(
        RecordKind kind,
        Fields fields,
        Guid? recordId,
        int item,
        int? part = null,
        Guid otherId = default
    )
    {
        var wrong = fields.IsObject ? fields.Wrong : (RejectionReason.NoObject, "");
        if (wrong is not var (reason, field))
            return true;
        Put(
            ref rejections,
            "import_rejection",
            "kind, record_id, other_id, item, part, reason, field",
            [kind.Stored(), recordId, otherId == default ? null : otherId, item, part, reason.Stored(), field]
        );
        return false;
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
