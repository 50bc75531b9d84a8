using Comity.Kernel.Subjects;

namespace Comity.Programmes.Tests.Containers.History;

/// <summary>Track records without a store.</summary>
internal sealed class DictionaryMemory : ITrackRecords
{
    private readonly Dictionary<(string Kind, string Key), byte[]> _payloads = [];

    public byte[]? Get(string kind, string key) => _payloads.GetValueOrDefault((kind, key));

    public void Put(string kind, string key, byte[] payload) => _payloads[(kind, key)] = payload;
}
