using Comity.Kernel.Account;

namespace Comity.Store.Tests;

/// <summary>One process at a time writes to a node.</summary>
public sealed class SecondWriterTests : IDisposable
{
    private readonly NodeFolder _folder = new();

    public SecondWriterTests() => _folder.Open().Dispose();

    [Fact]
    public void Another_process_is_told_who_writes_and_may_still_read()
    {
        using var child = Child.Start(ChildTasks.Hold, _folder.Path);
        child.Await(ChildTasks.Ready);
        using var store = _folder.Open();

        var busy = Should.Throw<StoreBusyException>(store.Begin);

        busy.Message.ShouldContain(_folder.Path);
        busy.Message.ShouldContain("process ");
        busy.Message.ShouldContain("--data");
        store.See(view => view.Deliveries(0, 10)).ShouldBeEmpty();
    }

    [Fact]
    public void A_killed_writer_lets_go_and_leaves_nothing_half_done()
    {
        using (var child = Child.Start(ChildTasks.Hold, _folder.Path))
        {
            child.Await(ChildTasks.Ready);
            child.Kill();
        }

        using var store = _folder.Open();
        store.Do(unit => unit.Deliver());
        store.See(view => view.Deliveries(0, 10).Count).ShouldBe(1);
    }

    [Fact]
    public void A_process_that_comes_second_is_refused_until_the_first_has_closed()
    {
        using (var store = _folder.Open())
        {
            store.Do(unit => unit.Deliver());
            using var refused = Child.Start(ChildTasks.TryWrite, _folder.Path);
            refused.End().Errors.ShouldStartWith("StoreBusyException");
        }

        using var admitted = Child.Start(ChildTasks.TryWrite, _folder.Path);
        admitted.End().ShouldBe((ChildTasks.Ready, ""));
    }

    [Fact]
    public void A_lock_whose_owner_is_not_named_yet_is_a_lock_all_the_same()
    {
        using var held = new FileStream(_folder["writer.lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        using var store = _folder.Open();

        Should.Throw<StoreBusyException>(store.Begin).Message.ShouldContain(_folder.Path);
    }

    [Fact]
    public void A_node_made_by_a_later_version_is_left_alone()
    {
        Sql.Execute(_folder, "PRAGMA user_version = 9999");

        Should.Throw<NodeTooNewException>(_folder.Open).Message.ShouldContain("9999");
    }

    public void Dispose() => _folder.Dispose();
}
