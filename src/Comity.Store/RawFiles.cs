using System.Buffers;
using System.Security.Cryptography;
using Comity.Kernel.Subjects;

namespace Comity.Store;

/// <summary>Raw files in the node's folder: <c>raw/ab/abcd…</c>. Written aside, flushed to disk, then moved into place.</summary>
public sealed class RawFiles(string folder) : IRawFiles
{
    private const int BufferBytes = 1 << 20;
    private const string Aside = ".part";
    private readonly string _root = Path.Combine(folder, "raw");
    private int _isSwept;

    /// <inheritdoc />
    public (string Sha256, long Bytes) Keep(Stream content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_root);
        if (Interlocked.Exchange(ref _isSwept, 1) == 0)
        {
            Sweep();
        }

        var aside = Path.Combine(_root, Path.GetRandomFileName() + Aside);
        try
        {
            var (sha256, bytes) = Write(content, aside, cancellation);
            var place = PathOf(sha256);
            if (!File.Exists(place))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                File.Move(aside, place, overwrite: true);
            }

            return (sha256, bytes);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <inheritdoc />
    public Stream Open(string sha256) => new FileStream(PathOf(sha256), new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.Read,
        BufferSize = 0,
        Options = FileOptions.SequentialScan,
    });

    /// <inheritdoc />
    public bool Delete(string sha256)
    {
        var place = PathOf(sha256);
        var there = File.Exists(place);
        File.Delete(place);
        return there;
    }

    private static (string Sha256, long Bytes) Write(Stream content, string path, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            var bytes = 0L;
            for (int read; (read = content.Read(buffer)) > 0; bytes += read)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
                file.Write(buffer, 0, read);
            }

            file.Flush(flushToDisk: true);
            return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A process that was killed leaves its half-written file. While one is being written it is locked.
    private void Sweep()
    {
        foreach (var left in Directory.EnumerateFiles(_root, "*" + Aside))
        {
            try
            {
                using var unlocked = new FileStream(left, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                File.Delete(left);
            }
            catch (IOException)
            {
                // Another process writes it now.
            }
        }
    }

    private string PathOf(string sha256) =>
        // The name comes from outside: only hexadecimal digits may become a path.
        sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower)
            ? Path.Combine(_root, sha256[..2], sha256)
            : throw new ArgumentException("A raw file is named by 64 lower-case hexadecimal digits.", nameof(sha256));
}
