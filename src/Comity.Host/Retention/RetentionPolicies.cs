using System.Text.Json;

namespace Comity.Host.Retention;

/// <summary>The policies of retention cannot be used; the message says what is wrong.</summary>
public sealed class BadRetentionException(string message) : Exception(message);

/// <summary>How long one kind of data is kept, and why no longer.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Action">What is done then: <c>delete</c>.</param>
/// <param name="Days">After how many days; null keeps it until somebody says.</param>
/// <param name="LegalBasis">The law that asks for it.</param>
public sealed record RetentionPolicy(string Kind, string Title, string Action, int? Days, string LegalBasis);

/// <summary>Reads policies of retention: those of the node's folder, otherwise those that come with Comity.</summary>
public static class RetentionPolicies
{
    /// <summary>The file in the node's folder.</summary>
    public const string FileName = "retention.json";

    /// <summary>The kinds that there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["raw-files", "consignments", "sessions", "links"];

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The policies of a node.</summary>
    /// <exception cref="BadRetentionException">They cannot be used.</exception>
    public static IReadOnlyList<RetentionPolicy> Of(string folder)
    {
        var own = Path.Combine(folder, FileName);
        using var stream = File.Exists(own) ? File.OpenRead(own) : typeof(RetentionPolicies).Assembly.GetManifestResourceStream("retention.json")!;
        return Read(stream);
    }

    /// <summary>Reads policies: a list with each kind at most once.</summary>
    /// <exception cref="BadRetentionException">They cannot be used.</exception>
    public static IReadOnlyList<RetentionPolicy> Read(Stream json)
    {
        RetentionPolicy[] policies;
        try
        {
            policies = JsonSerializer.Deserialize<RetentionPolicy[]>(json, Json) ?? [];
        }
        catch (JsonException error)
        {
            throw new BadRetentionException($"{FileName} cannot be read: {error.Message}");
        }

        foreach (var policy in policies)
        {
            var wrong = !Kinds.Contains(policy.Kind, StringComparer.Ordinal) ? $"the kind '{policy.Kind}'; expected one of {string.Join(", ", Kinds)}"
                : policies.Count(other => other.Kind == policy.Kind) > 1 ? $"'{policy.Kind}' twice"
                : policy.Action != "delete" ? $"the action '{policy.Action}' for '{policy.Kind}'; expected delete"
                : policy.Days is < 1 ? $"{policy.Days} days for '{policy.Kind}'; expected 1 or more, or null"
                : policy.LegalBasis.Trim().Length == 0 ? $"no legal_basis for '{policy.Kind}'"
                : null;
            if (wrong is not null)
            {
                throw new BadRetentionException($"{FileName} has {wrong}.");
            }
        }

        return policies;
    }
}
