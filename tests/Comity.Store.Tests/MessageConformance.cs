using System.Globalization;
using Comity.Kernel.Account;
using Comity.Kernel.Subjects;
using static Comity.Store.Tests.Samples;

namespace Comity.Store.Tests;

/// <summary>What every <see cref="INodeStore"/> holds about deliveries, messages, versions, memory and views.</summary>
public abstract class MessageConformance : IDisposable
{
    protected abstract INodeStore Store { get; }

    /// <summary>The same node opened anew, as after a restart.</summary>
    protected abstract INodeStore Reopen();

    [Fact]
    public void Versions_count_up_and_the_last_one_stands()
    {
        var first = Store.Message("h1", "B1", "B2")[0];
        var second = Store.Do(unit =>
        {
            var delivery = unit.Deliver("s2");
            unit.BeginMessage(delivery, "D", "change", Noon);
            var version = unit.Append("B1", mass: 9);
            unit.EndMessage("h2").ShouldBeTrue();
            unit.Latest("D", "B1")!.Sequence.ShouldBe(version.Sequence);
            unit.Standing("D").ShouldBe(["B1", "B2"]);
            unit.Standing("other").ShouldBeEmpty();
            unit.Latest("other", "B1").ShouldBeNull();
            return version;
        });

        second.SubjectId.ShouldBe(first.SubjectId);
        second.Version.ShouldBe(2);
        second.Sequence.ShouldBeGreaterThan(first.Sequence);
        using var view = Store.Read();
        var versions = view.Versions(first.SubjectId);
        versions.Select(v => (v.Sequence, v.Version, v.Action, v.Deleted, v.ReceivedAt, v.DocumentKey, v.SubjectKey))
            .ShouldBe([(first.Sequence, 1, "original", false, Noon, "D", "B1"), (second.Sequence, 2, "change", false, Noon, "D", "B1")]);
        versions[0].Record.ShouldHold(Record("B1"));
        versions[1].Record.ShouldHold(Record("B1", 9));
        view.Subject(first.SubjectId)!.Version.Version.ShouldBe(2);
        view.VersionsAfter(first.Sequence).Select(v => v.Sequence).ShouldBe([first.Sequence + 1, second.Sequence]);
    }

    [Fact]
    public void A_withdrawn_subject_no_longer_stands_but_is_still_known()
    {
        var subject = Store.Message("h1", "B1")[0].SubjectId;
        Store.Do(unit =>
        {
            var delivery = unit.Deliver();
            unit.BeginMessage(delivery, "D", "delete", Noon);
            unit.Append("B1", deleted: true, listed: false);
            unit.EndMessage("h2").ShouldBeTrue();
            unit.Standing("D").ShouldBeEmpty();
            unit.Latest("D", "B1")!.Deleted.ShouldBeTrue();
        });

        using var view = Store.Read();
        view.Subject(subject)!.Version.Deleted.ShouldBeTrue();
        view.Count(new SubjectFilter()).ShouldBe(0);
        view.Candidates([]).ShouldBeEmpty();
    }

    [Fact]
    public void The_same_key_in_another_document_is_another_subject()
    {
        var first = Store.Message("h1", "B1")[0];
        var second = Store.Do(unit =>
        {
            var delivery = unit.Deliver();
            unit.BeginMessage(delivery, "E", "original", Noon);
            return unit.Append("B1", document: "E");
        });

        second.SubjectId.ShouldNotBe(first.SubjectId);
        second.Version.ShouldBe(1);
    }

    [Fact]
    public void A_version_needs_a_message() => Store.Do(unit =>
    {
        var delivery = unit.Deliver();
        Should.Throw<InvalidOperationException>(() => unit.Append("B1"));
        unit.BeginMessage(delivery, "D", "original", Noon);
        unit.EndMessage("h").ShouldBeTrue();
        Should.Throw<InvalidOperationException>(() => unit.Append("B1"));
    });

    [Fact]
    public void A_message_takes_effect_once_and_leaves_nothing_when_given_up()
    {
        var kept = Store.Message("same", "B1")[0];
        using (var unit = Store.Begin())
        {
            var delivery = unit.Deliver();
            unit.BeginMessage(delivery, "D", "original", Noon);
            var version = unit.Append("B1", mass: 99, terms: "GIVEN UP");
            unit.Append("B9");
            unit.SaveFinding(version, Finding(("p", "t", 3)), Noon);
            unit.AddIssue(new DeliveryIssue(delivery, true, new SourcePosition(1, 0), "f", "e", "s", 1));
            unit.TrackRecords.Put("k", "key", [1]);
            unit.EndMessage("same").ShouldBeFalse();
        }

        using (var view = Store.Read())
        {
            view.Deliveries(0, 10).Count.ShouldBe(1);
            view.Versions(kept.SubjectId).Count.ShouldBe(1);
            view.Subject(kept.SubjectId)!.Finding.ShouldBeNull();
            view.VersionsAfter(0).Count().ShouldBe(1);
            view.Count(new SubjectFilter { Term = "GIVEN UP" }).ShouldBe(0);
            view.ProfileRecords().ShouldBeEmpty();
        }

        Store.Do(unit => unit.TrackRecords.Get("k", "key").ShouldBeNull());
    }

    [Fact]
    public void A_message_given_up_leaves_the_messages_before_and_after_it_in_the_unit()
    {
        Store.Message("same", "B1");
        using (var unit = Store.Begin())
        {
            var delivery = unit.Deliver();
            unit.TrackRecords.Put("k", "before", [1]);
            unit.BeginMessage(delivery, "E", "original", Noon).ShouldBeFalse();
            unit.Append("B2", document: "E");
            unit.TrackRecords.Put("k", "first", [1]);
            unit.EndMessage("h2").ShouldBeTrue();

            unit.BeginMessage(delivery, "D", "original", Noon).ShouldBeTrue();
            unit.Append("B3");
            unit.TrackRecords.Put("k", "first", [2]);
            unit.TrackRecords.Put("k", "undone", [2]);
            unit.TrackRecords.Get("k", "first").ShouldBe([2]);
            unit.EndMessage("same").ShouldBeFalse();
            unit.LinkMessage(delivery, "same");

            unit.BeginMessage(delivery, "F", "original", Noon).ShouldBeFalse();
            unit.Append("B4", document: "F");
            unit.TrackRecords.Put("k", "abandoned", [3]);
            unit.AbandonMessage();

            unit.BeginMessage(delivery, "F", "original", Noon).ShouldBeFalse();
            unit.Append("B5", document: "F");
            unit.TrackRecords.Get("k", "first").ShouldBe([1]);
            unit.TrackRecords.Put("k", "last", [4]);
            unit.EndMessage("h3").ShouldBeTrue();
            unit.Commit();
        }

        using (var view = Store.Read())
        {
            view.VersionsAfter(0).Select(v => (v.Sequence, v.SubjectKey)).ShouldBe([(1, "B1"), (2, "B2"), (3, "B5")]);
        }

        Store.Do(unit =>
        {
            unit.TrackRecords.Get("k", "before").ShouldBe([1]);
            unit.TrackRecords.Get("k", "first").ShouldBe([1]);
            unit.TrackRecords.Get("k", "undone").ShouldBeNull();
            unit.TrackRecords.Get("k", "abandoned").ShouldBeNull();
            unit.TrackRecords.Get("k", "last").ShouldBe([4]);
        });
    }

    [Fact]
    public void A_message_larger_than_memory_is_undone_as_a_whole()
    {
        Store.Message("same", "B1");
        using (var unit = Store.Begin())
        {
            var delivery = unit.Deliver();
            unit.TrackRecords.Put("k", "7", [9]);
            unit.TrackRecords.Put("k", "unit", [9]);
            unit.BeginMessage(delivery, "E", "original", Noon);
            for (var i = 0; i < 120_000; i++)
            {
                unit.TrackRecords.Put("k", i.ToString(CultureInfo.InvariantCulture), [1]);
            }

            unit.TrackRecords.Get("k", "7").ShouldBe([1]);
            unit.TrackRecords.Get("k", "unit").ShouldBe([9]);
            unit.EndMessage("same").ShouldBeFalse();
            unit.TrackRecords.Get("k", "7").ShouldBe([9]);
            unit.TrackRecords.Get("k", "8").ShouldBeNull();
            unit.Commit();
        }

        Store.Do(unit =>
        {
            unit.TrackRecords.Get("k", "7").ShouldBe([9]);
            unit.TrackRecords.Get("k", "unit").ShouldBe([9]);
            unit.TrackRecords.Get("k", "119999").ShouldBeNull();
        });
    }

    [Fact]
    public void A_redelivered_message_counts_for_both_deliveries()
    {
        var version = Store.Message("same", "B1")[0];
        var (again, whole) = Store.Do(unit =>
        {
            var second = unit.Deliver("s2");
            unit.LinkMessage(second, "same");
            unit.LinkMessage(second, "same");
            unit.LinkMessage(second, "never seen");
            var third = unit.Deliver("s3");
            unit.LinkMessages(third, second);
            return (second, third);
        });

        using var view = Store.Read();
        foreach (var delivery in new[] { version.DeliveryId, again, whole })
        {
            view.VersionsIn(delivery).Select(v => v.Sequence).ShouldBe([version.Sequence]);
            view.Count(new SubjectFilter { Deliveries = [delivery] }).ShouldBe(1);
            view.Candidates([delivery]).Select(c => c.SubjectId).ShouldBe([version.SubjectId]);
        }
    }

    [Fact]
    public void Deliveries_come_newest_first_with_what_they_came_to()
    {
        var totals = new DeliveryTotals(1, 2, 3, 4, 5, 6, 7);
        var (first, second) = Store.Do(unit =>
        {
            var a = unit.Deliver("aa", "a");
            var b = unit.Deliver("aa", "b");
            unit.UpdateDelivery(a, "cuscar", DeliveryState.Done, totals);
            return (a, b);
        });

        using var view = Store.Read();
        view.Deliveries(0, 10).Select(d => d.Id).ShouldBe([second, first]);
        view.Deliveries(1, 1).ShouldHaveSingleItem()
            .ShouldBe(new Delivery(first, "a", "aa", 10, "cuscar", "sender", Noon, DeliveryState.Done, totals));
        view.Delivery(second)!.State.ShouldBe(DeliveryState.Reading);
        view.Delivery(999).ShouldBeNull();
        view.DoneDelivery("aa")!.Id.ShouldBe(first);
        view.DoneDelivery("bb").ShouldBeNull();
        view.Interrupted().Select(d => d.Id).ShouldBe([second]);
    }

    [Fact]
    public void Issues_keep_their_order_and_pages()
    {
        var id = Store.Do(unit =>
        {
            var delivery = unit.Deliver();
            for (var i = 0; i < 5; i++)
            {
                unit.AddIssue(new DeliveryIssue(delivery, i % 2 == 0, new SourcePosition(9 - i, i, 2, i == 3 ? "table" : null), $"f{i}", "e", "s", i));
            }

            return delivery;
        });

        using var view = Store.Read();
        view.Issues(id, 0, 10).Select(i => i.Found).ShouldBe(["f0", "f1", "f2", "f3", "f4"]);
        view.Issues(id, 3, 1).ShouldHaveSingleItem()
            .ShouldBe(new DeliveryIssue(id, false, new SourcePosition(6, 3, 2, "table"), "f3", "e", "s", 3));
        view.Issues(id + 1, 0, 10).ShouldBeEmpty();
    }

    [Fact]
    public void Memory_is_seen_at_once_undone_on_dispose_and_durable_after_commit()
    {
        Store.Do(unit => unit.TrackRecords.Put("k", "a", [1]));
        using (var unit = Store.Begin())
        {
            unit.TrackRecords.Get("k", "a").ShouldBe([1]);
            unit.TrackRecords.Put("k", "a", [2]);
            unit.TrackRecords.Put("k", "new", [3]);
            unit.TrackRecords.Get("k", "a").ShouldBe([2]);
            unit.TrackRecords.Get("other", "a").ShouldBeNull();
        }

        Store.Do(unit =>
        {
            unit.TrackRecords.Get("k", "a").ShouldBe([1]);
            unit.TrackRecords.Get("k", "new").ShouldBeNull();
            unit.TrackRecords.Put("k", "a", [4]);
        });
        Reopen().Do(unit => unit.TrackRecords.Get("k", "a").ShouldBe([4]));
    }

    [Fact]
    public void Memory_of_a_unit_too_large_to_hold_back_is_undone_too()
    {
        const int Many = 120_000;
        Store.Do(unit => unit.TrackRecords.Put("k", "0", [1]));
        using (var unit = Store.Begin())
        {
            for (var i = 0; i < Many; i++)
            {
                unit.TrackRecords.Put("k", i.ToString(System.Globalization.CultureInfo.InvariantCulture), [2]);
            }

            unit.TrackRecords.Get("k", "0").ShouldBe([2]);
        }

        Store.Do(unit =>
        {
            unit.TrackRecords.Get("k", "0").ShouldBe([1]);
            unit.TrackRecords.Get("k", "7").ShouldBeNull();
        });
    }

    [Fact]
    public void A_view_does_not_see_what_commits_after_it_was_opened()
    {
        Store.Message("h1", "B1");
        using var before = Store.Read();
        Store.Message("h2", "B2");
        before.Count(new SubjectFilter()).ShouldBe(1);
        Store.Message("h3", "B3");

        before.Count(new SubjectFilter()).ShouldBe(1);
        before.Deliveries(0, 10).Count.ShouldBe(1);
        Store.See(view => view.Count(new SubjectFilter())).ShouldBe(3);
    }

    [Fact]
    public void A_view_does_not_see_a_unit_that_is_open()
    {
        using var unit = Store.Begin();
        unit.Deliver();
        Store.See(view => view.Deliveries(0, 10).Count).ShouldBe(0);
        unit.Commit();
        Store.See(view => view.Deliveries(0, 10).Count).ShouldBe(1);
    }

    [Fact]
    public async Task A_second_unit_waits_for_the_first()
    {
        var first = Store.Begin();
        var second = Task.Run(() => Store.Do(unit => unit.Deliver("second")), TestContext.Current.CancellationToken);
        var id = first.Deliver("first");
        second.IsCompleted.ShouldBeFalse();
        first.Commit();
        first.Dispose();

        (await second).ShouldBe(id + 1);
    }

    [Fact]
    public void Settings_are_kept_by_kind_and_key()
    {
        Store.Do(unit =>
        {
            unit.SaveSetting("mapping", "b", "1");
            unit.SaveSetting("mapping", "a", "2");
            unit.SaveSetting("mapping", "b", "3");
            unit.SaveSetting("other", "b", "4");
        });

        using var view = Reopen().Read();
        view.Setting("mapping", "b").ShouldBe("3");
        view.Setting("mapping", "c").ShouldBeNull();
        view.Settings("mapping").OrderBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => (s.Key, s.Value)).ShouldBe([("a", "2"), ("b", "3")]);
        view.Settings("none").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("Ünïcødé 船 🚢")]
    [InlineData("a'b\"c;--")]
    [InlineData("line\nbreak\ttab")]
    [InlineData("nul\0inside")]
    public void Text_comes_back_as_it_was_given(string text)
    {
        var version = Store.Do(unit =>
        {
            var delivery = unit.Deliver(name: text);
            unit.BeginMessage(delivery, text, "original", Noon);
            var kept = unit.Append(text, document: text, terms: text);
            unit.EndMessage(text).ShouldBeTrue();
            unit.Latest(text, text)!.SubjectKey.ShouldBe(text);
            return kept;
        });

        using var view = Store.Read();
        view.Delivery(version.DeliveryId)!.Name.ShouldBe(text);
        view.Subject(version.SubjectId)!.Version.DocumentKey.ShouldBe(text);
        view.Versions(version.SubjectId)[0].Record.ShouldHold(Record(text));
    }

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    protected abstract void Close();
}
