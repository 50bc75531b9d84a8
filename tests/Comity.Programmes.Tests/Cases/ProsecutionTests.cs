using Comity.Programmes.Cases;

namespace Comity.Programmes.Tests.Cases;

/// <summary>Counts of a prosecution are of persons and follow from the charges.</summary>
public sealed class ProsecutionTests
{
    private readonly CaseBuilder _builder = new();

    [Fact]
    public void Persons_are_counted_not_charges_and_not_files()
    {
        var (one, other) = (File("1"), File("2"));
        var (anna, bela, cora) = (Person("A."), Person("B."), Person("C."));
        Dispose(Charge(one, anna, "1"), "convicted");
        Dispose(Charge(one, anna, "2"), "convicted");
        Dispose(Charge(other, anna, "1"), "discharged");
        Dispose(Charge(one, bela, "3"), "acquitted");
        Dispose(Charge(one, bela, "4"), "withdrawn");
        Dispose(Charge(other, cora, "2"), "discharged");
        Charge(other, cora, "3");
        Counts().ShouldBe((1, 1, 1));
    }

    [Fact]
    public void A_person_whom_two_members_entered_counts_once_in_either_order_of_the_link()
    {
        var file = File("1");
        var (one, same, again) = (Person("J. Doe"), Person("John Doe"), Person("Doe, J."));
        Dispose(Charge(file, one, "1"), "convicted");
        Dispose(Charge(file, same, "2"), "discharged");
        Dispose(Charge(file, again, "3"), "discharged");
        Counts().ShouldBe((0, 1, 2));
        _builder.Add(JointCase.Link, "same passport", null, null, ("from", same), ("to", one), ("relation", JointCase.SameAs));
        _builder.Add(JointCase.Link, "same passport", null, null, ("from", again), ("to", same), ("relation", JointCase.SameAs));
        _builder.Add(JointCase.Link, "same passport", null, null, ("from", one), ("to", again), ("relation", JointCase.SameAs));
        Counts().ShouldBe((0, 1, 0));
    }

    [Fact]
    public void The_last_disposition_counts_and_a_corrected_one_does_not()
    {
        var charge = Charge(File("1"), Person("A."), "1");
        Dispose(charge, "convicted", "2026-03-01");
        Dispose(charge, "discharged", "2026-06-01");
        Counts().ShouldBe((0, 0, 1));
        var appeal = Dispose(charge, "convicted", "2026-09-01");
        Counts().ShouldBe((0, 1, 0));
        _builder.Add(JointCase.Disposition, "the court said", charge, appeal, ("disposition", "acquitted"), ("disposed_on", "2026-09-01"));
        Counts().ShouldBe((0, 0, 1));
    }

    [Fact]
    public void A_file_holds_its_hearings_by_day_and_its_documents()
    {
        var file = File("1");
        _builder.Add(JointCase.Hearing, "second", file, null, ("held_on", "2026-05-01"));
        _builder.Add(JointCase.Hearing, "first", file, null, ("held_on", "2026-04-01"));
        var paper = _builder.Add(JointCase.Document, "indictment", null, null, ("holder", "registry"), ("file", file), ("pages", "12"));
        var read = Prosecution.Of(_builder.Log).Files.Single();
        read.Hearings.Select(hearing => hearing.Text).ShouldBe(["first", "second"]);
        read.Documents.Single().Id.ShouldBe(paper);
    }

    [Fact]
    public void A_broken_chain_of_custody_is_found()
    {
        var paper = _builder.Add(JointCase.Document, "phone dump", null, null, ("holder", "customs"));
        Hand("customs", "police", "2026-04-01");
        CustodyChain.All(_builder.Log).Single().Break.ShouldBeNull();
        Hand("customs", "laboratory", "2026-04-02");
        CustodyChain.All(_builder.Log).Single().Break.ShouldBe("2026-04-02: handed over by customs; expected police.");

        void Hand(string from, string to, string on) => _builder.Add(JointCase.Custody, "examination", paper, null, ("from_holder", from), ("to_holder", to), ("on", on));
    }

    [Fact]
    public void A_request_stays_open_until_it_is_answered_in_full()
    {
        var today = new DateOnly(2026, 4, 2);
        var asked = _builder.Add(JointCase.Request, "who is it?", null, null, ("to_node", "bravo"), ("due", "2026-04-01"));
        State().ShouldBe((true, true));
        _builder.Add(JointCase.Answer, "a company", asked, null, ("result", "partial"));
        State().ShouldBe((true, true));
        _builder.Add(JointCase.Answer, "its owner", asked, null, ("result", "complete"));
        State().ShouldBe((false, false));
        _builder.Add(JointCase.Task, "call", null, null, ("assignee", "officer"), ("due", "2026-04-02"));
        DueItem.Tasks(_builder.Log, today).Single().IsOverdue.ShouldBeFalse();

        (bool, bool) State() => DueItem.Requests(_builder.Log, today).Single() is var item ? (item.IsOpen, item.IsOverdue) : default;
    }

    [Fact]
    public void The_chart_is_the_same_whatever_the_order_and_leaves_no_known_link_out()
    {
        var (ship, person) = (_builder.Add("vessel", "MV Example"), Person("A."));
        _builder.Add(JointCase.Link, "crew list", null, null, ("from", person), ("to", ship), ("relation", "works-for"));
        var chart = LinkChart.Of(_builder.Log);
        chart.Things.Select(thing => (thing.Label, thing.X, thing.Y)).ShouldBe([("MV Example", 0.25, 0.5), ("A.", 0.75, 0.5)]);
        chart.Links.Single().ShouldSatisfyAllConditions(link => link.From.Label.ShouldBe("A."), link => link.To.Label.ShouldBe("MV Example"));
    }

    [Fact]
    public void An_entry_says_what_its_kind_needs()
    {
        var kind = JointCase.Kind(JointCase.Seizure)!;
        var bare = _builder.Entry("alfa", JointCase.Seizure, _builder.Log.Id, "ivory");
        kind.Problems(bare, _builder.Log).Count.ShouldBe(kind.Fields.Count(field => field.Required));
        var wrong = bare with
        {
            About = _builder.Log.Id,
            Facts = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["net_mass_kg"] = ["-1"], ["discovered_in"] = ["Kenya"], ["seized_on"] = ["1 May"], ["drug_form"] = ["gas"], ["colour"] = ["red"], ["commodity"] = ["a", "b"] },
        };
        string[] expected = ["about", "net_mass_kg: found '-1'", "discovered_in: found 'Kenya'", "seized_on: found '1 May'", "drug_form: found 'gas'", "colour: the kind", "commodity: found 2"];
        var found = kind.Problems(wrong, _builder.Log);
        expected.ShouldAllBe(start => found.Any(problem => problem.StartsWith(start, StringComparison.Ordinal)));
        JointCase.Kinds.DistinctBy(known => known.Id, StringComparer.Ordinal).Count().ShouldBe(JointCase.Kinds.Count);
    }

    private (int Pending, int Convicted, int Discharged) Counts() => Prosecution.Of(_builder.Log) is var read
        ? (read.Count(PersonOutcome.Pending), read.Count(PersonOutcome.Convicted), read.Count(PersonOutcome.Discharged))
        : default;

    private string File(string docket) => _builder.Add(JointCase.File, "the State and others", null, null, ("docket_id", docket), ("court", "High Court"), ("country", "KE"));

    private string Person(string name) => _builder.Add(JointCase.Person, name, null, null, ("role", "accused"));

    private string Charge(string file, string person, string number) =>
        _builder.Add(JointCase.Charge, "trafficking", file, null, ("person", person), ("charge_sequence_id", number), ("charge_statute", "s. 4"));

    private string Dispose(string charge, string disposition, string on = "2026-03-01") =>
        _builder.Add(JointCase.Disposition, "the court said", charge, null, ("disposition", disposition), ("disposed_on", on));
}
