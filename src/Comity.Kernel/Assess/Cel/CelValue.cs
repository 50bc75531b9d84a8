using System.Net;
using System.Runtime.CompilerServices;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Cel;

/// <summary>
/// A value while a condition is evaluated, an error, or an unknown with the ordinals of the facts that are missing.
/// Errors are values because <c>&amp;&amp;</c> and <c>||</c> absorb them.
/// </summary>
internal readonly struct CelValue
{
    private readonly object? _reference;
    private readonly long _bits;
    private readonly int _nanos;

    private CelValue(CelKind kind, long bits, object? reference = null, int nanos = 0) =>
        (Kind, _bits, _reference, _nanos) = (kind, bits, reference, nanos);

    public static CelValue Null => new(CelKind.Null, 0);

    public static CelValue True => new(CelKind.Bool, 1);

    public static CelValue False => new(CelKind.Bool, 0);

    public CelKind Kind { get; }

    public bool IsError => Kind == CelKind.Error;

    public bool IsUnknown => Kind == CelKind.Unknown;

    /// <summary>Whether it is a value rather than an error or an unknown.</summary>
    public bool IsKnown => Kind < CelKind.Unknown;

    public bool IsTrue => Kind == CelKind.Bool && _bits != 0;

    public bool Bool => _bits != 0;

    public long Int => _bits;

    public ulong Uint => (ulong)_bits;

    public double Double => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>The text of a string, the name of a type, the message of an error.</summary>
    public string Text => Unsafe.As<string>(_reference!);

    public byte[] Bytes => (byte[])_reference!;

    public CelMap Map => (CelMap)_reference!;

    public IPAddress Address => (IPAddress)_reference!;

    public IpRange Network => (IpRange)_reference!;

    /// <summary>Of a timestamp: seconds since 1970.</summary>
    public long Seconds => _bits;

    /// <summary>Of a timestamp: nanoseconds after the second.</summary>
    public int Nanos => _nanos;

    /// <summary>Of a duration: nanoseconds.</summary>
    public long DurationNanos => _bits;

    /// <summary>Of an optional: whether there is a value.</summary>
    public bool HasValue => _reference is not null;

    /// <summary>Of an optional: the value.</summary>
    public CelValue OptionalValue => ((CelValue[])_reference!)[0];

    public int Count => _reference is CelValue[] values ? values.Length : ((IReadOnlyList<string>)_reference!).Count;

    public CelValue this[int index] =>
        _reference is CelValue[] values ? values[index] : Of(((IReadOnlyList<string>)_reference!)[index]);

    public static CelValue Of(bool value) => new(CelKind.Bool, value ? 1 : 0);

    public static CelValue Of(long value) => new(CelKind.Int, value);

    public static CelValue Of(ulong value) => new(CelKind.Uint, (long)value);

    public static CelValue Of(double value) => new(CelKind.Double, BitConverter.DoubleToInt64Bits(value));

    public static CelValue Of(string value) => new(CelKind.String, 0, value);

    public static CelValue Of(byte[] value) => new(CelKind.Bytes, 0, value);

    public static CelValue Of(CelValue[] items) => new(CelKind.List, 0, items);

    public static CelValue Of(IReadOnlyList<string> items) => new(CelKind.List, 0, items);

    public static CelValue Of(CelMap map) => new(CelKind.Map, 0, map);

    public static CelValue Of(IPAddress address) => new(CelKind.IpAddress, 0, address);

    public static CelValue Of(IpRange network) => new(CelKind.IpNetwork, 0, network);

    public static CelValue Timestamp(long seconds, int nanos) => new(CelKind.Timestamp, seconds, null, nanos);

    public static CelValue Duration(long nanos) => new(CelKind.Duration, nanos);

    public static CelValue TypeNamed(string name) => new(CelKind.Type, 0, name);

    public static CelValue Some(CelValue value) => new(CelKind.Optional, 0, new[] { value });

    public static CelValue None => new(CelKind.Optional, 0);

    public static CelValue Error(string message) => new(CelKind.Error, 0, message);

    public static CelValue Unknown(int ordinal) => new(CelKind.Unknown, ordinal);

    /// <summary>The fact with a record's value, or unknown.</summary>
    public static CelValue OfFact(object? fact, int ordinal) => fact switch
    {
        null => Unknown(ordinal),
        string text => Of(text),
        long number => Of(number),
        double number => Of(number),
        bool truth => Of(truth),
        IReadOnlyList<string> texts => Of(texts),
        DateTimeOffset instant => Timestamp(
            Math.DivRem(instant.UtcTicks, TimeSpan.TicksPerSecond, out var ticks) - CelTime.UnixEpochSeconds,
            (int)ticks * 100),
        _ => Error($"a fact cannot be a {fact.GetType().Name}"),
    };

    /// <summary>The type a schema's field is seen as.</summary>
    public static CelType TypeOf(FactType type) => type switch
    {
        FactType.Boolean => CelType.Bool,
        FactType.Integer => CelType.Int,
        FactType.Number => CelType.Double,
        FactType.Text => CelType.String,
        FactType.Timestamp => CelType.Timestamp,
        FactType.TextList => CelType.List(CelType.String),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>The unknown that lacks the facts of both.</summary>
    public static CelValue Merge(CelValue a, CelValue b)
    {
        if (a._reference is null && b._reference is null && a._bits == b._bits)
        {
            return a;
        }

        return new CelValue(CelKind.Unknown, -1, a.Missing().Union(b.Missing()).Order().ToArray());
    }

    /// <summary>Of an unknown: the ordinals of the missing facts, ascending.</summary>
    public int[] Missing() => _reference is int[] ordinals ? ordinals : [(int)_bits];

    /// <summary>The name of the value's type.</summary>
    public string TypeName => Kind switch
    {
        CelKind.Null => CelType.Null.Name,
        CelKind.Bool => CelType.Bool.Name,
        CelKind.Int => CelType.Int.Name,
        CelKind.Uint => CelType.Uint.Name,
        CelKind.Double => CelType.Double.Name,
        CelKind.String => CelType.String.Name,
        CelKind.Bytes => CelType.Bytes.Name,
        CelKind.Timestamp => CelType.Timestamp.Name,
        CelKind.Duration => CelType.Duration.Name,
        CelKind.Type => CelType.Type.Name,
        CelKind.List => "list",
        CelKind.Map => "map",
        CelKind.Optional => "optional_type",
        CelKind.IpAddress => CelType.IpAddress.Name,
        CelKind.IpNetwork => CelType.IpNetwork.Name,
        _ => throw new InvalidOperationException($"A {Kind} has no type."),
    };

    /// <summary>The value as .NET sees a literal or a reason.</summary>
    public object? ToObject() => Kind switch
    {
        CelKind.Null => null,
        CelKind.Bool => Bool,
        CelKind.Int => Int,
        CelKind.Uint => Uint,
        CelKind.Double => Double,
        CelKind.Timestamp => CelTime.ToDateTimeOffset(this),
        CelKind.Duration => TimeSpan.FromTicks(DurationNanos / 100),
        _ => _reference,
    };
}

/// <summary>A map in the order of its entries; numeric keys of different types are one key when they are equal.</summary>
internal sealed class CelMap
{
    private readonly Dictionary<CelValue, CelValue> _entries = new(KeyComparer.Instance);
    private readonly List<CelValue> _keys = [];

    public IReadOnlyList<CelValue> Keys => _keys;

    public bool TryAdd(CelValue key, CelValue value)
    {
        if (!_entries.TryAdd(key, value))
        {
            return false;
        }

        _keys.Add(key);
        return true;
    }

    public bool TryGet(CelValue key, out CelValue value) => _entries.TryGetValue(Whole(key), out value);

    public CelValue this[CelValue key] => _entries[key];

    public static bool CanBeKey(CelValue value) => value.Kind is CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.String;

    // A double finds the entry of the integer it is exactly; doubles are never keys themselves.
    private static CelValue Whole(CelValue key) => key.Kind != CelKind.Double || Math.Floor(key.Double) != key.Double ? key : key.Double switch
    {
        >= 0 and < 18446744073709551616.0 => CelValue.Of((ulong)key.Double),
        < 0 and >= -9223372036854775808.0 => CelValue.Of((long)key.Double),
        _ => key,
    };

    private sealed class KeyComparer : IEqualityComparer<CelValue>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals(CelValue x, CelValue y) => CelEquality.ScalarsEqual(x, y);

        public int GetHashCode(CelValue value) => value.Kind switch
        {
            CelKind.String => string.GetHashCode(value.Text, StringComparison.Ordinal),
            CelKind.Bool => value.Bool ? 1 : 2,
            CelKind.Int or CelKind.Uint => value.Int.GetHashCode(),
            _ => 0,
        };
    }
}
