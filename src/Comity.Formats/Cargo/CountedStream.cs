using System.Security.Cryptography;

namespace Comity.Formats.Cargo;

/// <summary>
/// Reads a file once, forward: counts its bytes, hashes them, tells progress and ends the reading when asked to.
/// </summary>
internal sealed class CountedStream(Stream inner, CargoReadOptions options) : Stream
{
    private const int ProgressStepBytes = 1 << 20;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _told;

    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    /// <summary>Reads what is left and gives the SHA-256 of the whole file.</summary>
    public byte[] HashToEnd()
    {
        var rest = new byte[16 * 1024];
        while (Read(rest) > 0)
        {
        }

        options.Progress?.Invoke(Count);
        return _hash.GetHashAndReset();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        options.Cancellation.ThrowIfCancellationRequested();
        var read = inner.Read(buffer);
        _hash.AppendData(buffer[..read]);
        Count += read;
        if (Count - _told >= ProgressStepBytes)
        {
            _told = Count;
            options.Progress?.Invoke(Count);
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => Count; set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }
}
