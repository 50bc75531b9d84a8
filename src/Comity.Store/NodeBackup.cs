using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Comity.Store;

/// <summary>A backup cannot be made or used; the message says why.</summary>
public sealed class BackupRefusedException(string message) : Exception(message);

/// <summary>What a backup holds.</summary>
/// <param name="Files">How many files.</param>
/// <param name="Bytes">Their size together.</param>
/// <param name="MadeAt">When it was made.</param>
public sealed record BackupContents(int Files, long Bytes, DateTimeOffset MadeAt);

/// <summary>
/// A node's folder as one zip file with the SHA-256 of everything in it. It can be made while the node is served: each
/// database is copied as it stood at one moment, and raw files, which are kept before anything refers to them, come after.
/// What can be computed anew (movement history, chunks) stays out.
/// </summary>
public static class NodeBackup
{
    private const string Manifest = "backup.json";
    private const int Format = 1;
    private static readonly string[] Databases = ["node.db", "authority.db"];
    private static readonly string[] Passing = ["node.db-wal", "node.db-shm", "authority.db-wal", "authority.db-shm", "writer.lock", "writer.txt"];
    private static readonly string[] Computed = ["history.duckdb", "history.duckdb.wal", "chunks"];

    /// <summary>Writes a backup. The file holds every secret of the node; only its owner may read it.</summary>
    /// <exception cref="BackupRefusedException">There is no node, or the file exists.</exception>
    public static BackupContents Write(string folder, string file, DateTimeOffset at)
    {
        if (!File.Exists(Path.Combine(folder, Databases[0])))
        {
            throw new BackupRefusedException($"There is no node in {folder}.");
        }

        if (File.Exists(file))
        {
            throw new BackupRefusedException($"{file} exists; a backup is never written over another.");
        }

        var work = Directory.CreateTempSubdirectory("comity-backup-").FullName;
        var part = file + ".part";
        try
        {
            var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
            long bytes = 0;
            using (var stream = new FileStream(part, Private(FileMode.CreateNew)))
            using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
            {
                foreach (var name in Databases.Where(name => File.Exists(Path.Combine(folder, name))))
                {
                    bytes += Add(zip, CopyDatabase(Path.Combine(folder, name), Path.Combine(work, name)), name, hashes);
                }

                foreach (var (path, name) in Others(folder))
                {
                    bytes += Add(zip, path, name, hashes);
                }

                using var manifest = zip.CreateEntry(Manifest).Open();
                JsonSerializer.Serialize(manifest, new Contents(Format, at, hashes));
            }

            File.Move(part, file);
            return new BackupContents(hashes.Count, bytes, at);
        }
        finally
        {
            File.Delete(part);
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>Restores a backup into a folder that holds nothing yet. All of it is checked before the folder appears.</summary>
    /// <exception cref="BackupRefusedException">The folder holds something, or the file is no whole backup.</exception>
    public static BackupContents Restore(string file, string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new BackupRefusedException($"{folder} holds something already; restore into a folder that does not exist, with --data.");
        }

        var part = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + ".part";
        try
        {
            using var zip = ZipFile.OpenRead(file);
            var contents = Read(zip) ?? throw new BackupRefusedException($"{file} is no backup of a node: it has no readable {Manifest} of format {Format}.");
            if (zip.Entries.Select(entry => entry.FullName).FirstOrDefault(name => name != Manifest && !contents.Files.ContainsKey(name)) is { } stray)
            {
                throw new BackupRefusedException($"{file} holds {stray}, which its list does not name.");
            }

            Directory.CreateDirectory(part);
            var bytes = contents.Files.Sum(named => Extract(zip, file, named.Key, named.Value, part));
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }

            Directory.Move(part, folder);
            return new BackupContents(contents.Files.Count, bytes, contents.MadeAt);
        }
        catch (InvalidDataException)
        {
            throw new BackupRefusedException($"{file} is no zip file, or a damaged one.");
        }
        finally
        {
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }
        }
    }

    private static IEnumerable<(string Path, string Name)> Others(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => (Path: path, Name: Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')))
            .Where(file => !Databases.Concat(Passing).Concat(Computed).Contains(file.Name.Split('/')[0], StringComparer.Ordinal))
            .OrderBy(file => file.Name, StringComparer.Ordinal);

    private static string CopyDatabase(string from, string to)
    {
        using var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = from, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = to, Pooling = false }.ToString());
        source.Open();
        target.Open();
        source.BackupDatabase(target);
        return to;
    }

    private static long Add(ZipArchive zip, string path, string name, SortedDictionary<string, string> hashes)
    {
        using var source = File.OpenRead(path);
        using var target = zip.CreateEntry(name).Open();
        hashes.Add(name, Copy(source, target, out var bytes));
        return bytes;
    }

    private static long Extract(ZipArchive zip, string file, string name, string sha256, string folder)
    {
        var path = Path.GetFullPath(Path.Combine(folder, name));
        if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new BackupRefusedException($"{file} names {name}, which lies outside the node's folder.");
        }

        var entry = zip.GetEntry(name) ?? throw new BackupRefusedException($"{file} lacks {name}, which its list names.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var source = entry.Open();
        using var target = new FileStream(path, Private(FileMode.CreateNew));
        return Copy(source, target, out var bytes) == sha256
            ? bytes
            : throw new BackupRefusedException($"{name} in {file} was changed since the backup was made.");
    }

    private static string Copy(Stream source, Stream target, out long bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        bytes = 0;
        for (int read; (read = source.Read(buffer)) > 0; bytes += read)
        {
            hash.AppendData(buffer, 0, read);
            target.Write(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Contents? Read(ZipArchive zip)
    {
        try
        {
            using var stream = zip.GetEntry(Manifest)?.Open();
            return stream is not null && JsonSerializer.Deserialize<Contents>(stream) is { Format: Format } contents ? contents : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private sealed record Contents(int Format, DateTimeOffset MadeAt, SortedDictionary<string, string> Files);
}
