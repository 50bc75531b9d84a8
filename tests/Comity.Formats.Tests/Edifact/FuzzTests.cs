using Comity.Formats.Cargo;
using Comity.Formats.Edifact;
using CsCheck;

namespace Comity.Formats.Tests.Edifact;

/// <summary>Damaged files, thousands of them: no exception, bounded memory, ordered positions, sums that agree.</summary>
public sealed class FuzzTests
{
    private static readonly CargoReadOptions Tight = new() { LongestPartBytes = 1024, MostHeld = 5 };

    private static readonly byte[][] Samples =
        [.. ApprovedTests.Messages().Select(row => Files.Bytes(row.Data))];

    private static readonly Gen<byte[]> Damaged =
        Gen.Select(Gen.Int[0, Samples.Length - 1], Gen.Int[0, 5], Gen.Int[0, 1 << 20].Array[24]).Select((sample, times, random) =>
        {
            var bytes = (byte[])Samples[sample].Clone();
            for (var i = 0; i <= times && bytes.Length > 0; i++)
            {
                bytes = Damage(bytes, random.AsSpan(i * 4, 4));
            }

            return bytes;
        });

    private static byte[] Damage(byte[] bytes, ReadOnlySpan<int> random)
    {
        var at = random[1] % bytes.Length;
        var to = Math.Min(bytes.Length, at + (random[2] % 200));
        var other = Samples[random[3] % Samples.Length];
        switch (random[0] % 9)
        {
            case 0:
                bytes[at] ^= (byte)(1 << (random[2] % 8));
                return bytes;
            case 1:
                bytes[at] = "+:'?*~\n\r \0\u00ffUNB"u8[random[2] % 14];
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. bytes[to..]];
            case 4:
                return [.. bytes[..at], .. other[(random[2] % other.Length)..]];
            case 5:
                return [.. bytes[..to], .. bytes[at..]];
            case 6:
                // Other service characters from here on.
                var (from, into) = ("+:'?"u8[random[2] % 4], "*|~\\\n"u8[random[3] % 5]);
                bytes.AsSpan(at).Replace(from, into);
                return bytes;
            case 7:
                return [.. bytes[..at], .. new byte[random[2] % 3000].Select(_ => (byte)'X'), .. bytes[at..]];
            default:
                return [.. "UNA:+.? ~"u8, .. bytes];
        }
    }

    [Fact]
    public void Damaged_files_never_break_the_reader() =>
        Gen.Select(Damaged, Gen.Bool).Sample(
            (bytes, tight) =>
            {
                var events = Files.Read(bytes, options: tight ? Tight : null);
                events.InMessage.ShouldBeFalse();
                events.Ends.Count.ShouldBe(events.Manifests.Count);
                foreach (var issue in events.Issues)
                {
                    issue.At.Offset.ShouldBeInRange(0, bytes.Length);
                    (issue.At.Offset + issue.At.Length).ShouldBeLessThanOrEqualTo(bytes.Length);
                    issue.Expected.ShouldNotBeEmpty();
                    issue.Found.Length.ShouldBeLessThanOrEqualTo(201);
                }

                foreach (var consignment in events.Consignments)
                {
                    consignment.At.IsKnown.ShouldBeTrue();
                    (consignment.At.Offset + consignment.At.Length).ShouldBeLessThanOrEqualTo(bytes.Length);
                }
            },
            iter: 10_000, threads: 1);

    [Fact]
    public void The_events_do_not_depend_on_how_many_bytes_the_stream_gives() =>
        Gen.Select(Damaged, Gen.Int[1, 300], Gen.Bool).Sample(
            (bytes, chunk, tight) =>
            {
                var options = tight ? Tight : null;
                Files.Read(bytes, options: options, chunk: chunk).ToString()
                    .ShouldBe(Files.Read(bytes, options: options).ToString());
            },
            iter: 3_000, threads: 1);

    [Fact]
    public void Segments_follow_each_other_and_memory_stays_bounded() =>
        Gen.Select(Damaged, Gen.Int[1, 5000]).Sample(
            (bytes, chunk) =>
            {
                using var stream = new ChunkedStream(bytes, chunk);
                using var reader = new EdifactReader(stream, 1024);
                var (end, ordinal) = (0L, 0);
                while (reader.Read(out var segment))
                {
                    segment.Offset.ShouldBeGreaterThanOrEqualTo(end);
                    segment.Ordinal.ShouldBe(++ordinal);
                    segment.Length.ShouldBeGreaterThanOrEqualTo(0);
                    end = segment.Offset + segment.Length;
                    for (var element = 0; element < segment.ElementCount; element++)
                    {
                        for (var component = 0; component < segment.ComponentCount(element); component++)
                        {
                            segment[element, component].Length.ShouldBeLessThanOrEqualTo(segment.Bytes.Length);
                        }
                    }

                    reader.BufferBytes.ShouldBeLessThanOrEqualTo(1 << 16);
                }

                end.ShouldBeLessThanOrEqualTo(bytes.Length);
            },
            iter: 5_000, threads: 1);

    [Fact]
    public void Bytes_without_any_sense_are_reported_and_nothing_more() =>
        Gen.Byte.Array[0, 3000].Sample(
            bytes =>
            {
                var events = Files.Read(bytes, options: Tight);
                if (bytes.AsSpan().ContainsAnyExcept("\0 \t\r\n"u8))
                {
                    events.Issues.ShouldNotBeEmpty();
                }
            },
            iter: 2_000, threads: 1);
}
