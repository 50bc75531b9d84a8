using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Comity.Host;
using Comity.Programmes.Containers.Parties;

namespace Comity.Cli;

/// <summary><c>comity parties …</c>: the traders a node has met, each under its spellings.</summary>
internal static class PartiesCommand
{
    private const int MostShown = 100;

    public static Command Build(Option<string> data, TimeProvider clock) => new("parties", "Shippers, consignees and notify parties, each under its spellings (docs/parties.md).")
    {
        List(data, clock),
        Show(data, clock),
        Join(data, clock),
        Split(data, clock),
    };

    private static Command List(Option<string> data, TimeProvider clock)
    {
        var name = new Option<string?>("--name") { Description = "Only parties with a spelling that holds this text.", HelpName = "TEXT" };
        var several = new Option<bool>("--several") { Description = "Only parties with more than one spelling." };
        var page = new Option<int>("--page") { Description = $"Which {MostShown} parties, from 1.", HelpName = "N", DefaultValueFactory = _ => 1 };
        page.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--page counts from 1.");
            }
        });
        var json = Options.Json("Write one JSON object a line.");
        var command = new Command(
            "list",
            """
            List the parties this node has met.

            Examples:
              comity parties list --several
              comity parties list --name orinoco
            """)
        { name, several, page, json };
        command.SetAction(parsed =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(data), profilesFolder: null, clock);
            using var view = node.Store.Read();
            var number = parsed.GetValue(page);
            var found = view.Parties.Parties(parsed.GetValue(name), parsed.GetValue(several), (number - 1) * MostShown, MostShown + 1);
            foreach (var party in found.Take(MostShown))
            {
                Console.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(new { party = party.Id, name = party.Text, spellings = party.Spellings }, ReadableJson.Options)
                    : Text($"{party.Id,8}  {party.Text}{(party.Spellings > 1 ? Text($"  ({party.Spellings} spellings)") : "")}"));
            }

            if (found.Count > MostShown)
            {
                Console.Error.WriteLine(Text($"There are more: --page {number + 1}"));
            }

            return Exit.Done;
        });
        return command;
    }

    private static Command Show(Option<string> data, TimeProvider clock)
    {
        var party = Party("PARTY", "The party's number.");
        var json = Options.Json("Write one JSON object.");
        var command = new Command(
            "show",
            """
            Show a party: its spellings and what each was met with, how they came together, and who else has its telephone, address or
            identification.

            Example: comity parties show 12
            """)
        { party, json };
        command.SetAction(parsed =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(data), profilesFolder: null, clock);
            return Write(node, parsed.GetValue(party), parsed.GetValue(json));
        });
        return command;
    }

    private static Command Join(Option<string> data, TimeProvider clock)
    {
        var party = Party("PARTY", "The party whose spellings move.");
        var into = Party("INTO", "The party they become spellings of.");
        return Change(
            "join",
            """
            Say that two parties are one. From now on what is remembered of either counts for both; what was found before stays as it was.

            Example: comity parties join 31 12 --why "same registration number on both invoices"
            """,
            (party, into),
            (data, clock),
            (node, moved, to, why, by) =>
            {
                PartyResolution.Join(node.Store, moved, to, why, by, clock.GetUtcNow());
                return to;
            });
    }

    private static Command Split(Option<string> data, TimeProvider clock)
    {
        var party = Party("PARTY", "The party.");
        var spelling = Party("SPELLING", "The number of the spelling that becomes a party of its own; 'parties show' lists them.");
        return Change(
            "split",
            """
            Undo a join: make a spelling a party of its own again. Its history goes with it, and no rule joins it again.

            Example: comity parties split 12 31 --why "two brothers, each with a firm"
            """,
            (party, spelling),
            (data, clock),
            (node, from, leaving, why, by) =>
            {
                PartyResolution.Split(node.Store, from, leaving, why, by, clock.GetUtcNow());
                return leaving;
            });
    }

    private static Command Change(
        string name, string description, (Argument<long> First, Argument<long> Second) numbers, (Option<string> Data, TimeProvider Clock) at, Func<Node, long, long, string, string, long> change)
    {
        var why = new Option<string>("--why") { Description = "The reason; it stays with the party and in the register.", Required = true };
        var by = ReferralCommand.By();
        var json = Options.Json("Write one JSON object.");
        var command = new Command(name, description) { numbers.First, numbers.Second, why, by, json };
        command.SetAction(parsed =>
        {
            using var node = Node.Open(parsed.GetRequiredValue(at.Data), profilesFolder: null, at.Clock);
            return Write(
                node,
                change(node, parsed.GetValue(numbers.First), parsed.GetValue(numbers.Second), parsed.GetRequiredValue(why), parsed.GetRequiredValue(by)),
                parsed.GetValue(json));
        });
        return command;
    }

    private static int Write(Node node, long party, bool asJson)
    {
        using var view = node.Store.Read();
        var spellings = view.Parties.Of(party);
        if (spellings.Count == 0)
        {
            Console.Error.WriteLine(Text($"There is no party {party}."));
            return Exit.Usage;
        }

        var traits = view.Parties.Traits(party).ToLookup(trait => trait.SpellingId);
        var links = view.Parties.Links(party);
        var neighbours = PartyResolution.Neighbours(view, party);
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    party,
                    spellings = spellings.Select(spelling => new
                    {
                        id = spelling.Id,
                        name = spelling.Text,
                        first_seen_at = spelling.FirstSeenAt,
                        met_with = traits[spelling.Id].Select(trait => new { kind = trait.Kind, value = trait.Value, first_seen_at = trait.FirstSeenAt }),
                    }),
                    links = links.Select(link => new { spelling = link.SpellingId, from = link.FromParty, to = link.ToParty, why = link.Explanation, by = link.By, at = link.At }),
                    perhaps_the_same = neighbours.Select(other => new { party = other.Other.PartyId, name = other.Other.Text, kind = other.Kind, value = other.Value }),
                },
                ReadableJson.Options));
            return Exit.Done;
        }

        Console.WriteLine(Text($"Party {party}"));
        foreach (var spelling in spellings)
        {
            Console.WriteLine(Text($"  {spelling.Id,8}  {spelling.Text}, first seen {spelling.FirstSeenAt:yyyy-MM-dd}"));
            foreach (var trait in traits[spelling.Id])
            {
                Console.WriteLine($"            {trait.Kind} {trait.Value}");
            }
        }

        foreach (var link in links)
        {
            Console.WriteLine(Text($"  {link.At:yyyy-MM-dd HH:mm} UTC, {link.By}: spelling {link.SpellingId} from party {link.FromParty} to {link.ToParty}: {link.Explanation}"));
        }

        foreach (var other in neighbours)
        {
            Console.WriteLine(Text($"  perhaps also party {other.Other.PartyId}, {other.Other.Text}: the same {other.Kind} {other.Value}"));
        }

        return Exit.Done;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Argument<long> Party(string name, string description) => new(name) { Description = description };
}
