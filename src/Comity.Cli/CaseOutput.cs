using System.Text.Json;
using Comity.Host.Cases;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;
using Comity.Programmes.Cases;

namespace Comity.Cli;

/// <summary>How cases are written for people and for programs.</summary>
internal static class CaseOutput
{
    public static void Write(CaseLog log, bool asJson)
    {
        if (asJson)
        {
            Json(Summary(log));
            return;
        }

        Console.WriteLine($"{log.Id}  {log.Opening.Text}");
        Console.WriteLine($"  led by {log.Lead}, {log.Members.Count(member => member.TakesPart)} taking part, {log.Entries.Count} entries, {string.Join(' ', HandlingRules.Codes(log.Opening.Handling))}");
        Console.WriteLine($"  state {log.Hash()}");
    }

    public static void Write(CaseEntry entry, bool asJson)
    {
        if (asJson)
        {
            Json(new { id = entry.Id(), entry = JsonElement.Parse(ReferralJson.Write(entry)) });
            return;
        }

        Console.WriteLine(entry.Id());
        Console.WriteLine(entry.To.Count == 0 ? "  shared with nobody" : $"  for {string.Join(", ", entry.To)}; {string.Join(' ', HandlingRules.Codes(entry.Handling))}");
    }

    public static void Write(CaseKind kind, bool asJson)
    {
        if (asJson)
        {
            Json(new
            {
                id = kind.Id,
                title = kind.Title,
                text = kind.TextTitle,
                about = kind.About,
                file = kind.HasFile,
                facts = kind.Fields.Select(field => new { name = field.Name, title = field.Title, type = field.Type.ToString().ToLowerInvariant(), required = field.Required, many = field.Many, choices = field.Choices ?? [] }),
            });
            return;
        }

        Console.WriteLine($"{kind.Id}: {kind.Title}{(kind.About.Count > 0 ? $", about a {string.Join(" or ", kind.About)}" : "")}{(kind.HasFile ? ", with a file" : "")}");
        foreach (var field in kind.Fields)
        {
            Console.WriteLine($"  {field.Name}{(field.Required ? "*" : "")}: {field.Title}{(field.Choices is { } choices ? $" ({string.Join(", ", choices)})" : "")}");
        }
    }

    public static int Describe(CaseLog log, DateOnly today, bool asJson)
    {
        var against = log.NotStanding();
        if (asJson)
        {
            Json(new
            {
                summary = Summary(log),
                requests = DueItem.Requests(log, today).Select(Due),
                tasks = DueItem.Tasks(log, today).Select(Due),
                entries = log.Entries.Select(named => new { id = named.Id, standing = !against.ContainsKey(named.Id), why = against.GetValueOrDefault(named.Id, ""), entry = JsonElement.Parse(ReferralJson.Write(named.Entry)) }),
            });
            return Exit.Done;
        }

        Write(log, asJson: false);
        foreach (var member in log.Members)
        {
            Console.WriteLine($"  {member.Node}: {CaseBook.PartOf(member)}");
        }

        foreach (var item in DueItem.Requests(log, today).Concat(DueItem.Tasks(log, today)).Where(item => item.IsOpen))
        {
            Console.WriteLine($"  open{(item.IsOverdue ? ", overdue" : "")}: {item.Entry.Kind} of {item.Entry.Node}, due {item.Entry.Fact("due")}: {item.Entry.Text}");
        }

        foreach (var (id, entry) in log.Entries.Where(named => !CoreKinds.Contains(named.Entry.Kind)))
        {
            Console.WriteLine(FormattableString.Invariant($"  {id[..12]} {entry.At:yyyy-MM-dd HH:mm}Z {entry.Kind} by {entry.By} of {entry.Node}, {string.Join(' ', HandlingRules.Codes(entry.Handling))}: {entry.Text}"));
            foreach (var (name, values) in entry.Facts)
            {
                Console.WriteLine($"      {name} = {string.Join(", ", values)}");
            }

            if (against.TryGetValue(id, out var why))
            {
                Console.WriteLine($"      does not count: {why}");
            }
        }

        return Exit.Done;
    }

    public static int Accounting(CaseLog log, bool asJson)
    {
        var accounts = SeizureAccount.All(log, out var problems);
        if (asJson)
        {
            Json(new
            {
                accounts = accounts.Select(account => new { seizure = account.Seizure, discovered_in = account.DiscoveredIn, weight_kg = account.WeightKg, seizures_out = account.Out.Select(part => new { country = part.Country, enforcement = part.Enforcement, trade = part.Trade, weight_kg = part.WeightKg }) }),
                problems,
            });
        }
        else
        {
            foreach (var account in accounts)
            {
                Console.WriteLine(FormattableString.Invariant($"{log.Find(account.Seizure)!.Text}: seizure in {account.DiscoveredIn} {account.WeightKg:0.###} kg"));
                foreach (var part in account.Out)
                {
                    Console.WriteLine(FormattableString.Invariant($"  seizure out {part.Country} {part.WeightKg:0.###} kg: {(part.Enforcement ? "enforcement and trade" : "trade")}"));
                }
            }

            WriteProblems(problems);
        }

        return problems.Count == 0 ? Exit.Done : Exit.BadData;
    }

    public static int Prosecution(CaseLog log, bool asJson)
    {
        var prosecution = Programmes.Cases.Prosecution.Of(log);
        var counts = Enum.GetValues<PersonOutcome>().ToDictionary(outcome => outcome.ToString().ToLowerInvariant(), prosecution.Count, StringComparer.Ordinal);
        if (asJson)
        {
            Json(new
            {
                persons = counts,
                files = prosecution.Files.Select(file => new
                {
                    id = file.Id,
                    docket_id = file.File.Fact("docket_id"),
                    court = file.File.Fact("court"),
                    charges = file.Charges.Select(charge => new { id = charge.Id, person = charge.Person, charge_sequence_id = charge.Charge.Fact("charge_sequence_id"), charge_statute = charge.Charge.Fact("charge_statute"), disposition = charge.Disposition?.Fact("disposition") }),
                    hearings = file.Hearings.Select(hearing => new { held_on = hearing.Fact("held_on"), text = hearing.Text }),
                    documents = file.Documents.Select(document => document.Id),
                }),
            });
            return Exit.Done;
        }

        Console.WriteLine($"Persons: {string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}"))}");
        foreach (var file in prosecution.Files)
        {
            Console.WriteLine($"{file.File.Fact("docket_id")}, {file.File.Fact("court")}: {file.File.Text}");
            foreach (var charge in file.Charges)
            {
                Console.WriteLine($"  {charge.Charge.Fact("charge_sequence_id")} {log.Find(charge.Person)?.Text ?? "a person not shared with this node"}, {charge.Charge.Fact("charge_statute")}: {charge.Disposition?.Fact("disposition") ?? "pending"}");
            }
        }

        return Exit.Done;
    }

    public static int Verify(CaseLog log, CaseCheck check, bool asJson)
    {
        if (asJson)
        {
            Json(new { @case = log.Id, state = log.Hash(), entries = check.Entries, files = check.Files, missing_files = check.Missing, problems = check.Problems });
        }
        else
        {
            Console.WriteLine($"{check.Entries} entries and {check.Files} files checked, {check.Missing} files not here yet, {check.Problems.Count} problems");
            Console.WriteLine($"state {log.Hash()}");
            WriteProblems(check.Problems);
        }

        return check.Problems.Count == 0 ? Exit.Done : Exit.Findings;
    }

    private static object Summary(CaseLog log) => new
    {
        id = log.Id,
        title = log.Opening.Text,
        lead = log.Lead,
        handling = HandlingRules.Codes(log.Opening.Handling),
        state = log.Hash(),
        entries = log.Entries.Count,
        members = log.Members.Select(member => new { node = member.Node, lead = member.IsLead, sees_history = member.SeesHistory, takes_part = member.TakesPart, ended = member.EndedAt }),
    };

    private static object Due(DueItem item) => new { id = item.Id, text = item.Entry.Text, due = item.Entry.Fact("due"), open = item.IsOpen, overdue = item.IsOverdue, answers = item.Done.Count };

    private static void WriteProblems(IReadOnlyList<string> problems)
    {
        foreach (var problem in problems)
        {
            Console.Error.WriteLine(problem);
        }
    }

    private static void Json(object value) => Console.WriteLine(JsonSerializer.Serialize(value, ReadableJson.Options));
}
