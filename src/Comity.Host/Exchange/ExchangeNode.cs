using System.Security.Cryptography;
using Comity.Exchange.Cases;
using Comity.Exchange.Desk;
using Comity.Exchange.Envelope;
using Comity.Exchange.Identity;
using Comity.Exchange.Transport;
using Comity.Kernel.Account;
using Comity.Kernel.Refer;
using Comity.Kernel.Subjects;
using Comity.Programmes.Cases;
using Comity.Programmes.Containers.Refer;
using Comity.Programmes.Containers.Subject;
using Comity.Store;

namespace Comity.Host.Exchange;

/// <summary>The part of a node that exchanges referrals with partners, put together.</summary>
public sealed class ExchangeNode : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly HttpLink _http;
    private readonly INodeStore? _own;

    private ExchangeNode(string folder, INodeStore store, INodeStore? own, TimeProvider clock, Func<ILink, ILink> link)
    {
        _own = own;
        Clock = clock;
        Store = store;
        Keys = NodeKeys.Open(folder);
        Raw = new RawFiles(folder);
        var sealer = new Sealer(Keys, clock);
        var parts = new AttachmentParts(folder, Raw);
        Desk = new ReferralDesk(Keys.Node, clock, ReferralPurposes.All);
        Partners = new PartnerBook(Keys.Node, clock);
        Cases = new CaseDesk(Keys, clock, JointCase.Kinds, () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        Inbox = new Inbox(Store, sealer, Desk, new CaseIntake(Cases, clock), parts, clock, StepTaken);
        _http = new HttpLink(Keys);
        Outbox = new Outbox(Store, sealer, Inbox, parts, link(_http), clock);
        Files = new BundleFile(Store, Inbox, Outbox);
    }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The node's keys.</summary>
    public NodeKeys Keys { get; }

    /// <summary>The operational store.</summary>
    public INodeStore Store { get; }

    /// <summary>Raw files, among them attachments.</summary>
    public IRawFiles Raw { get; }

    /// <summary>What people do with referrals.</summary>
    public ReferralDesk Desk { get; }

    /// <summary>What people do with joint cases.</summary>
    public CaseDesk Cases { get; }

    /// <summary>Partners.</summary>
    public PartnerBook Partners { get; }

    /// <summary>What comes in.</summary>
    public Inbox Inbox { get; }

    /// <summary>What goes out.</summary>
    public Outbox Outbox { get; }

    /// <summary>The exchange by file.</summary>
    public BundleFile Files { get; }

    /// <summary>Opens a node's exchange beside other processes: each unit of work waits for its turn.</summary>
    /// <param name="folder">The node's folder.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="link">Wraps the way to partners; tests put faults into it.</param>
    /// <exception cref="NoKeysException">The node has no keys.</exception>
    public static ExchangeNode Open(string folder, TimeProvider clock, Func<ILink, ILink>? link = null)
    {
        var store = SqliteNodeStore.OpenShared(folder, ConsignmentSchema.Schema, Patience);
        try
        {
            return new ExchangeNode(folder, store, store, clock, link ?? (direct => direct));
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Opens the exchange of a node whose store is open in this process.</summary>
    /// <param name="folder">The node's folder.</param>
    /// <param name="store">Its store, which stays open.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="link">Wraps the way to partners; measurements count there.</param>
    public static ExchangeNode Within(string folder, INodeStore store, TimeProvider clock, Func<ILink, ILink>? link = null) =>
        new(folder, store, null, clock, link ?? (direct => direct));

    /// <summary>What programmes make of a step of the other side.</summary>
    private void StepTaken(IUnitOfWork unit, Referral referral, Step step)
    {
        if (referral.Offer.From == Keys.Node && step.Kind == StepKind.Complete)
        {
            using var view = Store.Read();
            OutcomeAbroad.Enter(view, unit, referral, step, Clock.GetUtcNow());
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _http.Dispose();
        _own?.Dispose();
    }
}
