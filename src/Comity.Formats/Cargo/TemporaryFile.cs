namespace Comity.Formats.Cargo;

/// <summary>Files a reader needs while it reads; the system deletes them when they are closed or the process ends.</summary>
internal static class TemporaryFile
{
    public static FileStream Create() => new(
        Path.Combine(Path.GetTempPath(), "comity-" + Path.GetRandomFileName()),
        new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 64 * 1024,
        });

    /// <summary>
    /// Reads a file once for its hash and gives a stream over it that can seek: the given one, or a copy of it on disk
    /// (which the caller closes).
    /// </summary>
    public static (Stream Seekable, byte[] Hash, IDisposable? Copy) Seekable(Stream stream, CargoReadOptions options)
    {
        using var counted = new CountedStream(stream, options);
        if (stream.CanSeek)
        {
            var start = stream.Position;
            var hash = counted.HashToEnd();
            stream.Position = start;
            return (stream, hash, null);
        }

        var copy = Create();
        counted.CopyTo(copy);
        copy.Position = 0;
        return (copy, counted.HashToEnd(), copy);
    }
}
