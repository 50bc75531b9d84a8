using System.Reflection;

namespace Comity.Cli.Tests;

/// <summary>Commands that read or change what a node holds leave an entry in its audit; <c>audit verify</c> finds what is done to them.</summary>
public sealed class AuditTests : IDisposable
{
    private readonly ComityNode _node = new();

    [Fact]
    public async Task A_command_is_on_record_with_the_account_of_the_machine()
    {
        (await _node.Run("register", "list")).Ended(0);
        (await _node.Run("register", "record", "--container", "TGHU0000000")).Ended(2);

        var lines = (await _node.Run("audit", "list", "--json")).Ended(0).Lines();

        // Listing the audit is on record too; what was refused for other reasons is as well.
        lines.Select(line => line.GetProperty("act").Text("item")).ShouldBe(["comity audit list", "comity register record", "comity register list"]);
        var record = lines[1].GetProperty("act");
        record.Text("actor").ShouldBe(Environment.UserName);
        record.Text("origin").ShouldBe("command line");
        record.Text("detail").ShouldNotBeNull().ShouldContain("TGHU0000000");
        record.Text("why").ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("UPDATE audit SET actor = 'somebody else' WHERE number = 2", "entry 2: its contents were changed")]
    [InlineData("DELETE FROM audit WHERE number = 1", "entry 1: entry 1 is missing")]
    [InlineData("DELETE FROM audit WHERE number >= 3", "entry 3: entry 3 is missing")]
    [InlineData("UPDATE audit SET number = -2 WHERE number = 2; UPDATE audit SET number = 2 WHERE number = 3; UPDATE audit SET number = 3 WHERE number = -2", "entry 2: it does not follow")]
    public async Task Verify_says_where_the_audit_was_tampered_with(string sql, string expected)
    {
        for (var i = 0; i < 3; i++)
        {
            (await _node.Run("users", "list")).Ended(0);
        }

        (await _node.Run("audit", "verify")).Ended(0).Output.ShouldContain("4 entries, chain whole");
        using (var connection = Sql.Open(_node, "authority.db"))
        {
            Sql.Execute(connection, "DROP TRIGGER audit_is_append_only_update; DROP TRIGGER audit_is_append_only_delete; " + sql);
        }

        (await _node.Run("audit", "verify")).Ended(1).Errors.ShouldContain(expected);
    }

    [Fact]
    public async Task A_head_that_was_written_down_finds_a_chain_that_was_written_anew()
    {
        (await _node.Run("users", "list")).Ended(0);
        var head = (await _node.Run("audit", "verify")).Ended(0).Output.Split("Head: ")[1].Trim();
        (await _node.Run("audit", "verify", "--head", head)).Ended(0);
        foreach (var file in Directory.GetFiles(_node["node"], "authority.db*"))
        {
            File.Delete(file);
        }

        (await _node.Run("users", "list")).Ended(0);
        (await _node.Run("users", "list")).Ended(0);

        (await _node.Run("audit", "verify")).Ended(0);
        (await _node.Run("audit", "verify", "--head", head)).Ended(1).Errors.ShouldContain("written anew");
    }

    [Fact]
    public void Every_command_has_its_rule()
    {
        var program = Assembly.LoadFrom(ComityNode.Program);
        var rules = program.GetType("Comity.Cli.CommandRules", throwOnError: true)!;
        string[] ruled =
        [
            .. ((IEnumerable<string>)((dynamic)rules.GetProperty("Rights")!.GetValue(null)!).Keys),
            .. ((IEnumerable<string>)((dynamic)rules.GetProperty("WithoutNode")!.GetValue(null)!).Keys),
        ];
        object root = program.GetType("Comity.Cli.CommandTree", throwOnError: true)!.GetMethod("Build")!.Invoke(null, [TimeProvider.System])!;

        var commands = Leaves(root, "").ToArray();

        commands.Length.ShouldBeGreaterThan(30);
        commands.Except(ruled, StringComparer.Ordinal).ShouldBeEmpty("each needs a line in CommandRules.cs");
        ruled.Except(commands, StringComparer.Ordinal).ShouldBeEmpty("these rules are for no command");
    }

    public void Dispose() => _node.Dispose();

    private static IEnumerable<string> Leaves(object command, string path)
    {
        var type = command.GetType();
        object[] children = [.. ((System.Collections.IEnumerable)type.GetProperty("Subcommands")!.GetValue(command)!).Cast<object>()];
        return children.Length == 0 ? [path] : children.SelectMany(child => Leaves(child, $"{path} {type.GetProperty("Name")!.DeclaringType!.GetProperty("Name")!.GetValue(child)}".Trim()));
    }
}
