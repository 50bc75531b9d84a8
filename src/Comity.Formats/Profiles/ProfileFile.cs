using System.Globalization;
using System.Text;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Profiles;

/// <summary>A profile and where it stands.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="File">The file it was read from.</param>
/// <param name="Line">The 1-based line where it begins.</param>
/// <param name="CaseLines">The 1-based line of each of its cases.</param>
public sealed record LocatedProfile(Profile Profile, string File, int Line, IReadOnlyList<int> CaseLines);

/// <summary>The profiles that were read, and what was wrong with the others.</summary>
public sealed record ProfileReading(IReadOnlyList<LocatedProfile> Profiles, IReadOnlyList<ProfileDiagnostic> Diagnostics);

/// <summary>
/// Reads risk profiles from YAML files: one profile per document, keys in snake_case, strict. A profile with any error is
/// left out and reported; the others are kept. Nothing here throws for what a file holds.
/// </summary>
public static class ProfileFile
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MaxBytes = 1_000_000;

    /// <summary>Reads one file.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static ProfileReading Read(string path, SubjectSchema schema)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, path, schema);
    }

    /// <summary>Reads one stream; <paramref name="name"/> stands in the diagnostics.</summary>
    public static ProfileReading Read(Stream stream, string name, SubjectSchema schema)
    {
        var profiles = new List<LocatedProfile>();
        var diagnostics = new List<ProfileDiagnostic>();
        ReadInto(stream, name, schema, profiles, diagnostics);
        return WithoutDoubles(profiles, diagnostics);
    }

    /// <summary>Reads every <c>.yaml</c> and <c>.yml</c> file of a folder and its subfolders, in the order of their names.</summary>
    /// <exception cref="IOException">The folder or a file cannot be opened.</exception>
    public static ProfileReading ReadFolder(string folder, SubjectSchema schema)
    {
        var profiles = new List<LocatedProfile>();
        var diagnostics = new List<ProfileDiagnostic>();
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".yaml" or ".yml")
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
        foreach (var file in files)
        {
            using var stream = File.OpenRead(Path.Combine(folder, file));
            ReadInto(stream, file, schema, profiles, diagnostics);
        }

        return WithoutDoubles(profiles, diagnostics);
    }

    private static void ReadInto(
        Stream stream, string name, SubjectSchema schema, List<LocatedProfile> profiles, List<ProfileDiagnostic> diagnostics)
    {
        if (ReadText(stream, out var problem) is not { } text)
        {
            diagnostics.Add(new ProfileDiagnostic(name, 0, 0, problem));
            return;
        }

        var count = 0;
        try
        {
            foreach (var document in YamlTree.Documents(text))
            {
                count++;
                var reader = new ProfileReader(text, name, schema, diagnostics);
                if (reader.Read(document) is { } profile)
                {
                    profiles.Add(profile);
                }
            }
        }
        catch (YamlProblemException e)
        {
            diagnostics.Add(new ProfileDiagnostic(name, e.Place.Line, e.Place.Column, e.Message, e.Suggestion));
            return;
        }

        if (count == 0)
        {
            diagnostics.Add(new ProfileDiagnostic(name, 0, 0, "The file holds no profile."));
        }
    }

    private static string? ReadText(Stream stream, out string problem)
    {
        problem = "";
        var bytes = new byte[MaxBytes + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MaxBytes)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"The file is larger than {MaxBytes} bytes.");
            return null;
        }

        try
        {
            var start = bytes.AsSpan(0, length).StartsWith("\uFEFF"u8) ? 3 : 0;
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes, start, length - start);
        }
        catch (DecoderFallbackException e)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"The file is not UTF-8: byte {e.Index} cannot be read.");
            return null;
        }
    }

    private static ProfileReading WithoutDoubles(List<LocatedProfile> profiles, List<ProfileDiagnostic> diagnostics)
    {
        var first = new Dictionary<string, LocatedProfile>(StringComparer.Ordinal);
        foreach (var profile in profiles)
        {
            if (!first.TryAdd(profile.Profile.Id, profile))
            {
                var other = first[profile.Profile.Id];
                diagnostics.Add(new ProfileDiagnostic(
                    profile.File, profile.Line, 1, string.Create(CultureInfo.InvariantCulture, $"The id {profile.Profile.Id} is taken by {other.File}:{other.Line}.")));
            }
        }

        return new ProfileReading(
            [.. first.Values],
            [.. diagnostics.OrderBy(d => d.File, StringComparer.Ordinal).ThenBy(d => d.Line).ThenBy(d => d.Column)]);
    }
}
