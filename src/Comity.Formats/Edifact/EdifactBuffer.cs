using System.Buffers;
using System.Security.Cryptography;

namespace Comity.Formats.Edifact;

/// <summary>
/// A window that slides over a stream. It grows only while its user asks for more bytes without letting go of the
/// first, and hashes what it is told to.
/// </summary>
internal sealed class EdifactBuffer(Stream stream, Action<long>? progress, CancellationToken cancellation) : IDisposable
{
    private const int FirstBytes = 1 << 16;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _start;
    private int _end;
    private long _offset;
    private bool _ended;
    private IncrementalHash? _hash;
    private int _hashFrom = -1;

    /// <summary>The bytes at hand, from the first that was not let go.</summary>
    public ReadOnlySpan<byte> Window => _bytes.AsSpan(_start, _end - _start);

    public int Length => _end - _start;

    /// <summary>Offset in the stream of the window's first byte.</summary>
    public long Offset => _offset + _start;

    /// <summary>Size of the memory behind the window.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>Lets go of the window's first bytes.</summary>
    public void Skip(int count) => _start += count;

    /// <summary>Tries to have a number of bytes in the window; gives how many there are.</summary>
    public int Ensure(int wanted)
    {
        while (_end - _start < wanted && Fill())
        {
        }

        return _end - _start;
    }

    /// <summary>Takes more bytes from the stream. False at its end.</summary>
    public bool Fill()
    {
        if (_ended)
        {
            return false;
        }

        cancellation.ThrowIfCancellationRequested();
        if (_end == _bytes.Length)
        {
            MakeRoom();
        }

        var count = stream.Read(_bytes, _end, _bytes.Length - _end);
        _ended = count == 0;
        _end += count;
        progress?.Invoke(_offset + _end);
        return count > 0;
    }

    /// <summary>Starts hashing at an offset in the window or, when the bytes are gone, with a copy of the first of them.</summary>
    public void StartHash(long offset, ReadOnlySpan<byte> copy)
    {
        _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (offset >= _offset)
        {
            _hashFrom = (int)(offset - _offset);
            return;
        }

        _hash.AppendData(copy);
        _hashFrom = _start;
    }

    /// <summary>Ends hashing before an offset and gives SHA-256.</summary>
    public void EndHash(long before, Span<byte> hash)
    {
        var length = (int)Math.Min(before - _offset, _end) - _hashFrom;
        if (length > 0)
        {
            _hash!.AppendData(_bytes, _hashFrom, length);
        }

        _hashFrom = -1;
        _hash!.GetHashAndReset(hash);
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }

        _hash?.Dispose();
    }

    private void MakeRoom()
    {
        if (_hashFrom >= 0)
        {
            if (_start > _hashFrom)
            {
                _hash!.AppendData(_bytes, _hashFrom, _start - _hashFrom);
            }

            _hashFrom = 0;
        }

        var kept = _end - _start;
        var target = kept > _bytes.Length / 2 ? ArrayPool<byte>.Shared.Rent(_bytes.Length * 2) : _bytes;
        Buffer.BlockCopy(_bytes, _start, target, 0, kept);
        if (!ReferenceEquals(target, _bytes))
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = target;
        }

        _offset += _start;
        _start = 0;
        _end = kept;
    }
}
