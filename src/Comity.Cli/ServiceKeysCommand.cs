using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Comity.Host;
using Comity.Host.Authority;
using Comity.Kernel.Account.Authority;
using Comity.Store.Identity;

namespace Comity.Cli;

/// <summary><c>comity service-keys …</c>: keys by which programs use the node's interface.</summary>
internal static class ServiceKeysCommand
{
    private const int UsualDays = 90;

    public static Command Build(Option<string> data, TimeProvider clock) => new("service-keys", "Keys by which programs use the node's interface (docs/api.md).")
    {
        Add(data, clock),
        List(data, clock),
        Revoke(data, clock),
    };

    private static Command Add(Option<string> data, TimeProvider clock)
    {
        var name = new Argument<string>("NAME") { Description = "Names the program in the audit and the register." };
        var role = new Option<string>("--role") { Description = "The role it acts in; 'comity users roles' lists them.", Required = true }
            .AcceptOnlyFromAmong([.. ShippedRoles.Book.Roles.Where(one => one.IsAssignable).Select(one => one.Id)]);
        var may = new Option<string[]>("--may") { Description = "A right of the role, such as imports:write; may be repeated.", HelpName = "RIGHT", Required = true };
        var unit = Options.Unit();
        var agency = new Option<string>("--agency") { Description = "The agency.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var days = new Option<int>("--days") { Description = "How many days it works.", HelpName = "N", DefaultValueFactory = _ => UsualDays };
        var command = new Command(
            "add",
            """
            Make a key. It is printed once and kept nowhere: only its hash is.

            Example: comity service-keys add "Terminal system" --role port-officer --may imports:write --may imports:read --days 30

            Exit codes: 0 done, 2 no such right, or the name is taken.
            """)
        { name, role, may, unit, agency, days };
        command.SetAction(parsed =>
        {
            Right[] rights;
            try
            {
                rights = [.. parsed.GetRequiredValue(may).Select(Right.Parse).Distinct()];
            }
            catch (FormatException error)
            {
                Console.Error.WriteLine(error.Message);
                return Exit.Usage;
            }

            var acts = ShippedRoles.Book.Role(parsed.GetRequiredValue(role))!;
            foreach (var beyond in rights.Where(right => acts.Grants.All(grant => grant.Right != right)))
            {
                Console.Error.WriteLine($"The role {acts.Id} does not have {beyond}.");
                return Exit.Usage;
            }

            var good = parsed.GetRequiredValue(days);
            if (good < 1 || good > ServiceKeyTable.Longest.Days)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A key works for 1 to {ServiceKeyTable.Longest.Days} days, not {good}."));
                return Exit.Usage;
            }

            using var authority = AuthorityStore.Open(parsed.GetRequiredValue(data), clock);
            var now = clock.GetUtcNow();
            var secret = authority.Keys.Make(new ServiceKey(
                0, parsed.GetRequiredValue(name), parsed.GetRequiredValue(unit), parsed.GetRequiredValue(agency), acts.Id, rights, LocalOfficer.UsualName, now, now.AddDays(good)));
            if (secret is null)
            {
                Console.Error.WriteLine($"There is a key {parsed.GetRequiredValue(name)} already.");
                return Exit.Usage;
            }

            Console.WriteLine(secret);
            return Exit.Done;
        });
        return command;
    }

    private static Command List(Option<string> data, TimeProvider clock)
    {
        var json = Options.Json("Write one JSON object a line.");
        var command = new Command("list", "List the keys, those that no longer work among them. The keys themselves are kept nowhere.") { json };
        command.SetAction(parsed =>
        {
            using var authority = AuthorityStore.Open(parsed.GetRequiredValue(data), clock);
            foreach (var key in authority.Keys.All())
            {
                var state = key.RevokedAt is not null ? "revoked" : key.Works(clock.GetUtcNow()) ? "works" : "lapsed";
                Console.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(
                        new { number = key.Id, name = key.Name, unit = key.Unit, role = key.Role, rights = key.Rights.Select(right => right.ToString()), state, expires_at = key.ExpiresAt, used_at = key.UsedAt },
                        ReadableJson.Options)
                    : string.Create(CultureInfo.InvariantCulture, $"{key.Id,4} {key.Name}, {key.Unit}, as {key.Role}: {string.Join("; ", key.Rights)} ({state}, until {key.ExpiresAt:yyyy-MM-dd})"));
            }

            return Exit.Done;
        });
        return command;
    }

    private static Command Revoke(Option<string> data, TimeProvider clock)
    {
        var number = new Argument<long>("NUMBER") { Description = "The key's number, as 'service-keys list' tells it." };
        var command = new Command(
            "revoke",
            """
            Take a key back, at once and for good.

            Example: comity service-keys revoke 3

            Exit codes: 0 done, 2 there is no such key, or it had been taken back.
            """)
        { number };
        command.SetAction(parsed =>
        {
            using var authority = AuthorityStore.Open(parsed.GetRequiredValue(data), clock);
            if (authority.Keys.Revoke(parsed.GetRequiredValue(number)))
            {
                return Exit.Done;
            }

            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"There is no key {parsed.GetRequiredValue(number)} to take back."));
            return Exit.Usage;
        });
        return command;
    }
}
