using System.Security.Cryptography;
using System.Text;
using Comity.Formats.Cargo;
using Comity.Formats.Cuscar;
using Comity.Formats.Edifact;

namespace Comity.Formats.Tests.Edifact;

public sealed class EnvelopeTests
{
    private const string Bill = "BGM+85+M+9'TDT+20+1'CNI+1+B1'GID+1+5:CT'";

    [Fact]
    public void A_right_interchange_has_no_issue()
    {
        var events = Files.Read(Files.Interchange(Bill));

        events.Issues.ShouldBeEmpty();
        events.Consignments.ShouldHaveSingleItem().BillNumber!.Value.Value.ShouldBe("B1");
    }

    [Fact]
    public void The_hash_is_that_of_the_bytes_from_UNH_to_UNT()
    {
        var text = Files.Interchange(Bill);
        var message = text[text.IndexOf("UNH", StringComparison.Ordinal)..text.IndexOf("'UNZ", StringComparison.Ordinal)];

        var end = Files.Read(text).Ends.ShouldHaveSingleItem();

        end.ShouldBe((Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(message))), true));
    }

    [Fact]
    public void The_hash_is_the_same_over_many_buffers_and_in_another_interchange()
    {
        var many = string.Concat(Enumerable.Range(1, 20_000).Select(i => $"CNI+{i}+B{i}'"));
        var text = Files.Interchange("BGM+85+M+9'" + many);

        var events = Files.Read(text + text.Replace("SENDER", "S", StringComparison.Ordinal));

        events.Consignments.Count.ShouldBe(40_000);
        events.Ends.Count.ShouldBe(2);
        events.Ends[0].ShouldBe(events.Ends[1]);
        events.Issues.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("UNT+6+M1", "UNT+9+M1", "6 segments")]
    [InlineData("UNT+6+M1", "UNT+6+M2", "reference of UNH: M1")]
    [InlineData("UNZ+1+REF1", "UNZ+3+REF1", "1 messages")]
    [InlineData("UNZ+1+REF1", "UNZ+1+OTHER", "reference of UNB: REF1")]
    public void Wrong_counts_and_references_are_repairs(string right, string wrong, string expected)
    {
        var events = Files.Read(Files.Interchange(Bill).Replace(right, wrong, StringComparison.Ordinal));

        events.Issues.ShouldHaveSingleItem().Expected.ShouldStartWith(expected);
        events.Consignments.Count.ShouldBe(1);
        events.Ends[0].Complete.ShouldBeTrue();
    }

    [Fact]
    public void Another_interchange_may_have_other_delimiters_without_saying_so()
    {
        var first = Files.Interchange(Bill);
        var second = first.Replace('\'', '~').Replace('+', '^').Replace("B1", "B2", StringComparison.Ordinal);

        var events = Files.Read(first + second);

        events.Consignments.Select(consignment => consignment.BillNumber!.Value.Value).ShouldBe(["B1", "B2"]);
        events.Issues.ShouldHaveSingleItem().Expected.ShouldContain("service characters");
    }

    [Fact]
    public void An_interchange_cut_in_a_segment_does_not_swallow_the_next()
    {
        var first = Files.Interchange(Bill + "CNI+2+CUT'" + $"FTX+AAA+++{new string('X', 300)}");
        var second = Files.Interchange(Bill).Replace('\'', '~').Replace("B1", "B2", StringComparison.Ordinal);

        var events = Files.Read(first[..(first.IndexOf("XXX", StringComparison.Ordinal) + 280)] + second);

        events.Consignments.Select(consignment => consignment.BillNumber!.Value.Value).ShouldBe(["B1", "CUT", "B2"]);
        events.Ends.Select(end => end.Complete).ShouldBe([false, true]);
    }

    [Fact]
    public void A_lost_terminator_at_a_line_end_costs_nothing()
    {
        var lines = Files.Interchange(Bill).Replace("'", "'\r\n", StringComparison.Ordinal);

        var events = Files.Read(lines.Replace("CNI+1+B1'", "CNI+1+B1", StringComparison.Ordinal));

        events.Consignments.ShouldHaveSingleItem().Goods.Count.ShouldBe(1);
        events.Issues.ShouldHaveSingleItem().At.Segment.ShouldBe(5);
    }

    [Fact]
    public void Line_ends_may_be_the_terminators()
    {
        var events = Files.Read(Files.Interchange(Bill).Replace("'", "\n", StringComparison.Ordinal));

        events.Consignments.ShouldHaveSingleItem().BillNumber!.Value.Value.ShouldBe("B1");
    }

    [Fact]
    public void A_file_wrapped_at_80_columns_is_read()
    {
        var text = Files.Text("own-cuscar-d96b.edi").Replace("\n", "", StringComparison.Ordinal);
        var wrapped = string.Join("\r\n", text.Chunk(80).Select(line => new string(line)));

        var events = Files.Read(wrapped);

        events.Consignments.Count.ShouldBe(4);
        events.Issues.ShouldHaveSingleItem().Expected.ShouldBe("no line end inside a segment");
    }

    [Theory]
    [InlineData("UNOC:3", "CAF\u00C9", 0)]
    [InlineData("UNOA:1", "CAF\u00C9", 1)]
    [InlineData("UNOY:3", "CAF\u00C9", 1)]
    public void Bytes_outside_the_declared_character_set_are_told_once_a_message(string syntax, string name, int repairs)
    {
        var events = Files.Read(Files.Interchange(Bill + $"NAD+CN+++{name}'NAD+CZ+++{name}'", syntax: syntax));

        events.Consignments[0].Consignee!.Name!.Value.Value.ShouldBe("CAF\u00C9");
        events.Consignments[0].Repaired.ShouldBe(repairs > 0);
        events.Issues.Count.ShouldBe(repairs);
    }

    [Theory]
    [InlineData("UNOE:3", "iso-8859-5", "\u0421\u0423\u0414\u041D\u041E")]
    [InlineData("UNOF:3", "iso-8859-7", "\u039D\u0391\u0399\u0391")]
    [InlineData("UNOY:3", "utf-8", "\u8239\u8236")]
    public void The_syntax_identifier_names_the_character_set(string syntax, string encoding, string name)
    {
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);

        var events = Files.Read(bytes.GetBytes(Files.Interchange(Bill + $"NAD+CN+++{name}'", syntax: syntax)));

        events.Consignments[0].Consignee!.Name!.Value.Value.ShouldBe(name);
        events.Issues.ShouldBeEmpty();
    }

    [Fact]
    public void Another_encoding_of_the_file_is_named()
    {
        var text = Files.Interchange(Bill);

        Files.Read(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(text)).ToArray())
            .Issues[0].Expected.ShouldContain("UTF-16");
        Files.Read(CodePagesEncodingProvider.Instance.GetEncoding(37)!.GetBytes(text)).Issues[0].Expected.ShouldContain("EBCDIC");
    }

    [Fact]
    public void Released_characters_are_text()
    {
        var events = Files.Read(Files.Interchange(Bill + "FTX+AAA+++A?+B?:C?'D??E'"));

        events.Consignments[0].Goods[0].Description!.Value.Value.ShouldBe("A+B:C'D?E");
    }

    [Fact]
    public void A_message_without_UNH_is_read()
    {
        var text = Files.Interchange(Bill);

        var events = Files.Read(text.Replace("UNH+M1+CUSCAR:D:95B:UN'", "", StringComparison.Ordinal));

        events.Consignments.Count.ShouldBe(1);
        events.Repairs.First().Expected.ShouldBe("UNH");
    }

    [Fact]
    public void Two_hundred_megabytes_in_one_segment_are_skipped_in_little_memory()
    {
        var head = Encoding.Latin1.GetBytes("UNB+UNOC:3+S+R+240102:0304+1'UNH+1+CUSCAR:D:95B:UN'BGM+85+M+9'CNI+1+A'FTX+AAA+++");
        var tail = Encoding.Latin1.GetBytes("'GID+1+1:CT'CNI+2+B'UNT+7+1'UNZ+1+1'");
        using var stream = new LongStream(head, 200L << 20, tail);
        var sink = new EventText();

        var before = GC.GetAllocatedBytesForCurrentThread();
        new CuscarReader().Read(stream, new CargoReadOptions(), sink);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(16L << 20);
        sink.Consignments.Select(consignment => consignment.BillNumber!.Value.Value).ShouldBe(["A", "B"]);
        sink.Consignments[0].Repaired.ShouldBeTrue();
        var issue = sink.Issues.ShouldHaveSingleItem();
        issue.Kind.ShouldBe(IssueKind.Quarantined);
        issue.At.Length.ShouldBe((200 << 20) + "FTX+AAA+++".Length);
    }

    [Fact]
    public void Separators_without_end_in_one_segment_are_bounded_too()
    {
        var events = Files.Read(Files.Interchange(Bill + "FTX+AAA+++" + new string(':', 100_000) + "'CNI+2+B2'"));

        events.Consignments.Count.ShouldBe(2);
        events.Quarantined.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_file_of_lines_without_any_terminator_is_read()
    {
        var lines = string.Concat(Enumerable.Range(1, 30_000).Select(i => $"CNI+{i}+B{i}\r\n\r\n"));

        var events = Files.Read("UNB+UNOC:3+S+R+240102:0304+1'\nUNH+1+CUSCAR:D:95B:UN'\nBGM+85+M+9'\n" + lines);

        events.Consignments.Count.ShouldBe(30_000);
    }

    [Fact]
    public void Progress_and_cancellation_reach_the_caller()
    {
        using var source = new CancellationTokenSource();
        var seen = new List<long>();
        var options = new CargoReadOptions
        {
            Cancellation = source.Token,
            Progress = bytes =>
            {
                seen.Add(bytes);
                if (bytes > 500)
                {
                    source.Cancel();
                }
            },
        };

        Should.Throw<OperationCanceledException>(
            () => Files.Read(Files.Bytes("cuscar-d95b-msc-style.edi"), options: options, chunk: 100));

        seen.ShouldBe([100, 200, 300, 400, 500, 600]);
    }

    [Fact]
    public void A_segment_gives_elements_and_components()
    {
        using var stream = new MemoryStream("NAD+CZ+++NAME?'S:TWO++'"u8.ToArray());
        using var reader = new EdifactReader(stream, 4096);

        reader.Read(out var segment).ShouldBeTrue();

        segment.ElementCount.ShouldBe(7);
        segment.ComponentCount(4).ShouldBe(2);
        Encoding.ASCII.GetString(segment[4, 0]).ShouldBe("NAME?'S");
        Encoding.ASCII.GetString(segment[4, 1]).ShouldBe("TWO");
        segment[2, 0].IsEmpty.ShouldBeTrue();
        segment[4, 2].IsEmpty.ShouldBeTrue();
        segment[99, 0].IsEmpty.ShouldBeTrue();
        reader.Read(out _).ShouldBeFalse();
    }

    /// <summary>A head, any number of the same byte and a tail, without holding them.</summary>
    private sealed class LongStream(byte[] head, long filling, byte[] tail) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => head.Length + filling + tail.Length;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var part = _position < head.Length ? head.AsSpan((int)_position)
                : _position < head.Length + filling ? default
                : tail.AsSpan((int)(_position - head.Length - filling));
            var fill = part.IsEmpty && _position < head.Length + filling;
            var length = fill ? (int)Math.Min(count, head.Length + filling - _position) : Math.Min(count, part.Length);
            if (fill)
            {
                buffer.AsSpan(offset, length).Fill((byte)'X');
            }
            else
            {
                part[..length].CopyTo(buffer.AsSpan(offset));
            }

            _position += length;
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
