using System.Text;
using Comity.Kernel.Account;
using Comity.Programmes.Containers.Parties;
using Comity.Programmes.Tests.Containers.Intake;
using Comity.Screening.Lists;
using Comity.Screening.Watch;
using static Comity.Programmes.Tests.Containers.Intake.Edi;

namespace Comity.Programmes.Tests.Containers.Parties;

/// <summary>A node that takes manifests and watch lists in.</summary>
public sealed class WatchNode : IDisposable
{
    private readonly IntakeNode _node = new();
    private int _documents;

    public INodeStore Store => _node.Store;

    public T See<T>(Func<INodeView, T> read) => _node.See(read);

    /// <summary>Takes in rows of <c>id,name,programme</c> as a version of a list.</summary>
    public WatchListVersion List(params string[] rows)
    {
        var text = "id,name,kind,programme\n" + string.Concat(rows.Select(row => row + "\n"));
        var source = ListFormats.Recognise([new ListFile("own.csv", () => new MemoryStream(Encoding.UTF8.GetBytes(text)))], out _).ShouldHaveSingleItem();
        return new ListImport(Store, _node.Raw, new ListLimits(), TimeProvider.System).Take("own", source, "officer", accept: true, CancellationToken.None).Taken.ShouldNotBeNull();
    }

    /// <summary>Takes in one consignment of its own document and gives its record.</summary>
    public Comity.Kernel.Subjects.SubjectRecord Arrive(string shipper, string consignee = "CONSIGNEE ONE", string rest = "", DateTimeOffset? at = null)
    {
        var number = ++_documents;
        var bill = $"CNI+1+B{number}'NAD+CZ+++{shipper}{rest}'NAD+CN+++{consignee}'GID+1+10:CT'FTX+AAA+++COFFEE'MEA+AAE+G+KGM:1000'SGP+{BoxA}'";
        _node.Import(Edi.File(Message(Original, [bill], $"DOC{number}", $"M{number}")), at).Totals.Clean.ShouldBe(1);
        return Last();
    }

    /// <summary>The record of the last arrival.</summary>
    public Comity.Kernel.Subjects.SubjectRecord Last() => _node.Versions()[^1].Record;

    /// <summary>The record that arrived with a number, from 1.</summary>
    public Comity.Kernel.Subjects.SubjectRecord Arrived(int number) => _node.Versions()[number - 1].Record;

    public IReadOnlyList<WatchListMatch> Matches(MatchState? state = null, bool? standing = null) =>
        See(view => view.WatchLists.Matches(new MatchFilter { State = state, Standing = standing }, 0, 100));

    public void Decide(long match, MatchState state, string reason = "looked at the papers")
    {
        using var unit = Store.Begin();
        unit.WatchLists.Decide(match, new MatchDecision(state, reason, "officer", IntakeNode.Noon));
        unit.Commit();
    }

    public RescreeningOutcome Rescreen() => Rescreen(CancellationToken.None).ShouldHaveSingleItem();

    public IReadOnlyList<RescreeningOutcome> Rescreen(CancellationToken cancellation, IProgress<RescreeningProgress>? progress = null) =>
        new PartyRescreening(Store, new WatchShelf(Store), TimeProvider.System).Run(progress, cancellation);

    public void Dispose() => _node.Dispose();
}
