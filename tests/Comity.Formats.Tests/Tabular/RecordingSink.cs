using Comity.Formats.Cargo;

namespace Comity.Formats.Tests.Tabular;

/// <summary>Keeps everything a reader hands over, and holds it to the contract's order.</summary>
internal sealed class RecordingSink : ICargoSink
{
    private bool _open;

    public List<DeclaredManifest> Manifests { get; } = [];

    public List<(int Manifest, DeclaredConsignment Consignment)> All { get; } = [];

    public List<DeclaredConsignment> Consignments => [.. All.Select(a => a.Consignment)];

    public List<ReadIssue> Issues { get; } = [];

    public List<string> Hashes { get; } = [];

    public List<bool> Complete { get; } = [];

    public List<ReadIssue> Repairs => Issues.FindAll(i => i.Kind == IssueKind.Repair);

    public List<ReadIssue> Quarantines => Issues.FindAll(i => i.Kind == IssueKind.Quarantined);

    public long Met => All.Count + Quarantines.Sum(q => q.Consignments);

    public void Manifest(DeclaredManifest manifest)
    {
        _open.ShouldBeFalse();
        _open = true;
        Manifests.Add(manifest);
    }

    public void Consignment(DeclaredConsignment consignment)
    {
        _open.ShouldBeTrue();
        All.Add((Manifests.Count - 1, consignment));
    }

    public void Issue(ReadIssue issue) => Issues.Add(issue);

    public void EndOfManifest(ReadOnlySpan<byte> contentHash, bool complete)
    {
        _open.ShouldBeTrue();
        _open = false;
        Hashes.Add(Convert.ToHexStringLower(contentHash));
        Complete.Add(complete);
    }

    public void ShouldBeEnded() => _open.ShouldBeFalse();

    /// <summary>Everything that was handed over as one text, to compare two readings.</summary>
    public string Transcript()
    {
        var json = new System.Text.Json.JsonSerializerOptions { WriteIndented = false };
        return string.Join('\n',
        [
            .. Manifests.Select(m => System.Text.Json.JsonSerializer.Serialize(m, json)),
            .. All.Select(c => System.Text.Json.JsonSerializer.Serialize(c.Consignment, json)),
            .. Issues.Select(i => i.ToString()), .. Hashes, .. Complete.Select(c => c.ToString()),
        ]);
    }
}

/// <summary>Gives its bytes in pieces of a fixed size and cannot seek, as a slow connection does.</summary>
internal sealed class PiecewiseStream(byte[] bytes, int piece) : MemoryStream(bytes)
{
    public override bool CanSeek => false;

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(piece, count));

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(piece, buffer.Length)]);
}

/// <summary>A long file that exists only while it is read: a start, a repeated middle, an end.</summary>
internal sealed class RepeatingStream(byte[] start, byte[] middle, long times, byte[] end) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => start.Length + (middle.Length * times) + end.Length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var written = 0;
        while (written < buffer.Length && _position < Length)
        {
            var inMiddle = _position - start.Length;
            var inEnd = inMiddle - (middle.Length * times);
            ReadOnlySpan<byte> from = inMiddle < 0 ? start.AsSpan((int)_position)
                : inEnd < 0 ? middle.AsSpan((int)(inMiddle % middle.Length))
                : end.AsSpan((int)inEnd);
            var length = Math.Min(from.Length, buffer.Length - written);
            from[..length].CopyTo(buffer[written..]);
            written += length;
            _position += length;
        }

        return written;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
