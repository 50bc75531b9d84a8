using System.Text;
using Comity.Formats.Cargo;
using Comity.Formats.Cuscar;
using Comity.Kernel.Subjects;
using CsCheck;
using static Comity.Programmes.Tests.Containers.Intake.Edi;

namespace Comity.Programmes.Tests.Containers.Intake;

/// <summary>Files that come twice, cut, damaged, unknown or are cancelled.</summary>
public sealed class DeliveryTests : IDisposable
{
    private readonly IntakeNode _node = new();

    private static string Three() => File(
        Message(Original, [Bill("A", containers: BoxA)], document: "D1", reference: "M1"),
        Message(Original, [Bill("B", containers: BoxB)], document: "D2", reference: "M2"),
        Message(Original, [Bill("C", containers: BoxC)], document: "D3", reference: "M3"));

    [Fact]
    public void The_same_file_twice_changes_nothing_and_lists_the_same()
    {
        var first = _node.Import(Three());
        var second = _node.Import(Three(), IntakeNode.Noon.AddDays(1));

        second.State.ShouldBe(DeliveryState.Done);
        second.Totals.ShouldBe(DeliveryTotals.None with { Redelivered = 3 });
        _node.Versions().Length.ShouldBe(3);
        _node.See(view => view.VersionsIn(second.Id).Select(v => v.Sequence).ToArray())
            .ShouldBe(_node.See(view => view.VersionsIn(first.Id).Select(v => v.Sequence).ToArray()));
        second.Sha256.ShouldBe(first.Sha256);
    }

    [Fact]
    public void A_message_in_another_file_takes_effect_once()
    {
        var message = Message(Original, [Bill("A", containers: BoxA)]);
        _node.Import(File(message));
        var second = _node.Import(File(message, Message(Original, [Bill("B")], document: "D2", reference: "M2")));

        (second.Totals.Messages, second.Totals.Redelivered, second.Totals.Met).ShouldBe((1, 1, 1L));
        _node.Versions().Select(IntakeNode.Name).ShouldBe([$"A/{BoxA}#1", "B/#1"]);
        _node.See(view => view.VersionsIn(second.Id).Count()).ShouldBe(2);
    }

    [Fact]
    public void Two_consignments_that_look_the_same_are_two()
    {
        _node.Import(File(Message(Original, [Bill("A", containers: BoxA), Bill("A", containers: BoxA)])));
        var versions = _node.Versions();
        versions.Length.ShouldBe(2);
        versions.Select(v => v.SubjectId).ShouldBeUnique();
        _node.Import(File(Message(Delete, [Named("A")])));
        _node.Standing().ShouldBeEmpty();
    }

    [Fact]
    public void An_unknown_format_is_refused_with_advice_and_kept()
    {
        var bytes = "%PDF-1.7 this is no manifest"u8.ToArray();
        var delivery = _node.Import(bytes);

        delivery.State.ShouldBe(DeliveryState.Refused);
        _node.SumsAgree(delivery);
        _node.See(view => view.Issues(delivery.Id, 0, 10)).ShouldHaveSingleItem().Expected.ShouldContain("cuscar");
        using var raw = _node.Raw.Open(delivery.Sha256);
        using var copy = new MemoryStream();
        raw.CopyTo(copy);
        copy.ToArray().ShouldBe(bytes);
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        var delivery = _node.Import("");
        delivery.State.ShouldBe(DeliveryState.Refused);
        _node.SumsAgree(delivery);
    }

    [Fact]
    public void Cancelling_leaves_whole_messages_and_the_rest_can_be_read_later()
    {
        using var cancel = new CancellationTokenSource();
        using var node = new IntakeNode(new Interrupted(afterMessages: 2, cancel.Cancel));
        var cancelled = node.ImportUntil(Three(), cancel.Token);

        cancelled.State.ShouldBe(DeliveryState.Cancelled);
        node.SumsAgree(cancelled);
        node.Versions().Select(IntakeNode.Name).ShouldBe([$"A/{BoxA}#1", $"B/{BoxB}#1"]);

        var again = node.Import(Three());
        (again.State, again.Totals.Messages, again.Totals.Redelivered).ShouldBe((DeliveryState.Done, 1, 2));
        node.Standing().ShouldBe([$"A/{BoxA}#1", $"B/{BoxB}#1", $"C/{BoxC}#1"]);
    }

    [Fact]
    public void A_delivery_that_was_interrupted_and_read_again_still_adds_up()
    {
        using var cancel = new CancellationTokenSource();
        using var node = new IntakeNode(new Interrupted(afterMessages: 2, cancel.Cancel));
        var text = Three().Replace("KGM:1000", "XXX:1000", StringComparison.Ordinal);
        var cancelled = node.ImportUntil(text, cancel.Token);
        cancelled.Totals.RepairIssues.ShouldBeGreaterThan(0);
        node.SumsAgree(cancelled);

        var done = node.Intake.ReadDelivery(cancelled.Id, progress: null, CancellationToken.None);

        done.State.ShouldBe(DeliveryState.Done);
        node.SumsAgree(done);
        node.Versions().Length.ShouldBe(3);
    }

    [Fact]
    public void A_reader_that_fails_inside_a_message_undoes_it_and_says_why()
    {
        using var node = new IntakeNode(new Interrupted(afterMessages: 1, () => throw new InvalidOperationException("a bug")));
        var delivery = node.Import(Three());

        delivery.State.ShouldBe(DeliveryState.Refused);
        node.SumsAgree(delivery);
        node.See(view => view.Issues(delivery.Id, 0, 10)).ShouldHaveSingleItem().Found.ShouldContain("a bug");
        node.Versions().Select(IntakeNode.Name).ShouldBe([$"A/{BoxA}#1"]);
    }

    [Fact]
    public void Sums_agree_and_the_node_stays_usable_whatever_the_file_holds()
    {
        var sample = Encoding.Latin1.GetBytes(File(
            Message(Original, [Bill("A", containers: [BoxA, BoxB]), Bill("B", containers: BoxB)], equipment: Box(BoxA) + Box(BoxB)),
            Message(Change, [Bill("A", goods: "TEA", containers: BoxC)], reference: "M2"),
            Message(Delete, [Named("B")], reference: "M3")));
        var edits = Gen.Select(Gen.Int[0, sample.Length - 1], Gen.Int[0, 3], Gen.OneOf("'", "+", ":", "?", "\0", "\u001f", "9", "Z", "999999999999999"));
        edits.Array[1, 6].Sample(
            list =>
            {
                var text = Encoding.Latin1.GetString(sample);
                foreach (var (at, kind, put) in list)
                {
                    var i = Math.Min(at, text.Length - 1);
                    text = kind switch
                    {
                        0 => text[..i] + put + text[(i + 1)..],
                        1 => text[..i] + put + text[i..],
                        2 => text.Remove(i, Math.Min(5, text.Length - i - 1)),
                        _ => text[..Math.Max(1, i)],
                    };
                }

                var before = _node.Versions().Length;
                var delivery = _node.Import(text);
                delivery.State.ShouldBeOneOf(DeliveryState.Done, DeliveryState.Refused);
                _node.SumsAgree(delivery);
                if (delivery.Totals is { Redelivered: 0 })
                {
                    _node.See(view => view.VersionsIn(delivery.Id).Count()).ShouldBe(_node.Versions().Length - before);
                }

                _node.See(view => view.Issues(delivery.Id, 0, 100)).ShouldNotContain(i => i.Found.Contains("Exception", StringComparison.Ordinal));
            },
            iter: 150,
            threads: 1);
    }

    public void Dispose() => _node.Dispose();

    /// <summary>The CUSCAR reader, with something that happens after so many messages, inside the next one.</summary>
    private sealed class Interrupted(int afterMessages, Action happen) : ICargoReader
    {
        private readonly CuscarReader _reader = new();
        private bool _happened;

        public string Format => _reader.Format;

        public bool Recognises(ReadOnlySpan<byte> head) => _reader.Recognises(head);

        public void Read(Stream stream, CargoReadOptions options, ICargoSink sink) => _reader.Read(stream, options, new Sink(this, sink, options));

        private sealed class Sink(Interrupted owner, ICargoSink inner, CargoReadOptions options) : ICargoSink
        {
            private int _ended;

            public void Manifest(DeclaredManifest manifest) => inner.Manifest(manifest);

            public void Consignment(DeclaredConsignment consignment)
            {
                inner.Consignment(consignment);
                if (_ended == owner._after && !owner._happened)
                {
                    owner._happened = true;
                    owner._happen();
                    options.Cancellation.ThrowIfCancellationRequested();
                }
            }

            public void Issue(ReadIssue issue) => inner.Issue(issue);

            public void EndOfManifest(ReadOnlySpan<byte> contentHash, bool complete)
            {
                inner.EndOfManifest(contentHash, complete);
                _ended++;
            }
        }

        private readonly int _after = afterMessages;
        private readonly Action _happen = happen;
    }
}
