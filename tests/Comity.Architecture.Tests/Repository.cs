namespace Comity.Architecture.Tests;

/// <summary>The repository's files as they stand, without what builds and tools leave behind.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["/artifacts/", "/.git/", "/bin/", "/obj/"];

    public static string Root { get; } = FindRoot();

    /// <summary>All files whose name ends so, by path relative to the root; never empty, since a rule over nothing holds nothing.</summary>
    public static IReadOnlyList<string> Files(string under, params string[] endings)
    {
        var found = Directory.EnumerateFiles(Path.Combine(Root, under), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !Array.Exists(NotOurs, part => ("/" + file).Contains(part, StringComparison.Ordinal)))
            .Where(file => endings.Length == 0 || Array.Exists(endings, ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .ToArray();
        found.ShouldNotBeEmpty($"nothing in '{under}' ends in {string.Join(", ", endings)}");
        return found;
    }

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Comity.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
