using System.Xml;

namespace Comity.Screening.Lists.Internal;

/// <summary>
/// Gives a parser no more than a limit of bytes between two refills: a tag, comment or attribute that never ends stops it before it fills
/// the memory.
/// </summary>
internal sealed class MeteredStream(Stream inner) : Stream
{
    private const int MostBytes = 1 << 24;
    private int _left = MostBytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Refill() => _left = MostBytes;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        _left -= read;
        return _left >= 0 ? read : throw new XmlException("A tag, comment or attribute of more than 16 MiB.");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
