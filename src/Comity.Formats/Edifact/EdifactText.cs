using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Comity.Formats.Edifact;

/// <summary>
/// Turns a segment's bytes into text in the interchange's character set (UNB 0001), taking release characters out.
/// Values that come again and again (places, codes, parties) share one string.
/// </summary>
internal sealed class EdifactText
{
    private const int PoolSlots = 4096;
    private const int LongestPooledBytes = 128;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string?[] _pool = new string?[PoolSlots];
    private Encoding? _encoding;
    private byte[] _joined = new byte[256];
    private int _joinedLength;

    /// <summary>The syntax identifier in force, or empty when no UNB was read.</summary>
    public string CharacterSet { get; private set; } = "";

    /// <summary>Set when bytes were met that the declared character set does not have; the reader of the flag clears it.</summary>
    public bool Misread { get; set; }

    /// <summary>Takes the character set from a syntax identifier (ISO 9735 annex A). False when it is unknown.</summary>
    public bool TrySetCharacterSet(ReadOnlySpan<byte> identifier)
    {
        CharacterSet = Encoding.Latin1.GetString(identifier);
        var part = identifier is [(byte)'U', (byte)'N', (byte)'O', var level] ? level : (byte)0;
        _encoding = part switch
        {
            (byte)'C' => Encoding.Latin1,
            (byte)'D' => Iso8859(2),
            (byte)'E' => Iso8859(5),
            (byte)'F' => Iso8859(7),
            (byte)'G' => Iso8859(3),
            (byte)'H' => Iso8859(4),
            (byte)'I' => Iso8859(6),
            (byte)'J' => Iso8859(8),
            (byte)'K' => Iso8859(9),
            (byte)'L' => Iso8859(15),
            (byte)'W' or (byte)'Y' => StrictUtf8,
            _ => null,
        };
        return _encoding is not null || part is (byte)'A' or (byte)'B' || CharacterSet is "IATA" or "IATB";
    }

    /// <summary>Forgets the character set: another interchange begins.</summary>
    public void Reset()
    {
        CharacterSet = "";
        _encoding = null;
    }

    /// <summary>The text of a component without outer blanks, or <see langword="null"/> when nothing is left.</summary>
    public string? Get(in EdifactSegment segment, int element, int component = 0) => Get(segment[element, component], segment.Release);

    /// <inheritdoc cref="Get(in EdifactSegment, int, int)"/>
    public string? Get(ReadOnlySpan<byte> raw, byte release)
    {
        raw = raw.Trim((byte)' ');
        if (raw.IsEmpty)
        {
            return null;
        }

        if (!raw.Contains(release))
        {
            return Decode(raw);
        }

        _joinedLength = 0;
        Append(raw, release);
        return Joined();
    }

    /// <summary>Adds a component to the text being joined, behind a separator when it is not the first.</summary>
    public void Join(ReadOnlySpan<byte> raw, byte release, ReadOnlySpan<byte> separator)
    {
        if (_joinedLength > 0)
        {
            Append(separator, release: 0);
        }

        Append(raw.Trim((byte)' '), release);
    }

    /// <summary>The text joined since the last call, or <see langword="null"/> when there is none.</summary>
    public string? Joined()
    {
        var length = _joinedLength;
        _joinedLength = 0;
        return length == 0 ? null : Decode(_joined.AsSpan(0, length));
    }

    private void Append(ReadOnlySpan<byte> raw, byte release)
    {
        if (_joined.Length < _joinedLength + raw.Length)
        {
            Array.Resize(ref _joined, (int)BitOperations.RoundUpToPowerOf2((uint)(_joinedLength + raw.Length)));
        }

        while (release != 0 && raw.IndexOf(release) is var hit && hit >= 0 && hit + 1 < raw.Length)
        {
            raw[..hit].CopyTo(_joined.AsSpan(_joinedLength));
            _joinedLength += hit;
            _joined[_joinedLength++] = raw[hit + 1];
            raw = raw[(hit + 2)..];
        }

        raw.CopyTo(_joined.AsSpan(_joinedLength));
        _joinedLength += raw.Length;
    }

    private string Decode(ReadOnlySpan<byte> bytes)
    {
        if (!Ascii.IsValid(bytes))
        {
            return DecodeBeyondAscii(bytes);
        }

        if (bytes.Length > LongestPooledBytes)
        {
            return Encoding.ASCII.GetString(bytes);
        }

        ref var slot = ref _pool[Hash(bytes)];
        if (slot is null || !Ascii.Equals(bytes, slot))
        {
            slot = Encoding.ASCII.GetString(bytes);
        }

        return slot;
    }

    private string DecodeBeyondAscii(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (_encoding is not null)
            {
                return _encoding.GetString(bytes);
            }

            // No character beyond ASCII was declared: well-formed UTF-8 is hardly ever anything else.
            Misread = true;
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            Misread = true;
            return Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>A quick mix of eight bytes at a time; it only has to spread over the slots.</summary>
    private static int Hash(ReadOnlySpan<byte> bytes)
    {
        const ulong Odd = 0x9E3779B97F4A7C15;
        var hash = (ulong)bytes.Length;
        while (bytes.Length >= sizeof(ulong))
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * Odd;
            hash ^= hash >> 32;
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes)
        {
            hash = (hash ^ b) * Odd;
        }

        return (int)(hash >> 40) & (PoolSlots - 1);
    }

    private static Encoding Iso8859(int part) =>
        CodePagesEncodingProvider.Instance.GetEncoding(
            28590 + part, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;
}
