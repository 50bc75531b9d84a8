using System.Text.Json;
using System.Text.Json.Serialization;
using Comity.Kernel.Account;

namespace Comity.Programmes.Victims;

/// <summary>The victims' register of a node: cases in sealed files.</summary>
public sealed class VictimFiles(PersonCipher cipher)
{
    /// <summary>The name of the programme in the store.</summary>
    public const string Programme = "victims";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Reads an entry as it is exchanged with other programs: a JSON object with <c>$type</c>.</summary>
    /// <exception cref="JsonException">It is none; the message says where and what.</exception>
    public static VictimEntry Entry(string json) => JsonSerializer.Deserialize<VictimEntry>(json, Json) ?? throw new JsonException("An entry is an object with $type.");

    /// <summary>All cases in the order they were opened.</summary>
    /// <exception cref="CannotOpenException">A file does not open.</exception>
    public IEnumerable<VictimCase> All(IPersonFileView files) => files.Numbers(Programme).Select(number => Find(files, number)!);

    /// <summary>A case, or null.</summary>
    /// <exception cref="CannotOpenException">Its file does not open.</exception>
    public VictimCase? Find(IPersonFileView files, string number)
    {
        var entries = files.Entries(Programme, number);
        return entries.Count == 0
            ? null
            : VictimCase.Of(number, entries.Select((entry, i) => JsonSerializer.Deserialize<VictimEntry>(cipher.Open(Programme, number, i + 1, entry), Json)!));
    }

    /// <summary>Takes one step of a case and keeps it.</summary>
    /// <param name="files">The store.</param>
    /// <param name="known">The case as it was read, or <see cref="VictimCase.Numbered"/> for a new one.</param>
    /// <param name="entry">The step.</param>
    /// <exception cref="DeedRefusedException">It is not allowed.</exception>
    /// <exception cref="PersonFileChangedException">The case was changed since it was read.</exception>
    public VictimCase Add(IPersonFileWriter files, VictimCase known, VictimEntry entry)
    {
        var next = known.With(entry);
        var place = next.Entries.Count;
        files.Append(Programme, known.Number, place, cipher.Seal(Programme, known.Number, place, JsonSerializer.SerializeToUtf8Bytes(entry, Json)));
        return next;
    }
}
