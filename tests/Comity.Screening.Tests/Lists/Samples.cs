using Comity.Screening.Lists;

namespace Comity.Screening.Tests.Lists;

/// <summary>A list read to its end.</summary>
internal sealed record Reading(string Format, IReadOnlyList<ListedEntity> Entities, ListReport Report)
{
    public ListedEntity this[string id] => Entities.Single(entity => entity.Id == id);
}

/// <summary>The lists of Data/lists and what is made from them.</summary>
internal static class Samples
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Data", "lists", name);

    public static ListFile File(string name) => new(name, () => System.IO.File.OpenRead(Path(name)));

    public static ListFile Bytes(string name, byte[] content) => new(name, () => new MemoryStream(content));

    public static ListFile Text(string name, string content) => Bytes(name, System.Text.Encoding.UTF8.GetBytes(content));

    public static Reading Read(params IEnumerable<ListFile> files)
    {
        var source = ListFormats.Recognise(files, out var unrecognised).ShouldHaveSingleItem();
        unrecognised.ShouldBeEmpty();
        var report = new ListReport();
        return new Reading(source.Reader.Format, [.. source.Read(report)], report);
    }
}
