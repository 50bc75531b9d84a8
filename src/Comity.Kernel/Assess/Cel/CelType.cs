namespace Comity.Kernel.Assess.Cel;

/// <summary>The kinds of CEL type and value.</summary>
public enum CelKind : byte
{
    /// <summary>Not known before evaluation.</summary>
    Dyn,

    /// <summary>CEL <c>null_type</c>.</summary>
    Null,

    /// <summary>CEL <c>bool</c>.</summary>
    Bool,

    /// <summary>CEL <c>int</c>, 64 bits signed.</summary>
    Int,

    /// <summary>CEL <c>uint</c>, 64 bits unsigned.</summary>
    Uint,

    /// <summary>CEL <c>double</c>.</summary>
    Double,

    /// <summary>CEL <c>string</c>, a sequence of code points.</summary>
    String,

    /// <summary>CEL <c>bytes</c>.</summary>
    Bytes,

    /// <summary>An instant with nanoseconds, years 1 to 9999.</summary>
    Timestamp,

    /// <summary>A signed span in nanoseconds, at most about 292 years.</summary>
    Duration,

    /// <summary>A type as a value.</summary>
    Type,

    /// <summary>CEL <c>list</c>.</summary>
    List,

    /// <summary>CEL <c>map</c>.</summary>
    Map,

    /// <summary>CEL <c>optional_type</c>.</summary>
    Optional,

    /// <summary>An IP address of the network extension.</summary>
    IpAddress,

    /// <summary>An address range (CIDR) of the network extension.</summary>
    IpNetwork,

    /// <summary>A type an environment declares by name only.</summary>
    Abstract,

    /// <summary>A type parameter of a function's declaration.</summary>
    Parameter,

    /// <summary>The result of missing facts.</summary>
    Unknown,

    /// <summary>The result of a failed operation.</summary>
    Error,
}

/// <summary>A CEL type, such as <c>list(string)</c>.</summary>
public sealed class CelType : IEquatable<CelType>
{
    private CelType(CelKind kind, string name, params CelType[] parameters) =>
        (Kind, Name, Parameters) = (kind, name, parameters);

    /// <summary>Any type; decided when the condition is evaluated.</summary>
    public static CelType Dyn { get; } = new(CelKind.Dyn, "dyn");

    /// <summary>The type of <c>null</c>.</summary>
    public static CelType Null { get; } = new(CelKind.Null, "null_type");

    /// <summary>Truth values.</summary>
    public static CelType Bool { get; } = new(CelKind.Bool, "bool");

    /// <summary>64-bit integers.</summary>
    public static CelType Int { get; } = new(CelKind.Int, "int");

    /// <summary>64-bit unsigned integers.</summary>
    public static CelType Uint { get; } = new(CelKind.Uint, "uint");

    /// <summary>Floating-point numbers.</summary>
    public static CelType Double { get; } = new(CelKind.Double, "double");

    /// <summary>Texts.</summary>
    public static CelType String { get; } = new(CelKind.String, "string");

    /// <summary>Byte strings.</summary>
    public static CelType Bytes { get; } = new(CelKind.Bytes, "bytes");

    /// <summary>Instants.</summary>
    public static CelType Timestamp { get; } = new(CelKind.Timestamp, "google.protobuf.Timestamp");

    /// <summary>Spans of time.</summary>
    public static CelType Duration { get; } = new(CelKind.Duration, "google.protobuf.Duration");

    /// <summary>Types as values.</summary>
    public static CelType Type { get; } = new(CelKind.Type, "type");

    /// <summary>IP addresses.</summary>
    public static CelType IpAddress { get; } = new(CelKind.IpAddress, "net.IP");

    /// <summary>IP address ranges.</summary>
    public static CelType IpNetwork { get; } = new(CelKind.IpNetwork, "net.CIDR");

    /// <summary>The kind.</summary>
    public CelKind Kind { get; }

    /// <summary>The name, without parameters.</summary>
    public string Name { get; }

    /// <summary>The element type of a list, key and value type of a map, and so on.</summary>
    public IReadOnlyList<CelType> Parameters { get; }

    /// <summary>A list of elements.</summary>
    public static CelType List(CelType element) => new(CelKind.List, "list", element);

    /// <summary>A map from keys to values.</summary>
    public static CelType Map(CelType key, CelType value) => new(CelKind.Map, "map", key, value);

    /// <summary>A value that may be absent.</summary>
    public static CelType Optional(CelType value) => new(CelKind.Optional, "optional_type", value);

    /// <summary>A type known by name only.</summary>
    public static CelType Abstract(string name, params CelType[] parameters) => new(CelKind.Abstract, name, parameters);

    internal static CelType Parameter(string name) => new(CelKind.Parameter, name);

    internal CelType With(CelType[] parameters) => new(Kind, Name, parameters);

    /// <inheritdoc/>
    public bool Equals(CelType? other) =>
        other is not null && Kind == other.Kind && Name == other.Name && Parameters.SequenceEqual(other.Parameters);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CelType);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, string.GetHashCode(Name, StringComparison.Ordinal), Parameters.Count);

    /// <summary>The type as CEL documentation writes it.</summary>
    public override string ToString() => Kind switch
    {
        CelKind.Timestamp => "timestamp",
        CelKind.Duration => "duration",
        _ when Parameters.Count > 0 => $"{Name}({string.Join(", ", Parameters)})",
        _ => Name,
    };
}
