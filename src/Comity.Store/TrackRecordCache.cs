namespace Comity.Store;

/// <summary>
/// Track records that were used lately; only the one open unit of work touches it. Ports see the same parties every
/// week, so most look-ups of an import end here. Cleared when full, which costs a few reads. Kinds with few records
/// are held whole: what is not among them, as nearly every party is not among the seizures, needs no query.
/// </summary>
internal sealed class TrackRecordCache
{
    /// <summary>A kind with more records than this is not held whole.</summary>
    public const int MostOfWholeKind = 2_000;

    private const int Most = 100_000;
    private readonly Dictionary<(string Kind, string Key), byte[]?> _payloads = [];

    // Null: there are too many to hold.
    private readonly Dictionary<string, Dictionary<string, byte[]>?> _kinds = new(StringComparer.Ordinal);

    /// <summary>Whether it is known how many records a kind has.</summary>
    public bool Knows(string kind) => _kinds.ContainsKey(kind);

    /// <summary>Takes in the records of a kind, or one more than may be held.</summary>
    public void Hold(string kind, IReadOnlyCollection<(string Key, byte[] Payload)> records) =>
        _kinds[kind] = records.Count <= MostOfWholeKind
            ? records.ToDictionary(r => r.Key, r => r.Payload, StringComparer.Ordinal)
            : null;

    public bool TryGet((string Kind, string Key) name, out byte[]? payload)
    {
        if (_kinds.GetValueOrDefault(name.Kind) is { } whole)
        {
            payload = whole.GetValueOrDefault(name.Key);
            return true;
        }

        return _payloads.TryGetValue(name, out payload);
    }

    /// <summary>Notes what a record is: null when there is none.</summary>
    public void Put((string Kind, string Key) name, byte[]? payload)
    {
        if (payload is not null && _kinds.GetValueOrDefault(name.Kind) is { } whole)
        {
            whole[name.Key] = payload;
            if (whole.Count <= MostOfWholeKind)
            {
                return;
            }

            _kinds[name.Kind] = null;
        }

        if (_payloads.Count >= Most)
        {
            _payloads.Clear();
        }

        _payloads[name] = payload;
    }

    public void Clear()
    {
        _payloads.Clear();
        _kinds.Clear();
    }
}
