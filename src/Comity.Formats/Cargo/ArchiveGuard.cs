using System.IO.Compression;

namespace Comity.Formats.Cargo;

/// <summary>
/// Limits for zip archives: sizes are judged by what really comes out, not only by what the archive declares.
/// </summary>
internal static class ArchiveGuard
{
    /// <summary>Most a workbook may hold when unpacked: it is partly held in memory (shared texts).</summary>
    public const long MostUnpackedBytes = 512L << 20;

    /// <summary>Ordinary text packs 5 to 50 fold; deflate reaches 1,032 at most, for repetition only.</summary>
    public const int MostRatio = 200;

    /// <summary>Below this a high ratio harms nobody.</summary>
    public const long HarmlessBytes = 16L << 20;

    private const int MostEntries = 10_000;

    /// <summary>Whether so many bytes out of so many packed ones are no honest table.</summary>
    public static bool IsBomb(long unpacked, long packed) => unpacked > HarmlessBytes && unpacked / Math.Max(packed, 1) > MostRatio;

    /// <summary>
    /// Unpacks a workbook into nothing and says what is wrong with it: found and expected, or <see langword="null"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">The archive is damaged.</exception>
    public static (string Found, string Expected)? Inspect(ZipArchive archive, int longestTextBytes, CancellationToken cancellation)
    {
        if (archive.Entries.Count > MostEntries)
        {
            return ($"an archive of {archive.Entries.Count} entries", $"at most {MostEntries}");
        }

        if (archive.Entries.Sum(e => (decimal)e.Length) > MostUnpackedBytes)
        {
            return ($"an archive that declares {archive.Entries.Sum(e => (decimal)e.Length)} bytes unpacked", $"at most {MostUnpackedBytes}");
        }

        var buffer = new byte[64 * 1024];
        long total = 0;
        foreach (var entry in archive.Entries)
        {
            using var stream = entry.Open();
            long unpacked = 0, run = 0;
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                unpacked += read;
                total += read;
                if (IsBomb(unpacked, entry.CompressedLength) || total > MostUnpackedBytes)
                {
                    return ($"{entry.FullName} unpacks to more than {unpacked} bytes from {entry.CompressedLength}",
                        $"at most {MostRatio} times its packed size and {MostUnpackedBytes} bytes in all");
                }

                if (entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) && LongestRun(buffer.AsSpan(0, read), ref run) > longestTextBytes)
                {
                    return ($"{entry.FullName} has a text or cell longer than {longestTextBytes} bytes", "shorter cells");
                }
            }
        }

        return null;
    }

    /// <summary>Longest stretch between two tags, carried over from one buffer to the next.</summary>
    private static long LongestRun(ReadOnlySpan<byte> bytes, ref long run)
    {
        long longest = 0;
        while (!bytes.IsEmpty)
        {
            var tag = bytes.IndexOf((byte)'<');
            run += tag < 0 ? bytes.Length : tag;
            longest = Math.Max(longest, run);
            if (tag < 0)
            {
                break;
            }

            run = 0;
            bytes = bytes[(tag + 1)..];
        }

        return longest;
    }
}
