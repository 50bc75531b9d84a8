using Comity.Kernel.Account;
using Microsoft.Data.Sqlite;
using static Comity.Store.Tests.Samples;

namespace Comity.Store.Tests;

/// <summary>Triggers keep honest code honest; whoever goes round them is found by the chain.</summary>
public sealed class RegisterTamperingTests : IDisposable
{
    private const int Entries = 6;
    private readonly NodeFolder _folder = new();
    private readonly SqliteNodeStore _store;

    public RegisterTamperingTests()
    {
        _store = _folder.Open();
        var id = _store.Message("h", "A")[0].SubjectId;
        for (var i = 0; i < Entries; i++)
        {
            var corrects = i == 3 ? 2L : (long?)null;
            _store.Do(unit => unit.AddRegisterEntry("control", id, Noon.AddHours(i), $"o{i}", corrects, $"{{\"i\":{i}}}", found: null));
        }
    }

    [Theory]
    [InlineData("UPDATE register_entries SET payload = '{}' WHERE number = 2")]
    [InlineData("DELETE FROM register_entries WHERE number = 2")]
    [InlineData("DELETE FROM register_entries")]
    public void The_register_is_append_only(string sql)
    {
        Should.Throw<SqliteException>(() => Sql.Execute(_folder, sql)).Message.ShouldContain("append-only");
        Verify().ShouldBeNull();
    }

    [Theory]
    [InlineData("UPDATE register_entries SET payload = '{\"i\":9}' WHERE number = 2", 2)]
    [InlineData("UPDATE register_entries SET recorded_by = 'o9' WHERE number = 6", 6)]
    [InlineData("UPDATE register_entries SET recorded_at = '2026-03-02T12:00:00.0000001Z' WHERE number = 1", 1)]
    [InlineData("UPDATE register_entries SET kind = 'note' WHERE number = 5", 5)]
    [InlineData("UPDATE register_entries SET subject_id = NULL WHERE number = 5", 5)]
    [InlineData("UPDATE register_entries SET corrects = NULL WHERE number = 4", 4)]
    [InlineData("UPDATE register_entries SET corrects = 1 WHERE number = 4", 4)]
    [InlineData("UPDATE register_entries SET hash = 'ff' WHERE number = 3", 3)]
    [InlineData("UPDATE register_entries SET previous_hash = 'ff' WHERE number = 3", 3)]
    [InlineData("DELETE FROM register_entries WHERE number = 1", 1)]
    [InlineData("DELETE FROM register_entries WHERE number = 3", 3)]
    [InlineData("DELETE FROM register_entries WHERE number = 3; UPDATE register_entries SET number = number - 1 WHERE number > 3", 3)]
    [InlineData("UPDATE register_entries SET number = 99 WHERE number = 2; UPDATE register_entries SET number = 2 WHERE number = 3; UPDATE register_entries SET number = 3 WHERE number = 99", 2)]
    [InlineData("INSERT INTO register_entries SELECT 7, kind, subject_id, recorded_at, recorded_by, corrects, payload, previous_hash, 'new' FROM register_entries WHERE number = 6", 7)]
    public void The_chain_shows_where_it_was_broken(string sql, long at)
    {
        Verify().ShouldBeNull();
        Sql.Execute(_folder, $"DROP TRIGGER register_is_append_only_update; DROP TRIGGER register_is_append_only_delete; PRAGMA foreign_keys = OFF; {sql}");

        Verify()!.Number.ShouldBe(at);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    private RegisterBreak? Verify() => _store.See(view => RegisterChain.Verify(view.Register()));
}
