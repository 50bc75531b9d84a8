using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Comity.Host;
using Comity.Host.Custody;
using Comity.Kernel.Account;
using Comity.Programmes.Custody;

namespace Comity.Cli;

/// <summary><c>comity custody</c>: the people in custody of a node, read at the command line.</summary>
internal static class CustodyCommand
{
    private const string Masked = "•••";
    private const int UsualDays = 30;

    public static Command Build(Option<string> data, TimeProvider clock) =>
        new("custody", "People in custody: classes, reviews that fall due, population (docs/custody.md).") { List(data, clock), Show(data, clock), Due(data, clock), Dashboard(data, clock) };

    private static Command List(Option<string> data, TimeProvider clock)
    {
        var json = Options.Json("Write one JSON object for each person.");
        var command = new Command("list", "List the people by number, without names.") { json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data), clock, (book, files) =>
        {
            var rules = book.House(files).Rules;
            foreach (var file in book.People(files))
            {
                var next = file.NextReview(rules);
                if (parsed.GetValue(json))
                {
                    Line(new
                    {
                        number = file.Number,
                        state = CustodyWords.Spaced(file.Person.State),
                        level = file.Person.Level,
                        facility = file.Person.Place?.Facility,
                        cell = file.Person.Place?.Cell,
                        next_review = file.Person.State == CustodyState.Released ? (DateOnly?)null : next.Day,
                        entries = file.Entries.Count,
                    });
                }
                else
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Number,-16} {CustodyWords.Spaced(file.Person.State),-9} {file.Person.Level ?? "no class",-10} {file.Person.Place?.Facility ?? "no cell",-16} {(file.Person.State == CustodyState.Released ? "" : $"review {next.Day:yyyy-MM-dd}")}"));
                }
            }

            return Exit.Done;
        }));
        return command;
    }

    private static Command Show(Option<string> data, TimeProvider clock)
    {
        var number = new Argument<string>("NUMBER") { Description = "The person's number." };
        var reveal = new Option<bool>("--reveal") { Description = "Show what identifies the person; needs --why." };
        var why = new Option<string?>("--why") { Description = "Why it is needed.", HelpName = "REASON" };
        var json = Options.Json("Write one JSON object.");
        var command = new Command(
            "show",
            """
            Show a person's record. What identifies the person is masked.

            Examples:
              comity custody show P-2026-001
              comity custody show P-2026-001 --reveal --why "The court asks for the date of birth."
            """)
        { number, reveal, why, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(reveal) && string.IsNullOrWhiteSpace(result.GetValue(why)))
            {
                result.AddError("Say why with --why.");
            }
        });
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data), clock, (book, files) =>
        {
            var wanted = parsed.GetRequiredValue(number);
            if (book.Find(files, wanted) is not { } file)
            {
                Console.Error.WriteLine($"Nobody has the number {wanted}.");
                return Exit.Usage;
            }

            Write(file, parsed.GetValue(reveal), parsed.GetValue(json));
            return Exit.Done;
        }));
        return command;
    }

    private static Command Due(Option<string> data, TimeProvider clock)
    {
        var days = new Option<int>("--days") { Description = "How many days ahead.", HelpName = "N", DefaultValueFactory = _ => UsualDays };
        var json = Options.Json("Write one JSON object for each step.");
        var command = new Command(
            "due",
            """
            What falls due for the people in custody: classifications, hearings, approvals, reviews, goals. Earliest first.

            Example: comity custody due --days 7

            Exit codes: 0 nothing is overdue, 1 something is, 2 usage, 3 the files do not open.
            """)
        { days, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data), clock, (book, files) =>
        {
            var ahead = parsed.GetValue(days);
            if (ahead is < 0 or > 3650)
            {
                Console.Error.WriteLine("--days is from 0 to 3650.");
                return Exit.Usage;
            }

            var due = CustodyDue.Of(book.People(files), book.House(files).Rules, Today(clock), ahead);
            foreach (var step in due)
            {
                var urgency = CustodyWords.Spaced(step.Urgency);
                if (parsed.GetValue(json))
                {
                    Line(new { day = step.Day, number = step.Number, what = step.What, urgency });
                }
                else
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{step.Day:yyyy-MM-dd}  {urgency,-8}  {step.Number,-16}  {step.What}"));
                }
            }

            return due.Any(step => step.Urgency == Urgency.Overdue) ? Exit.Findings : Exit.Done;
        }));
        return command;
    }

    private static Command Dashboard(Option<string> data, TimeProvider clock)
    {
        var json = Options.Json("Write one JSON object.");
        var command = new Command("dashboard", "Count the people by class and facility. For the service itself: small numbers are not withheld.") { json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data), clock, (book, files) =>
        {
            var now = Population.Of(book.People(files), book.House(files), Today(clock));
            var counts = now.Levels.SelectMany(level => now.Places.Select(place => (level, place, people: now.Count(level, place)))).Where(count => count.people > 0).ToArray();
            if (parsed.GetValue(json))
            {
                Line(new
                {
                    people = now.People,
                    in_intake = now.InIntake,
                    without_cell = now.WithoutCell,
                    overdue = now.Overdue,
                    facilities = now.Facilities.Select(one => new { facility = one.Name, beds = one.Beds, people = one.People }),
                    counts = counts.Select(count => new { level = count.level, facility = count.place, people = count.people }),
                });
                return Exit.Done;
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{now.People} people, {now.InIntake} in intake, {now.WithoutCell} without a cell, {now.Overdue} classifications overdue."));
            foreach (var one in now.Facilities)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Name,-20} {one.People} of {one.Beds} beds"));
            }

            foreach (var (level, place, people) in counts)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{level,-20} {place,-20} {people}"));
            }

            return Exit.Done;
        }));
        return command;
    }

    private static void Write(CustodyFile file, bool isRevealed, bool asJson)
    {
        var who = file.Particulars;
        string Shown(string value) => value.Length == 0 || isRevealed ? value : Masked;
        var born = Shown(who.Born?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "");
        if (!asJson)
        {
            Console.WriteLine($"{file.Number}: {CustodyWords.Spaced(file.Person.State)}, class {file.Person.Level ?? "none"}, {(file.Person.Place is { } place ? CustodyWords.Of(place) : "no cell")}");
            Console.WriteLine($"{Shown(who.FamilyName)}, {Shown(who.GivenNames)}, born {born}, {Shown(who.Document)}");
            foreach (var entry in file.Entries)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entry.Deed.At.UtcDateTime:yyyy-MM-dd HH:mm}  {CustodyWords.Of(entry)}: {entry.Deed.Why} ({entry.Deed.Who}, {CustodyWords.Spaced(entry.Deed.Role)})"));
            }

            return;
        }

        Line(new
        {
            number = file.Number,
            state = CustodyWords.Spaced(file.Person.State),
            legal_basis = file.Person.LegalBasis,
            level = file.Person.Level,
            place = file.Person.Place,
            particulars = new { family_name = Shown(who.FamilyName), given_names = Shown(who.GivenNames), born, document = Shown(who.Document), offence_severity = who.OffenceSeverity },
            classification = file.Classification is { } now
                ? new { state = CustodyWords.Spaced(now.State), computed = now.Assessment.Main!.Level, panel = now.RecommendedLevel, decided = now.Level, needs = now.Needs, approvals = now.Approvals }
                : null,
            plan = file.Plan?.Goals,
            history = file.Entries.Select(entry => new { step = CustodyWords.Of(entry), at = entry.Deed.At, who = entry.Deed.Who, role = entry.Deed.Role, why = entry.Deed.Why }),
        });
    }

    private static DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private static void Line<T>(T value) => Console.WriteLine(JsonSerializer.Serialize(value, ReadableJson.Options));

    private static int Run(string folder, TimeProvider clock, Func<CustodyBook, IPersonFileView, int> work)
    {
        using var node = Node.Open(folder, profilesFolder: null, clock);
        try
        {
            var book = CustodyBook.Of(node);
            using var view = node.Store.Read();
            return work(book, view.Persons);
        }
        catch (Exception error) when (error is PersonKeysException or CannotOpenException)
        {
            Console.Error.WriteLine(error.Message);
            return Exit.BadData;
        }
    }
}
