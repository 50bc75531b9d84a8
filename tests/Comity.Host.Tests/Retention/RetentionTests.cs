using System.Text;
using Comity.Host.Retention;
using Comity.Host.Tests.Authority;
using Comity.Host.Tests.Web;
using Comity.Kernel.Account.Authority;
using Comity.Programmes.Containers.Control;
using Comity.Store.Identity;

namespace Comity.Host.Tests.Retention;

/// <summary>What need not be kept goes, with every byte; what the register stands on stays.</summary>
public sealed class RetentionTests
{
    private const string Policies =
        """
        [
          { "kind": "raw-files", "title": "Raw files", "action": "delete", "days": 30, "legal_basis": "Act, article 1" },
          { "kind": "consignments", "title": "Consignments", "action": "delete", "days": 30, "legal_basis": "Act, article 2" },
          { "kind": "sessions", "title": "Sessions", "action": "delete", "days": 30, "legal_basis": "Act, article 3" },
        ]
        """;

    private static readonly Actor Operator = Actor.Operator("Operator");

    [Fact]
    public async Task What_is_deleted_is_gone_from_every_file_and_what_is_in_the_register_stays()
    {
        var clock = new SetClock();
        await using var served = await ServedNode.Start(clock: clock);
        served.ImportMonth(80);
        var node = served.Node;
        node.Desk.Record(1, new ControlReport { Control = "scan", Unit = "" }, null, new Officer("Officer A", "Unit"));
        var (kept, gone) = (Delivery(node, 1), Other(node));
        await File.WriteAllTextAsync(Path.Combine(node.Folder, RetentionPolicies.FileName), Policies, TestContext.Current.CancellationToken);
        clock.Move(TimeSpan.FromDays(700));
        using (var chunks = node.Store.Read())
        {
            node.Chunks(chunks).Dispose();
        }

        Holds(node, gone.Bill).ShouldBeTrue();
        var report = new RetentionDesk(node).Report();
        var subjects = Subjects(node);
        report.Single(line => line.Policy.Kind == "consignments").Count.ShouldBe(subjects - 2, "one is in the register, and the newest keeps its number");

        new RetentionDesk(node).Run(Operator, "test").Lines.Select(line => line.Count).ShouldBe(report.Select(line => line.Count));

        Holds(node, gone.Bill).ShouldBeFalse("a byte of it is left");
        Should.Throw<IOException>(() => node.Raw.Open(gone.Sha256).Dispose());
        node.Raw.Open(kept.Sha256).Dispose();
        Subjects(node).ShouldBe(2);
        using (var view = node.Store.Read())
        {
            view.Subject(1)!.Version.Record["bill.number"].ShouldBe(kept.Bill);
            view.Register().ShouldHaveSingleItem().SubjectId.ShouldBe(1);
        }

        node.Authority.Audit.Entries(new AuditFilter { Resource = "retention" }, 0, 10).Select(entry => entry.Act.Item).ShouldBe(["sessions", "consignments", "raw-files"]);
        node.Authority.Audit.Entries(new AuditFilter { Resource = "retention", Item = "consignments" }, 0, 1)[0].Act.Why.ShouldBe("Act, article 2");
        node.Authority.Audit.Verify().Break.ShouldBeNull();
        node.History().Extent().Rows.ShouldBe(2);
        new RetentionDesk(node).Report().ShouldAllBe(line => line.Count == 0);
    }

    [Fact]
    public async Task The_privacy_officer_reads_the_policies_and_the_administrator_runs_them()
    {
        var clock = new SetClock();
        await using var served = await ServedNode.Start(clock: clock);
        served.ImportMonth(40);
        var subjects = Subjects(served.Node);
        await File.WriteAllTextAsync(Path.Combine(served.Node.Folder, RetentionPolicies.FileName), Policies, TestContext.Current.CancellationToken);
        clock.Move(TimeSpan.FromDays(700));
        using var officer = await served.SignedIn("auditor");
        var page = await officer.Read("/retention");
        page.ShouldContain("Act, article 2");
        page.ShouldNotContain("Delete now");
        using var administrator = await served.SignedIn("administrator");
        var (_, text) = await administrator.Send("/retention", "run");
        Forms.Element(text, "last-run").ShouldContain($"{subjects - 1} consignments");
        Subjects(served.Node).ShouldBe(1);
    }

    [Fact]
    public void What_comes_with_Comity_deletes_no_declarations_until_an_authority_says_so()
    {
        using var none = new Folder();
        RetentionPolicies.Of(none.Path).Where(policy => policy.Kind is "raw-files" or "consignments").ShouldAllBe(policy => policy.Days == null);
    }

    [Theory]
    [InlineData("[{ \"kind\": \"everything\", \"title\": \"\", \"action\": \"delete\", \"days\": 1, \"legal_basis\": \"x\" }]", "the kind 'everything'; expected one of raw-files")]
    [InlineData("[{ \"kind\": \"links\", \"title\": \"\", \"action\": \"burn\", \"days\": 1, \"legal_basis\": \"x\" }]", "the action 'burn'")]
    [InlineData("[{ \"kind\": \"links\", \"title\": \"\", \"action\": \"delete\", \"days\": 0, \"legal_basis\": \"x\" }]", "0 days")]
    [InlineData("[{ \"kind\": \"links\", \"title\": \"\", \"action\": \"delete\", \"days\": 1, \"legal_basis\": \" \" }]", "no legal_basis")]
    [InlineData("[{ \"kind\": \"links\" }]", "cannot be read")]
    [InlineData("nothing", "cannot be read")]
    public void Policies_that_cannot_be_used_are_refused_with_the_reason(string json, string says) =>
        Should.Throw<BadRetentionException>(() => RetentionPolicies.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)))).Message.ShouldContain(says);

    private static long Subjects(Node node)
    {
        using var view = node.Store.Read();
        return view.VersionsAfter(0).Select(version => version.SubjectId).Distinct().Count();
    }

    private static (string Bill, string Sha256) Delivery(Node node, long subject)
    {
        using var view = node.Store.Read();
        var version = view.Subject(subject)!.Version;
        return ((string)version.Record["bill.number"]!, view.Delivery(version.DeliveryId)!.Sha256);
    }

    // One whose delivery has nothing in the register, and which is not the newest.
    private static (string Bill, string Sha256) Other(Node node)
    {
        using var view = node.Store.Read();
        var delivery = view.Subject(1)!.Version.DeliveryId;
        var all = view.VersionsAfter(0).ToArray();
        var version = all.First(version => version.DeliveryId != delivery && version.SubjectId < all.Max(other => other.SubjectId) && version.Record["bill.number"] is string { Length: > 6 });
        return ((string)version.Record["bill.number"]!, view.Delivery(version.DeliveryId)!.Sha256);
    }

    private static bool Holds(Node node, string text) => Directory.EnumerateFiles(node.Folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) is not "writer.lock")
        .Any(file => Bytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    private static byte[] Bytes(string file)
    {
        // A database is open meanwhile.
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("comity-retention-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
