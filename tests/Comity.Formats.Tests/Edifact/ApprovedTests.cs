namespace Comity.Formats.Tests.Edifact;

/// <summary>Every message in Data/cargo gives exactly what stands in the text file beside it.</summary>
public sealed class ApprovedTests
{
    public static TheoryData<string> Messages()
    {
        var data = new TheoryData<string>();
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Data", "cargo"), "*.edi").Order(StringComparer.Ordinal))
        {
            data.Add(Path.GetFileName(file));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_gives_the_approved_events(string name)
    {
        var approved = Path.Combine(AppContext.BaseDirectory, "Data", "cargo", Path.ChangeExtension(name, ".txt"));
        var found = Files.Read(Files.Bytes(name), Files.Reader(name)).ToString();

        File.Exists(approved).ShouldBeTrue($"{approved} is missing; the reader gave:\n{found}");
        found.ShouldBe(File.ReadAllText(approved), $"{name} gave:\n{found}");
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_recognised_by_its_own_reader_only(string name)
    {
        var head = Files.Bytes(name);
        var own = Files.Reader(name).Format;

        string[] recognised = [.. new[] { "cuscar", "baplie", "coprar" }.Where(kind => Files.Reader(kind).Recognises(head))];

        recognised.ShouldBe([own]);
    }
}
