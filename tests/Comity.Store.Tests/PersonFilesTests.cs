using Comity.Kernel.Account;
using Microsoft.Data.Sqlite;

namespace Comity.Store.Tests;

/// <summary>Files of persons: entries in order, only ever added, resealed as a whole.</summary>
public sealed class PersonFilesTests : IDisposable
{
    private readonly NodeFolder _folder = new();

    [Fact]
    public void Entries_come_back_in_order_and_a_place_is_taken_once()
    {
        using var store = _folder.Open();
        using (var unit = store.Begin())
        {
            unit.Persons.Append("victims", "V-2", 1, [1]);
            unit.Persons.Append("victims", "V-2", 2, [2]);
            unit.Persons.Append("victims", "V-1", 1, [3]);
            unit.Persons.Append("custody", "V-1", 1, [4]);
            Should.Throw<PersonFileChangedException>(() => unit.Persons.Append("victims", "V-2", 2, [9]));
            Should.Throw<PersonFileChangedException>(() => unit.Persons.Append("victims", "V-2", 4, [9]));
            unit.Commit();
        }

        using var view = store.Read();
        view.Persons.Numbers("victims").ShouldBe(["V-2", "V-1"], "in the order they were begun");
        view.Persons.Entries("victims", "V-2").ShouldBe([[1], [2]]);
        view.Persons.Entries("victims", "V-9").ShouldBeEmpty();
    }

    [Fact]
    public void Every_entry_is_resealed_and_none_can_be_moved_or_deleted()
    {
        using var store = _folder.Open();
        using (var unit = store.Begin())
        {
            for (var place = 1; place <= 1_100; place++)
            {
                unit.Persons.Append("victims", "V-1", place, [(byte)place]);
            }

            unit.Persons.Reseal((_, _, place, entry) => [.. entry, (byte)(place >> 8)]).ShouldBe(1_100);
            unit.Commit();
        }

        using (var view = store.Read())
        {
            view.Persons.Entries("victims", "V-1")[1_029].ShouldBe([(byte)(1_030 & 0xff), 1_030 >> 8]);
        }

        Should.Throw<SqliteException>(() => Sql.Execute(_folder, "DELETE FROM person_file_entries")).Message.ShouldContain("append-only");
        Should.Throw<SqliteException>(() => Sql.Execute(_folder, "UPDATE person_file_entries SET number = 'V-2'")).Message.ShouldContain("keeps its place");
    }

    public void Dispose() => _folder.Dispose();
}
