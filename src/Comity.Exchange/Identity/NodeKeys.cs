using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Comity.Exchange.Identity;

/// <summary>This node has no keys, or its key file cannot be used; the message says what to do.</summary>
public sealed class NoKeysException(string message) : Exception(message);

/// <summary>
/// A node's private keys, in a file of its folder that only its account may read. Made once; rotated with an overlap in
/// which messages signed with or encrypted to the older keys are still good.
/// </summary>
public sealed class NodeKeys
{
    /// <summary>How long older keys are good beside their successors: longer than a message may wait.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(90);

    private const string FileName = "exchange-keys.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };
    private readonly string _path;
    private KeyFile _file;

    private NodeKeys(string path, KeyFile file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>The node's name.</summary>
    public string Node => _file.Node;

    /// <summary>Whether a folder has keys.</summary>
    public static bool Exist(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Opens the keys of a node.</summary>
    /// <exception cref="NoKeysException">There are none, or the file is damaged.</exception>
    public static NodeKeys Open(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var file = JsonSerializer.Deserialize<KeyFile>(File.ReadAllBytes(path), Json);
            return file is { Keys.Count: > 0 } ? new NodeKeys(path, file) : throw new NoKeysException($"{path} holds no keys; put the copy of it back.");
        }
        catch (IOException error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NoKeysException("This node has no keys yet. Make them with 'comity exchange init NAME'.");
        }
        catch (JsonException error)
        {
            throw new NoKeysException($"{path} cannot be read ({error.Message}); put the copy of it back.");
        }
    }

    /// <summary>Makes the keys of a node and its name known; they must not exist.</summary>
    /// <param name="folder">The node's folder.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="title">The authority's name for people.</param>
    /// <param name="address">Where it listens, or null.</param>
    /// <param name="now">The time.</param>
    public static NodeKeys Make(string folder, string node, string title, string? address, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        var first = NewPair(now);
        var keys = new NodeKeys(
            Path.Combine(folder, FileName), new KeyFile(node, title, 1, first[0].Public.Id(), address, first, Convert.ToBase64String(NewCertificate(node, now))));
        keys.Save(FileMode.CreateNew);
        return keys;
    }

    /// <summary>Makes new keys; the older ones stay good for <see cref="Overlap"/>.</summary>
    /// <returns>The new card, signed with the key before, by which partners know it.</returns>
    public string Rotate(DateTimeOffset now)
    {
        var signer = Current(KeyUse.Sign);
        var ended = _file.Keys.Where(key => key.Public.Until is not { } until || until > now)
            .Select(key => key with { Public = key.Public with { Until = key.Public.Until ?? now.ToUniversalTime() + Overlap } });
        _file = _file with { Serial = _file.Serial + 1, Keys = [.. ended, .. NewPair(now)] };
        Save(FileMode.Create);
        using var key = signer.Sign();
        return Card.Sign(key, signer.Public.Id());
    }

    /// <summary>What this node says of itself.</summary>
    public NodeCard Card => new(
        _file.Node, _file.Title, _file.Serial, _file.RootKeyId, [.. _file.Keys.Select(key => key.Public)], _file.Address,
        Convert.ToHexStringLower(SHA256.HashData(Certificate().RawData)));

    /// <summary>The card for a new partner, signed with the first key, whose fingerprint people compare.</summary>
    /// <exception cref="NoKeysException">The first key has ended.</exception>
    public string SignedCard()
    {
        var root = _file.Keys.FirstOrDefault(key => key.Public.Id() == _file.RootKeyId)
            ?? throw new NoKeysException("The first key of this node has ended; new partners need a node with new keys.");
        using var key = root.Sign();
        return Card.Sign(key, root.Public.Id());
    }

    /// <summary>The key that signs now: what makes it ready, for whoever disposes it, and its name.</summary>
    public (Func<ECDsa> Key, string Id) Signer() => (Current(KeyUse.Sign).Sign, Current(KeyUse.Sign).Public.Id());

    /// <summary>The oldest key that is still good, by which a partner knows this node that has not heard of newer ones.</summary>
    public (Func<ECDsa> Key, string Id) OldestSigner(DateTimeOffset at)
    {
        var oldest = _file.Keys.First(key => key.Public.Use == KeyUse.Sign && (key.Public.Until is not { } until || at <= until));
        return (oldest.Sign, oldest.Public.Id());
    }

    /// <summary>The private key of a name that messages may be encrypted to; the caller disposes it. Null when it is not ours or has ended.</summary>
    public ECDiffieHellman? Decryptor(string id, DateTimeOffset at) =>
        _file.Keys.FirstOrDefault(key => key.Public.Use == KeyUse.Encrypt && key.Public.Id() == id && (key.Public.Until is not { } until || at <= until))?.Agree();

    /// <summary>The certificate with which the node serves and calls; partners know it from the card.</summary>
    public X509Certificate2 Certificate() => X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(_file.Certificate), null);

    private HeldKey Current(KeyUse use) => _file.Keys.Last(key => key.Public.Use == use && key.Public.Until is null);

    private static HeldKey[] NewPair(DateTimeOffset now)
    {
        using var sign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var agree = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return
        [
            new HeldKey(PublicKey.Of(KeyUse.Sign, sign.ExportParameters(false), now), Convert.ToBase64String(sign.ExportPkcs8PrivateKey())),
            new HeldKey(PublicKey.Of(KeyUse.Encrypt, agree.ExportParameters(false), now), Convert.ToBase64String(agree.ExportPkcs8PrivateKey())),
        ];
    }

    private static byte[] NewCertificate(string node, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={node}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-2), now.AddYears(10));
        return certificate.Export(X509ContentType.Pkcs12);
    }

    private void Save(FileMode mode)
    {
        if (mode == FileMode.CreateNew && File.Exists(_path))
        {
            throw new NoKeysException($"This node has keys already ({_path}).");
        }

        var aside = _path + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(aside, options))
        {
            JsonSerializer.Serialize(file, _file, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, _path, overwrite: true);
    }

    private sealed record KeyFile(string Node, string Title, long Serial, string RootKeyId, string? Address, IReadOnlyList<HeldKey> Keys, string Certificate);

    private sealed record HeldKey(PublicKey Public, string Private)
    {
        public ECDsa Sign()
        {
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(Private), out _);
            return key;
        }

        public ECDiffieHellman Agree()
        {
            var key = ECDiffieHellman.Create();
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(Private), out _);
            return key;
        }
    }
}
