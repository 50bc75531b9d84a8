using System.Security.Cryptography;
using System.Text.Json;
using Comity.Kernel.Account;

namespace Comity.Host;

/// <summary>The keys of persons' files cannot be read or made; the message says where they are looked for.</summary>
public sealed class PersonKeysException(string message) : Exception(message);

/// <summary>
/// The keys that seal persons' files. They lie apart from the node's folder, so that a copy of the folder alone reads
/// nothing: in the folder that <c>COMITY_KEYS</c> names, otherwise in the user's settings folder.
/// </summary>
public sealed class PersonKeys
{
    private const string SettingKind = "persons";
    private const string SettingKey = "keys";
    private readonly string _file;

    private PersonKeys(string file, IReadOnlyList<PersonKey> keys) => (_file, Keys) = (file, keys);

    /// <summary>The keys, oldest first.</summary>
    public IReadOnlyList<PersonKey> Keys { get; }

    /// <summary>The cipher with these keys.</summary>
    public PersonCipher Cipher => new(Keys);

    /// <summary>The folder used when none is named.</summary>
    public static string DefaultFolder =>
        Environment.GetEnvironmentVariable("COMITY_KEYS") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.Create), "comity", "keys");

    /// <summary>The keys of a node; the first time, they are made.</summary>
    /// <exception cref="PersonKeysException">They are missing or cannot be used.</exception>
    public static PersonKeys For(INodeStore store) => For(store, DefaultFolder);

    /// <summary>The keys of a node in a folder of keys.</summary>
    /// <exception cref="PersonKeysException">They are missing or cannot be used.</exception>
    public static PersonKeys For(INodeStore store, string folder)
    {
        string? ring;
        using (var view = store.Read())
        {
            ring = view.Setting(SettingKind, SettingKey);
        }

        if (ring is not null)
        {
            var file = FileOf(folder, ring);
            return File.Exists(file)
                ? new PersonKeys(file, Read(file))
                : throw new PersonKeysException($"The keys of this node's persons' files are not in {file}. Put the copy of that file there, or name its folder in COMITY_KEYS.");
        }

        // The keys are on the disk before the node relies on them.
        ring = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var keys = new PersonKeys(FileOf(folder, ring), []).WithNewKey();
        using var unit = store.Begin();
        unit.SaveSetting(SettingKind, SettingKey, ring);
        unit.Commit();
        return keys;
    }

    /// <summary>One more key, which seals from now on; the earlier ones stay to open.</summary>
    public PersonKeys WithNewKey()
    {
        var next = new PersonKeys(_file, [.. Keys, new PersonKey(Keys.Count == 0 ? 1 : Keys[^1].Id + 1, RandomNumberGenerator.GetBytes(32))]);
        next.Write();
        return next;
    }

    /// <summary>Only the newest key, after everything was sealed anew with it.</summary>
    public PersonKeys OnlyNewest()
    {
        var next = new PersonKeys(_file, [Keys[^1]]);
        next.Write();
        return next;
    }

    private static string FileOf(string folder, string ring) => Path.Combine(folder, $"persons-{ring}.json");

    private static IReadOnlyList<PersonKey> Read(string file)
    {
        try
        {
            var keys = JsonSerializer.Deserialize<PersonKey[]>(File.ReadAllBytes(file)) ?? [];
            return keys.Length > 0 && keys.All(key => key is { Bytes.Length: 32 }) && keys.Select(key => key.Id).Distinct().Count() == keys.Length
                ? [.. keys.OrderBy(key => key.Id)]
                : throw new PersonKeysException($"{file} holds no usable keys: expected a list of numbered keys of 32 bytes.");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new PersonKeysException($"The keys of the persons' files cannot be read from {file}: {error.Message}");
        }
    }

    private void Write()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            var fresh = _file + ".new";
            File.Delete(fresh);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(fresh, options))
            {
                JsonSerializer.Serialize(stream, Keys);
                stream.Flush(flushToDisk: true);
            }

            File.Move(fresh, _file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PersonKeysException($"The keys of the persons' files cannot be written to {_file}: {error.Message}");
        }
    }
}
