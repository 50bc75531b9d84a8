using System.Text;
using Comity.Formats.Awmds;
using Comity.Formats.Cargo;
using Comity.Formats.Cuscar;
using Comity.Formats.Detection;
using Comity.Kernel.Account;
using Comity.Kernel.Assess;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Intake;
using Comity.Programmes.Containers.Subject;
using Comity.Screening.Watch;
using Comity.Store;

namespace Comity.Programmes.Tests.Containers.Intake;

/// <summary>A node in a temporary folder that takes manifests in through the real readers.</summary>
public sealed class IntakeNode : IDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("comity-intake-").FullName;

    public IntakeNode(params ICargoReader[] readers)
    {
        Store = SqliteNodeStore.Open(_folder, ConsignmentSchema.Schema);
        Raw = new RawFiles(_folder);
        Intake = new ManifestIntake(
            Store, Raw, new CargoFormats(readers.Length > 0 ? readers : [new CuscarReader(), new AwmdsReader()]),
            new ProfileSetInUse(ProfileSet.Compile(ConsignmentSchema.Schema, []).Set), new WatchShelf(Store));
    }

    public INodeStore Store { get; }

    public IRawFiles Raw { get; }

    public ManifestIntake Intake { get; }

    public Delivery Import(string text, DateTimeOffset? at = null) => Import(Encoding.Latin1.GetBytes(text), at);

    public Delivery Import(byte[] bytes, DateTimeOffset? at = null) =>
        Intake.Import("file", new MemoryStream(bytes), "SENDER", at ?? Noon, progress: null, CancellationToken.None);

    /// <summary>Imports until it is cancelled from within.</summary>
    public Delivery ImportUntil(string text, CancellationToken cancelled) =>
        Intake.Import("file", new MemoryStream(Encoding.Latin1.GetBytes(text)), "SENDER", Noon, progress: null, cancelled);

    public T See<T>(Func<INodeView, T> read)
    {
        using var view = Store.Read();
        return read(view);
    }

    /// <summary>Every version in order of arrival.</summary>
    public SubjectVersion[] Versions() => See(view => view.VersionsAfter(0).ToArray());

    /// <summary>What stands now: bill, container and version of each subject that is not withdrawn.</summary>
    public string[] Standing() => [.. Versions()
        .GroupBy(v => v.SubjectId).Select(g => g.Last()).Where(v => !v.Deleted).Select(Name).Order(StringComparer.Ordinal)];

    public static string Name(SubjectVersion v) => $"{v.Record["bill.number"]}/{v.Record["container.number"]}#{v.Version}";

    /// <summary>The promises that hold for every delivery, whatever was in the file.</summary>
    public void SumsAgree(Delivery delivery)
    {
        delivery.Totals.Met.ShouldBe(delivery.Totals.Clean + delivery.Totals.Repaired + delivery.Totals.Quarantined);
        var issues = See(view => view.Issues(delivery.Id, 0, int.MaxValue));
        issues.Count(i => !i.Quarantined).ShouldBe((int)delivery.Totals.RepairIssues);
        issues.Count(i => i.Quarantined).ShouldBe((int)delivery.Totals.QuarantineIssues);
        issues.Where(i => i.Quarantined).Sum(i => (long)i.Subjects).ShouldBe(delivery.Totals.Quarantined);
        // What was found may be nothing: an empty element.
        issues.ShouldAllBe(i => i.Expected.Length > 0 && i.Saved.Length > 0);
    }

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Small CUSCAR files, one or more messages each.</summary>
internal static class Edi
{
    public const int Original = 9, Cancel = 1, Add = 2, Delete = 3, Change = 4, Replace = 5;

    public const string BoxA = "FCIU5956299", BoxB = "TCLU5546482", BoxC = "TGCU0235724";

    public static string File(params string[] messages) =>
        $"UNB+UNOC:3+SENDER+RECEIVER+260301:0304+REF1'{string.Concat(messages)}UNZ+{messages.Length}+REF1'";

    /// <summary>A message about a document; the arrival is DTM 132, CCYYMMDD.</summary>
    public static string Message(int function, string[] bills, string document = "DOC1", string reference = "M1", string arrival = "20260401", string equipment = "")
    {
        var body = $"BGM+85+{document}+{function}'DTM+132:{arrival}:102'TDT+20+V7+1+++++9074729:::TEST STAR'{equipment}{string.Concat(bills)}";
        return $"UNH+{reference}+CUSCAR:D:95B:UN'{body}UNT+{body.Count(c => c == '\'') + 2}+{reference}'";
    }

    /// <summary>A bill with its goods, in the containers named.</summary>
    public static string Bill(string number, string goods = "COFFEE", int mass = 1000, params string[] containers) =>
        $"CNI+1+{number}'NAD+CZ+++SHIPPER ONE'NAD+CN+++CONSIGNEE ONE'GID+1+10:CT'FTX+AAA+++{goods}'MEA+AAE+G+KGM:{mass}'"
        + string.Concat(containers.Select(c => $"SGP+{c}'"));

    /// <summary>A bill of which only the number is given, as deletions do.</summary>
    public static string Named(string number) => $"CNI+1+{number}'";

    public static string Box(string number) => $"EQD+CN+{number}+22G1+++4'";
}
