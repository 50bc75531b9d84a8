using System.Text.Json;
using System.Text.Json.Serialization;
using Comity.Kernel.Account;

namespace Comity.Programmes;

/// <summary>Files made of entries of one kind, sealed for their place in the store of persons' files.</summary>
/// <typeparam name="T">The entries; a union named by <c>$type</c>.</typeparam>
/// <param name="cipher">Seals and opens.</param>
/// <param name="programme">The name of the programme in the store.</param>
public sealed class SealedEntries<T>(PersonCipher cipher, string programme)
    where T : class
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The numbers of all files in the order they were begun.</summary>
    public IReadOnlyList<string> Numbers(IPersonFileView files) => files.Numbers(programme);

    /// <summary>The entries of a file, oldest first; none when there is no such file.</summary>
    /// <exception cref="CannotOpenException">The file does not open.</exception>
    public IReadOnlyList<T> Read(IPersonFileView files, string number) =>
        [.. files.Entries(programme, number).Select((entry, i) => JsonSerializer.Deserialize<T>(cipher.Open(programme, number, i + 1, entry), Json)!)];

    /// <summary>Adds an entry.</summary>
    /// <exception cref="PersonFileChangedException">The place is taken: somebody else wrote meanwhile.</exception>
    public void Append(IPersonFileWriter files, string number, int place, T entry) =>
        files.Append(programme, number, place, cipher.Seal(programme, number, place, JsonSerializer.SerializeToUtf8Bytes(entry, Json)));
}
