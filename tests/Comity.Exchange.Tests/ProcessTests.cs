using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Comity.Exchange.Identity;
using Comity.Host.Exchange;
using Comity.Kernel.Refer;

namespace Comity.Exchange.Tests;

/// <summary>
/// Two nodes as real processes over HTTPS on this machine, which are killed (kill -9) at random points: every referral is
/// done on both sides in the end, once. A failure prints the seed; COMITY_NIGHTLY=1 makes it a long night.
/// </summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly string Program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Comity.Cli/debug/comity.dll"));
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("comity-process-").FullName;
    private readonly Dictionary<string, Process> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _ports = new(StringComparer.Ordinal);
    private int _salt;

    [Fact]
    public async Task Kill_9_on_either_side_loses_and_doubles_nothing()
    {
        var nightly = Environment.GetEnvironmentVariable("COMITY_NIGHTLY") == "1";
        var seed = nightly ? Environment.TickCount : 7;
        var random = new Random(seed);
        using var alfa = Make("alfa");
        using var bravo = Make("bravo");
        Befriend(alfa, bravo);
        Befriend(bravo, alfa);
        Serve("alfa");
        Serve("bravo");
        var ids = new List<string>();
        for (var i = 0; i < (nightly ? 400 : 12); i++)
        {
            var (from, to) = random.Next(2) == 0 ? (alfa, bravo) : (bravo, alfa);
            ids.Add(Write(from, ledger => from.Desk.Send(ledger, Offer(from, to))).Id);
            Answer(alfa);
            Answer(bravo);
            if (random.Next(3) == 0)
            {
                var victim = random.Next(2) == 0 ? "alfa" : "bravo";
                Kill(victim);
                Serve(victim);
            }

            await Task.Delay(random.Next(150), TestContext.Current.CancellationToken);
        }

        // After many failures in a row a node waits up to hours before it tries again; a long night has them.
        var patience = nightly ? TimeSpan.FromHours(1) : Patience;
        var waited = Stopwatch.StartNew();
        while (!ids.TrueForAll(id => State(alfa, id) == ReferralState.Done && State(bravo, id) == ReferralState.Done) && waited.Elapsed < patience)
        {
            Answer(alfa);
            Answer(bravo);
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        foreach (var id in ids)
        {
            using var one = alfa.Store.Read();
            using var other = bravo.Store.Read();
            var (a, b) = (one.Exchange.Referral(id), other.Exchange.Referral(id));
            a.ShouldNotBeNull($"seed {seed}");
            b.ShouldNotBeNull($"seed {seed}");
            a.State.ShouldBe(ReferralState.Done, $"seed {seed}");
            a.Steps.Select(step => step.Hash()).ShouldBe(b.Steps.Select(step => step.Hash()), $"seed {seed}");
            a.Steps.Count().ShouldBe(4);
        }
    }

    [Fact]
    public async Task A_full_disk_takes_nothing_signs_nothing_and_loses_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit of a file's size is set with prlimit.");
        using var alfa = Make("alfa");
        using var bravo = Make("bravo");
        Befriend(alfa, bravo);
        Befriend(bravo, alfa);
        // No file of Bravo may grow beyond 16 KiB from now on: to the store that is a disk with no room left. Without
        // room from the start it does not even begin, since its audit cannot be written.
        Serve("bravo", "trap '' XFSZ; exec ");
        using (var limit = Process.Start("prlimit", ["--pid", _running["bravo"].Id.ToString(System.Globalization.CultureInfo.InvariantCulture), "--fsize=16384"]))
        {
            await limit.WaitForExitAsync(TestContext.Current.CancellationToken);
            limit.ExitCode.ShouldBe(0);
        }

        var sent = Write(alfa, ledger => alfa.Desk.Send(ledger, Offer(alfa, bravo)));
        await Until(async () =>
        {
            await alfa.Outbox.SendTo("bravo", TestContext.Current.CancellationToken);
            using var view = alfa.Store.Read();
            return view.Exchange.Link("bravo")?.Note.Contains("503", StringComparison.Ordinal) == true;
        });
        State(bravo, sent.Id).ShouldBeNull();
        State(alfa, sent.Id).ShouldBe(ReferralState.Sent);

        Kill("bravo");
        Serve("bravo");
        await Until(async () =>
        {
            await alfa.Outbox.SendTo("bravo", TestContext.Current.CancellationToken);
            return State(bravo, sent.Id) == ReferralState.Delivered;
        });
    }

    [Fact]
    public async Task A_caller_without_the_certificate_of_a_partner_is_not_heard_where_that_is_required()
    {
        using var alfa = Make("alfa");
        using var bravo = Make("bravo");
        Befriend(alfa, bravo);
        Serve("bravo", arguments: ["--mutual"]);
        Write(alfa, ledger => alfa.Desk.Send(ledger, Offer(alfa, bravo)));
        // Bravo does not know Alfa: the connection itself is refused.
        await Until(async () =>
        {
            await alfa.Outbox.SendTo("bravo", TestContext.Current.CancellationToken);
            using var view = alfa.Store.Read();
            return view.Exchange.Link("bravo") is { Note: var note } && note.Contains("cannot be reached", StringComparison.Ordinal) && !note.Contains("refused (", StringComparison.Ordinal);
        });
        Befriend(bravo, alfa);
        await Until(async () => await alfa.Outbox.SendTo("bravo", TestContext.Current.CancellationToken) > 0);
    }

    public void Dispose()
    {
        foreach (var name in _running.Keys.ToArray())
        {
            Kill(name);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        var waited = Stopwatch.StartNew();
        while (!await holds())
        {
            waited.Elapsed.ShouldBeLessThan(Patience, "it did not come to pass");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static T Write<T>(ExchangeNode node, Func<IExchangeLedger, T> work)
    {
        using var unit = node.Store.Begin();
        var result = work(unit.Exchange);
        unit.Commit();
        return result;
    }

    private static ReferralState? State(ExchangeNode node, string id)
    {
        using var view = node.Store.Read();
        return view.Exchange.Referral(id)?.State;
    }

    /// <summary>Takes on and completes what was delivered here.</summary>
    private static void Answer(ExchangeNode node) => Write(node, ledger =>
    {
        foreach (var referral in ledger.Referrals(0, 1_000).Where(referral => referral.Offer.To == node.Keys.Node))
        {
            _ = referral.State switch
            {
                ReferralState.Delivered => node.Desk.Do(ledger, referral.Id, new Act(StepKind.Accept, "officer")),
                ReferralState.Accepted => node.Desk.Do(ledger, referral.Id, new Act(StepKind.Complete, "officer", "", new Outcome("seized", "found"))),
                _ => referral,
            };
        }

        return true;
    });

    private ExchangeNode Make(string name)
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            _ports[name] = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        NodeKeys.Make(Path.Combine(_folder, name), name, name, $"https://127.0.0.1:{_ports[name]}", TimeProvider.System.GetUtcNow());
        return ExchangeNode.Open(Path.Combine(_folder, name), TimeProvider.System);
    }

    private static void Befriend(ExchangeNode node, ExchangeNode other) => Write(node, ledger =>
    {
        node.Partners.Add(ledger, other.Keys.SignedCard(), Audience.Community, "officer");
        node.Partners.Confirm(ledger, other.Keys.Node, other.Keys.Card.Words(), "officer");
        return true;
    });

    private ReferralOffer Offer(ExchangeNode from, ExchangeNode to) => new()
    {
        From = from.Keys.Node,
        To = to.Keys.Node,
        Kind = ReferralKind.RequestControl,
        Purpose = "container-control",
        Request = "Open it, please.",
        Subject = new SubjectSnapshot("consignment", "ABCU1234560", new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["container.number"] = ["ABCU1234560"] }),
        Ground = new Ground(GroundKind.LegalBasis, "Article 5 of the agreement"),
        Handling = new Handling { Tlp = Tlp.Green },
        By = "officer",
        At = TimeProvider.System.GetUtcNow(),
        ExpiresAt = TimeProvider.System.GetUtcNow().AddDays(20),
        Salt = $"a salt of the tests {_salt++}",
    };

    private void Serve(string name, string before = "exec ", params string[] arguments)
    {
        var command = $"{before}dotnet '{Program}' --data '{Path.Combine(_folder, name)}' exchange serve --port {_ports[name]} {string.Join(' ', arguments)}";
        var start = new ProcessStartInfo("bash", ["-c", command + " 2>/dev/null"]) { RedirectStandardOutput = true, UseShellExecute = false };

        // The runtime keeps code in memory files, which the limit on files would hit too.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        var process = Process.Start(start)!;
        _running[name] = process;
        (process.StandardOutput.ReadLine() ?? "").ShouldContain($"https://127.0.0.1:{_ports[name]}", customMessage: $"{name} did not start");
    }

    private void Kill(string name)
    {
        using var process = _running[name];
        process.Kill();
        process.WaitForExit();
        _running.Remove(name);
    }
}
