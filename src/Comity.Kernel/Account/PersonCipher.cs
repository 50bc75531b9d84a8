using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Comity.Kernel.Account;

/// <summary>An entry cannot be opened; the message says why.</summary>
public sealed class CannotOpenException(string message) : Exception(message);

/// <summary>A key that seals entries of persons' files.</summary>
/// <param name="Id">Its number; the highest seals what is written.</param>
/// <param name="Bytes">32 random bytes.</param>
public sealed record PersonKey(int Id, byte[] Bytes);

/// <summary>
/// Seals entries with AES-256-GCM (NIST SP 800-38D): who has the store without the keys reads nothing, and an entry that was
/// changed, or moved to another file or place, does not open. Sealed bytes are: key number (4, big-endian), nonce (12), tag
/// (16), cipher text.
/// </summary>
public sealed class PersonCipher
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = sizeof(int) + NonceBytes + TagBytes;
    private readonly Dictionary<int, byte[]> _keys;
    private readonly int _newest;

    /// <summary>A cipher with its keys; earlier ones only open.</summary>
    public PersonCipher(IReadOnlyCollection<PersonKey> keys)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count, nameof(keys));
        _keys = keys.ToDictionary(key => key.Id, key => key.Bytes);
        _newest = _keys.Keys.Max();
    }

    /// <summary>Seals an entry for its place.</summary>
    public byte[] Seal(string programme, string number, int place, ReadOnlySpan<byte> entry)
    {
        var box = new byte[HeaderBytes + entry.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, _newest);
        var nonce = box.AsSpan(sizeof(int), NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_keys[_newest], TagBytes);
        aes.Encrypt(nonce, entry, box.AsSpan(HeaderBytes), box.AsSpan(sizeof(int) + NonceBytes, TagBytes), Place(programme, number, place));
        return box;
    }

    /// <summary>Opens an entry.</summary>
    /// <exception cref="CannotOpenException">The key is missing, or the bytes are not those that were sealed for this place.</exception>
    public byte[] Open(string programme, string number, int place, ReadOnlySpan<byte> box)
    {
        if (box.Length < HeaderBytes)
        {
            throw new CannotOpenException($"Entry {place} of {number} is cut: {box.Length} bytes found, {HeaderBytes} or more expected.");
        }

        var id = BinaryPrimitives.ReadInt32BigEndian(box);
        if (!_keys.TryGetValue(id, out var key))
        {
            throw new CannotOpenException($"Entry {place} of {number} was sealed with key {id}, which is not among the keys of this node.");
        }

        var entry = new byte[box.Length - HeaderBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(box.Slice(sizeof(int), NonceBytes), box[HeaderBytes..], box.Slice(sizeof(int) + NonceBytes, TagBytes), entry, Place(programme, number, place));
            return entry;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new CannotOpenException($"Entry {place} of {number} is not what was sealed there: it was changed or moved.");
        }
    }

    private static byte[] Place(string programme, string number, int place) => Encoding.UTF8.GetBytes($"{programme}\n{number}\n{place}");
}
