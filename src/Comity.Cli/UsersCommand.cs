using System.CommandLine;
using System.Text.Json;
using Comity.Host.Authority;
using Comity.Kernel.Account.Authority;
using Comity.Store.Identity;

namespace Comity.Cli;

/// <summary><c>comity users …</c>: accounts, for whoever operates the machine.</summary>
internal static class UsersCommand
{
    private static readonly TimeSpan InviteGoodFor = TimeSpan.FromDays(3);
    private static readonly TimeSpan LinkGoodFor = TimeSpan.FromMinutes(15);

    public static Command Build(Option<string> data, TimeProvider clock) => new("users", "Accounts of the node, and the role book (docs/security.md).")
    {
        List(data, clock),
        Add(data, clock),
        Link(data, clock),
        Close("close", "Close an account: it signs in no more and its sessions end. What it did keeps its name.", isClosed: true, data, clock),
        Close("open", "Open a closed account again.", isClosed: false, data, clock),
        Roles(),
    };

    private static Command List(Option<string> data, TimeProvider clock)
    {
        var json = Options.Json("Write one JSON object a line.");
        var command = new Command("list", "List the accounts.") { json };
        command.SetAction(parsed =>
        {
            using var authority = AuthorityStore.Open(parsed.GetRequiredValue(data), clock);
            foreach (var account in authority.Accounts.All())
            {
                Console.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(
                        new { name = account.Name, display = account.DisplayName, unit = account.Unit, agency = account.Agency, roles = account.Roles, groups = account.Groups, closed = account.IsDisabled },
                        ReadableJson.Options)
                    : $"{account.Name,-24} {account.DisplayName}, {account.Unit}, {account.Agency}: {string.Join(", ", account.Roles)}{(account.IsDisabled ? " (closed)" : "")}");
            }

            return Exit.Done;
        });
        return command;
    }

    private static Command Add(Option<string> data, TimeProvider clock)
    {
        var name = Name();
        var display = new Option<string>("--display") { Description = "The name that stands in decisions and the register.", HelpName = "NAME", Required = true };
        var unit = Options.Unit();
        var agency = new Option<string>("--agency") { Description = "The agency.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var role = new Option<string[]>("--role") { Description = "A role; may be repeated. 'comity users roles' lists them.", Required = true }
            .AcceptOnlyFromAmong([.. ShippedRoles.Book.Roles.Where(one => one.IsAssignable).Select(one => one.Id)]);
        var group = new Option<string[]>("--group") { Description = "A group it belongs to; may be repeated.", HelpName = "NAME" };
        var command = new Command(
            "add",
            """
            Make an account without a password. The address that is printed lets its owner choose one, once, within three days.

            Example: comity users add officer.a --display "Officer A" --unit "Dry port unit" --role port-officer
            """)
        { name, display, unit, agency, role, group };
        command.SetAction(parsed =>
        {
            using var authority = AuthorityStore.Open(parsed.GetRequiredValue(data), clock);
            var account = new UserAccount
            {
                Name = parsed.GetRequiredValue(name),
                NormalName = parsed.GetRequiredValue(name).ToUpperInvariant(),
                DisplayName = parsed.GetRequiredValue(display),
                Unit = parsed.GetRequiredValue(unit),
                Agency = parsed.GetRequiredValue(agency),
                Roles = parsed.GetValue(role) ?? [],
                Groups = parsed.GetValue(group) ?? [],
            };
            if (!authority.Accounts.Add(account))
            {
                Console.Error.WriteLine($"There is an account {account.Name} already.");
                return Exit.Usage;
            }

            Console.WriteLine($"Account {account.Name} made. After the address of the node: /invite/{authority.Links.Make(LinkPurpose.Invite, account.Id, InviteGoodFor)}");
            return Exit.Done;
        });
        return command;
    }

    private static Command Link(Option<string> data, TimeProvider clock)
    {
        var name = Name();
        var command = new Command("link", "Make a link that signs an account in once, within a quarter of an hour: for whoever lost both proofs and stands beside you.") { name };
        command.SetAction(parsed => With(parsed, data, name, clock, (authority, account) =>
            Console.WriteLine($"After the address of the node: /enter/{authority.Links.Make(LinkPurpose.Enter, account.Id, LinkGoodFor)}")));
        return command;
    }

    private static Command Close(string verb, string description, bool isClosed, Option<string> data, TimeProvider clock)
    {
        var name = Name();
        var command = new Command(verb, description) { name };
        command.SetAction(parsed => With(parsed, data, name, clock, (authority, account) =>
        {
            account.IsDisabled = isClosed;
            authority.Accounts.Save(account);
            authority.Sessions.EndAll(account.Id);
            Console.WriteLine($"Account {account.Name} is {(isClosed ? "closed" : "open")}.");
        }));
        return command;
    }

    private static Command Roles()
    {
        var command = new Command("roles", "List the roles and what each may do, and to whose things.");
        command.SetAction(_ =>
        {
            foreach (var role in ShippedRoles.Book.Roles)
            {
                Console.WriteLine($"{role.Id}: {role.Title}, handling up to {role.Handling.ToString().ToLowerInvariant()}");
                foreach (var grant in role.Grants)
                {
                    Console.WriteLine($"  {grant.Right}, {grant.Scope.ToString().ToLowerInvariant()}");
                }
            }
        });
        return command;
    }

    private static int With(ParseResult parsed, Option<string> data, Argument<string> name, TimeProvider clock, Action<AuthorityStore, UserAccount> act)
    {
        using var authority = AuthorityStore.Open(parsed.GetRequiredValue(data), clock);
        if (authority.Accounts.FindByName(parsed.GetRequiredValue(name).ToUpperInvariant()) is not { } account)
        {
            Console.Error.WriteLine($"There is no account {parsed.GetValue(name)}.");
            return Exit.Usage;
        }

        act(authority, account);
        return Exit.Done;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The name it signs in with." };
}
