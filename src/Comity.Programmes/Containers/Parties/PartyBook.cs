using Comity.Kernel.Account;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.History;
using Comity.Programmes.Containers.Subject;

namespace Comity.Programmes.Containers.Parties;

/// <summary>Notes the parties of a consignment at its arrival: each spelling once, with the telephones, addresses, codes and countries it was met with.</summary>
internal sealed class PartyBook(IUnitOfWork unit)
{
    /// <summary>The cleaned-up name of a party; <see langword="null"/> when there is none, or it reads TO ORDER, which is nobody.</summary>
    public static string? KeyOf(SubjectRecord record, string role) =>
        record[$"{role}.to_order"] is true ? null : Keys.Party(record[$"{role}.name"] as string);

    /// <summary>Notes the parties of a record.</summary>
    public void Meet(SubjectRecord record, DateTimeOffset at)
    {
        foreach (var role in ConsignmentSchema.Roles)
        {
            if (KeyOf(record, role) is { } key)
            {
                Meet(record, role, key, at);
            }
        }
    }

    private void Meet(SubjectRecord record, string role, string key, DateTimeOffset at)
    {
        var known = PartyMemory.Read(unit.TrackRecords, key);
        var party = known;
        if (party is null)
        {
            var spelling = unit.Parties.Add(key, (string)record[$"{role}.name"]!, at);
            party = new PartyMemory(spelling.Id, spelling.Text, [], []);
        }

        PartyTrait[] met = [.. Traits(record, role).Where(trait => !party.Traits.Contains(trait.Kind + trait.Value, StringComparer.Ordinal))
            .Take(PartyMemory.MostTraits - party.Traits.Count)
            .Select(trait => new PartyTrait(party.Id, trait.Kind, trait.Value, at))];
        if (known is null || met.Length > 0)
        {
            (party with { Traits = [.. party.Traits, .. met.Select(trait => trait.Kind + trait.Value)] }).Write(unit.TrackRecords, key);
        }

        foreach (var trait in met)
        {
            unit.Parties.AddTrait(trait);
            PartyResolution.JoinByRule(unit, unit.Parties.Find(key)!, trait);
        }
    }

    private static IEnumerable<(string Kind, string Value)> Traits(SubjectRecord record, string role)
    {
        if (Keys.Phone(record[$"{role}.phone"] as string) is { } phone)
        {
            yield return ("phone", phone);
        }

        if (Keys.Address(record[$"{role}.address"] as string) is { } address)
        {
            yield return ("address", address);
        }

        if (record[$"{role}.code"] is string code && Keys.Fold(code).Replace(" ", "", StringComparison.Ordinal) is { Length: >= 5 } plain)
        {
            yield return ("code", plain);
        }

        if (record[$"{role}.country"] is string country)
        {
            yield return ("country", country.ToUpperInvariant());
        }
    }
}
