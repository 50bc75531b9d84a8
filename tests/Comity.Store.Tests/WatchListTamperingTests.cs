using System.Text;
using Comity.Kernel.Account;
using Microsoft.Data.Sqlite;
using static Comity.Store.Tests.Samples;

namespace Comity.Store.Tests;

/// <summary>Triggers keep honest code from changing what lists said and what people judged.</summary>
public sealed class WatchListTamperingTests : IDisposable
{
    private readonly NodeFolder _folder = new();
    private readonly SqliteNodeStore _store;

    public WatchListTamperingTests()
    {
        _store = _folder.Open();
        for (var version = 1; version <= 2; version++)
        {
            _store.Do(unit =>
            {
                unit.WatchLists.BeginVersion("l");
                unit.WatchLists.Put(new WatchListEntry("a", $"h{version}", Encoding.UTF8.GetBytes($"a{version}")));
                unit.WatchLists.EndVersion(new WatchListVersion("", 0, $"v{version}", "f", [], null, Noon, "o", 0, 1, 0, []));
            });
        }

        _store.Do(unit =>
        {
            var (match, _) = unit.WatchLists.Propose(new ProposedMatch("s", "v", "l", "a", 1, "{}"), Noon);
            unit.WatchLists.Decide(match.Id, new MatchDecision(MatchState.Dismissed, "no", "o", Noon));
        });
    }

    [Theory]
    [InlineData("UPDATE watch_list_versions SET sha256 = 'x'")]
    [InlineData("DELETE FROM watch_list_versions")]
    [InlineData("UPDATE watch_list_contents SET payload = x'00'")]
    [InlineData("DELETE FROM watch_list_contents")]
    [InlineData("UPDATE watch_list_entries SET hash = 'h1' WHERE from_version = 2")]
    [InlineData("UPDATE watch_list_entries SET until_version = NULL WHERE from_version = 1")]
    [InlineData("DELETE FROM watch_list_entries")]
    [InlineData("UPDATE watch_list_matches SET score = 0")]
    [InlineData("DELETE FROM watch_list_matches")]
    [InlineData("UPDATE watch_list_decisions SET reason = 'yes'")]
    [InlineData("DELETE FROM watch_list_decisions")]
    public void Nothing_is_changed_or_removed(string sql) =>
        Should.Throw<SqliteException>(() => Sql.Execute(_folder, sql)).SqliteErrorCode.ShouldBe(SQLitePCL.raw.SQLITE_CONSTRAINT);

    [Fact]
    public void Equal_contents_are_kept_once()
    {
        _store.Do(unit =>
        {
            unit.WatchLists.BeginVersion("other");
            unit.WatchLists.Put(new WatchListEntry("z", "h2", Encoding.UTF8.GetBytes("a2")));
            unit.WatchLists.EndVersion(new WatchListVersion("", 0, "v", "f", [], null, Noon, "o", 0, 1, 0, []));
        });

        Sql.Count(_folder, "SELECT count(*) FROM watch_list_contents").ShouldBe(2);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }
}
