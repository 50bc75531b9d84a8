using System.IO.Compression;
using Comity.Formats.Cargo;

namespace Comity.Formats.Ams;

/// <summary>
/// A folder of US vessel-manifest tables, as their publisher hands them out. It becomes one archive, because a delivery is one
/// file kept under its hash; the same tables give the same bytes, so that a second delivery is known as one.
/// </summary>
public static class AmsFolder
{
    // The first moment a zip archive can name: the files' own times would change the bytes.
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether a table stands in the folder.</summary>
    public static bool HasTables(DirectoryInfo folder) => Tables(folder).Any();

    /// <summary>The folder's tables as an archive in a temporary file, which goes when the stream is closed.</summary>
    public static Stream Pack(DirectoryInfo folder, CancellationToken cancellation)
    {
        var packed = TemporaryFile.Create();
        try
        {
            using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach (var table in Tables(folder).OrderBy(f => f.Name, StringComparer.Ordinal))
                {
                    cancellation.ThrowIfCancellationRequested();
                    var entry = archive.CreateEntry(table.Name, CompressionLevel.Fastest);
                    entry.LastWriteTime = Time;
                    using var from = table.OpenRead();
                    using var to = entry.Open();
                    from.CopyTo(to);
                }
            }

            packed.Position = 0;
            return packed;
        }
        catch
        {
            packed.Dispose();
            throw;
        }
    }

    private static IEnumerable<FileInfo> Tables(DirectoryInfo folder) => folder.EnumerateFiles().Where(f => AmsReader.IsTableFile(f.Name));
}
