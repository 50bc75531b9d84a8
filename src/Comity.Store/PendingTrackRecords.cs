using Comity.Kernel.Subjects;

namespace Comity.Store;

/// <summary>
/// The track records that a unit of work has changed and not yet written: an import touches the same ones many times.
/// They are written in the order of their keys, since neighbours share a page, and those of a message can be undone.
/// </summary>
internal sealed class PendingTrackRecords(Statements sql, TrackRecordCache cache) : ITrackRecords, IDisposable
{
    private const int Most = 50_000;

    private readonly Dictionary<(string Kind, string Key), byte[]> _unit = [];
    private readonly Dictionary<(string Kind, string Key), byte[]> _message = [];
    private bool _inMessage;

    // The message was too large to wait for its end: what the unit had before it and what it has so far are written.
    private bool _messageWritten;
    private bool _cacheHoldsUncommitted;

    public byte[]? Get(string kind, string key)
    {
        var name = (kind, key);
        if (_message.TryGetValue(name, out var payload) || (!_messageWritten && _unit.TryGetValue(name, out payload)))
        {
            return payload;
        }

        if (!cache.TryGet(name, out payload))
        {
            payload = sql.Scalar<byte[]>("SELECT payload FROM track_records WHERE key = $2 AND kind = $1", kind, key);
            cache.Put(name, payload);
        }

        return payload;
    }

    public void Put(string kind, string key, byte[] payload)
    {
        var pending = _inMessage ? _message : _unit;
        pending[(kind, key)] = payload;
        if (pending.Count < Most)
        {
            return;
        }

        if (!_inMessage)
        {
            Flush();
            return;
        }

        if (!_messageWritten)
        {
            Write(_unit);
            _messageWritten = true;
        }

        Write(_message);
        _message.Clear();
    }

    public void BeginMessage() => _inMessage = true;

    public void KeepMessage()
    {
        if (_messageWritten)
        {
            _unit.Clear();
        }

        foreach (var (name, payload) in _message)
        {
            _unit[name] = payload;
        }

        EndMessage();
        if (_unit.Count >= Most)
        {
            Flush();
        }
    }

    public void UndoMessage()
    {
        if (_messageWritten)
        {
            cache.Clear();
        }

        EndMessage();
    }

    public void Flush()
    {
        Write(_unit);
        _unit.Clear();
    }

    public void Committed() => _cacheHoldsUncommitted = false;

    public void Dispose()
    {
        if (_cacheHoldsUncommitted)
        {
            cache.Clear();
        }
    }

    private void EndMessage()
    {
        _message.Clear();
        _messageWritten = false;
        _inMessage = false;
    }

    private void Write(Dictionary<(string Kind, string Key), byte[]> pending)
    {
        var names = pending.Keys.ToArray();
        Array.Sort(names, static (a, b) =>
            string.CompareOrdinal(a.Key, b.Key) is var key and not 0 ? key : string.CompareOrdinal(a.Kind, b.Kind));
        foreach (var name in names)
        {
            var payload = pending[name];
            sql.Execute(
                "INSERT INTO track_records (kind, key, payload) VALUES ($1, $2, $3) ON CONFLICT (key, kind) DO UPDATE SET payload = excluded.payload",
                name.Kind, name.Key, payload);
            cache.Put(name, payload);
            _cacheHoldsUncommitted = true;
        }
    }
}
