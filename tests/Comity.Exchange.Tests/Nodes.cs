using Comity.Exchange.Envelope;
using Comity.Exchange.Identity;
using Comity.Exchange.Transport;
using Comity.Host.Exchange;
using Comity.Kernel.Refer;

namespace Comity.Exchange.Tests;

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class ManualClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>A node in a folder of its own, with its clock; it can be closed and opened again as after a crash.</summary>
internal sealed class TestNode : IDisposable
{
    private static int _salt;
    private readonly ILink _link;

    public TestNode(string folder, string name, DateTimeOffset now, ILink link, string? address)
    {
        Folder = folder;
        Name = name;
        Clock = new ManualClock(now);
        _link = link;
        NodeKeys.Make(folder, name, $"Unit {name}", address, now);
        Node = Open();
    }

    public string Folder { get; }

    public string Name { get; }

    public ManualClock Clock { get; }

    public ExchangeNode Node { get; private set; }

    public Sealer Sealer => new(Node.Keys, Clock);

    public void Restart()
    {
        Node.Dispose();
        Node = Open();
    }

    /// <summary>Does something in one unit of work.</summary>
    public T Write<T>(Func<IExchangeLedger, T> work)
    {
        using var unit = Node.Store.Begin();
        var result = work(unit.Exchange);
        unit.Commit();
        return result;
    }

    public T Read<T>(Func<IExchangeView, T> read)
    {
        using var view = Node.Store.Read();
        return read(view.Exchange);
    }

    public Referral Send(string to, Handling? handling = null, params Attachment[] attachments) =>
        Write(ledger => Node.Desk.Send(ledger, Offer(to, handling) with { Attachments = attachments }));

    public Referral Do(string id, StepKind kind) => Write(ledger => Node.Desk.Do(
        ledger, id, new Act(kind, $"officer of {Name}", "a reason", kind == StepKind.Complete ? new Outcome("seized", "1,435 kg found") : null)));

    public Referral Pass(string id, string to, string? permission = null) =>
        Write(ledger => Node.Desk.Pass(ledger, id, Offer(to, new Handling { Tlp = Tlp.Clear }), permission));

    public Referral? Referral(string id) => Read(view => view.Referral(id));

    public ReferralOffer Offer(string to, Handling? handling = null) => new()
    {
        From = Name,
        To = to,
        Kind = ReferralKind.RequestControl,
        Purpose = "container-control",
        Request = "Open it, please.",
        Subject = new SubjectSnapshot("consignment", "ABCU1234560", new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["container.number"] = ["ABCU1234560"] }),
        Ground = new Ground(GroundKind.LegalBasis, "Article 5 of the agreement"),
        Handling = handling ?? new Handling { Tlp = Tlp.Green },
        By = $"officer of {Name}",
        At = Clock.Now,
        ExpiresAt = Clock.Now.AddDays(20),
        Salt = $"{Name}-{Interlocked.Increment(ref _salt):000000000000}",
    };

    public void Befriend(TestNode other, Audience audience = Audience.Community)
    {
        var card = other.Node.Keys.SignedCard();
        Write(ledger => Node.Partners.Add(ledger, card, audience, "officer"));
        Write(ledger =>
        {
            Node.Partners.Confirm(ledger, other.Name, other.Node.Keys.Card.Words().ToUpperInvariant().Replace('-', ' '), "officer");
            return true;
        });
    }

    public void Dispose() => Node.Dispose();

    private ExchangeNode Open() => ExchangeNode.Open(Folder, Clock, _ => _link);
}

/// <summary>Three nodes that know one another, joined by a link that does what it is told.</summary>
internal sealed class Network : IDisposable
{
    private static readonly string[] Names = ["alfa", "bravo", "charlie"];
    private readonly string _folder = Directory.CreateTempSubdirectory("comity-exchange-").FullName;

    public Network(Random? faults = null, int skewHours = 0, string? address = "https://localhost:1")
    {
        Link = new FaultyLink(this, faults);
        var now = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
        All = [.. Names.Select((name, i) => new TestNode(Path.Combine(_folder, name), name, now.AddHours((i - 1) * skewHours), Link, address))];
        foreach (var node in All)
        {
            foreach (var other in All.Where(other => other != node))
            {
                node.Befriend(other);
            }
        }
    }

    public TestNode[] All { get; }

    public FaultyLink Link { get; }

    public TestNode Alfa => All[0];

    public TestNode Bravo => All[1];

    public TestNode Charlie => All[2];

    public TestNode this[string name] => All.Single(node => node.Name == name);

    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Sends until nothing waits.</summary>
    public async Task Settle()
    {
        for (var round = 0; round < 50; round++)
        {
            await Link.DeliverDelayed(all: true);
            var queues = All.SelectMany(node => node.Read(view => view.Queues()).Select(queue => (node, queue.Node))).ToArray();
            if (queues.Length == 0)
            {
                return;
            }

            foreach (var (node, to) in queues)
            {
                await node.Node.Outbox.SendTo(to, TestContext.Current.CancellationToken);
            }
        }

        All.SelectMany(node => node.Read(view => view.Queues())).ShouldBeEmpty("something still waits after 50 rounds over a link without faults");
    }

    public void Dispose()
    {
        foreach (var node in All)
        {
            node.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A link in memory that loses, doubles, delays, truncates and damages by the dice it is given.</summary>
internal sealed class FaultyLink(Network network, Random? dice) : ILink
{
    private readonly List<(string To, string Bundle)> _delayed = [];

    public bool Faulty { get; set; } = dice is not null;

    public int Damaged { get; private set; }

    public List<(string To, string Bundle)> Sent { get; } = [];

    public Task<string> Send(Partner partner, NodeCard card, string bundle, CancellationToken cancellation) => Task.FromResult(Carry(partner.Node, bundle));

    public Task DeliverDelayed(bool all)
    {
        while (_delayed.Count > 0 && (all || dice!.Next(2) == 0))
        {
            var at = dice?.Next(_delayed.Count) ?? 0;
            var (to, bundle) = _delayed[at];
            _delayed.RemoveAt(at);
            network[to].Node.Inbox.Take(bundle, byFile: false);
        }

        return Task.CompletedTask;
    }

    private string Carry(string to, string bundle)
    {
        Sent.Add((to, bundle));
        if (!Faulty)
        {
            return Deliver(to, bundle);
        }

        switch (dice!.Next(9))
        {
            case 0:
                throw new LinkException("lost on the way");
            case 1:
                Deliver(to, bundle);
                throw new LinkException("the answer was lost");
            case 2:
                Deliver(to, bundle);
                return Deliver(to, bundle);
            case 3:
                _delayed.Add((to, bundle));
                throw new LinkException("delayed");
            case 4:
                _delayed.Add((to, bundle));
                return Deliver(to, bundle);
            case 5:
                return Refused(to, bundle[..dice.Next(bundle.Length)]);
            case 6:
                return Refused(to, Damage(bundle));
            case 7:
                Damaged++;
                return Damage(Deliver(to, bundle));
            default:
                return Deliver(to, bundle);
        }
    }

    private string Deliver(string to, string bundle)
    {
        var receiver = network[to].Node;
        return receiver.Inbox.Answer(receiver.Inbox.Take(bundle, byFile: false));
    }

    private string Refused(string to, string damaged)
    {
        Damaged++;
        Should.Throw<EnvelopeRefusedException>(() => Deliver(to, damaged));
        throw new LinkException("answered 400");
    }

    /// <summary>Changes one character, not the last of a part, some of whose bits mean nothing.</summary>
    private string Damage(string bundle)
    {
        while (true)
        {
            var at = dice!.Next(bundle.Length - 1);
            if (bundle[at] != '.' && bundle[at + 1] != '.')
            {
                return string.Concat(bundle.AsSpan(0, at), bundle[at] == 'A' ? "B" : "A", bundle.AsSpan(at + 1));
            }
        }
    }
}
