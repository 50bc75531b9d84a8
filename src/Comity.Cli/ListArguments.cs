using Comity.Screening.Lists;

namespace Comity.Cli;

/// <summary>Files and folders named on the command line, as lists.</summary>
internal static class ListArguments
{
    /// <summary>The files, and those of the folders by name.</summary>
    public static IEnumerable<ListFile> Open(IEnumerable<string> paths) =>
        paths.SelectMany(path => Directory.Exists(path) ? Directory.EnumerateFiles(path).Order(StringComparer.Ordinal) : (IEnumerable<string>)[path])
            .Select(path => new ListFile(Path.GetFileName(path), () => File.OpenRead(path)));

    /// <summary>The one list a path holds; otherwise says why not and gives null.</summary>
    public static ListSource? One(string path)
    {
        var sources = ListFormats.Recognise(Open([path]), out var unrecognised);
        TellUnrecognised(unrecognised);
        if (sources is [var source])
        {
            return source;
        }

        Console.Error.WriteLine($"{path} holds {sources.Count} lists; expected one.");
        return null;
    }

    /// <summary>Names the files that no reader knows.</summary>
    public static void TellUnrecognised(IReadOnlyList<ListFile> files)
    {
        foreach (var file in files)
        {
            Console.Error.WriteLine(
                $"{file.Name}: found no known list format, expected one of {string.Join(", ", ListFormats.Readers.Select(reader => reader.Format))}; the file was left out.");
        }
    }
}
