using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>One headless Chromium for all tests of the assembly.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly string[] Flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    /// <summary>How long a test waits for what a page should show before it calls it missing: only a hang takes so long, also on a busy machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Array.Find(Places, File.Exists) is { } executable)
        {
            Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = executable, Args = Flags });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a node's pages in a fresh profile, as an officer with all roles or by another entry. Without Chromium: a failure in CI, a labelled skip elsewhere.</summary>
    public async Task<Visit> Open(ServedNode node, bool javaScript = true, ColorScheme scheme = ColorScheme.Light, int width = 1280, Uri? entry = null)
    {
        if (_browser is null)
        {
            (Environment.GetEnvironmentVariable("CI") == "true").ShouldBeFalse("chromium is not installed");
            Assert.Skip("chromium is not installed");
        }

        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            JavaScriptEnabled = javaScript,
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        var page = await context.NewPageAsync();
        var visit = new Visit(node, context, page);
        await page.GotoAsync((entry ?? node.Entry).ToString());
        return visit;
    }
}

/// <summary>A page of a served node, with what a browser complained of and where it went.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<Uri> _requests = new();

    public Visit(ServedNode node, IBrowserContext context, IPage page)
    {
        (Node, _context, Page) = (node, context, page);
        page.SetDefaultTimeout((float)Browser.Patience.TotalMilliseconds);
        page.Request += (_, request) => _requests.Enqueue(new Uri(request.Url));
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _complaints.Enqueue(message.Text);
            }
        };
    }

    public ServedNode Node { get; }

    public IPage Page { get; }

    public Task<IResponse?> Go(string path) => Page.GotoAsync(new Uri(Node.Root, path).ToString());

    /// <summary>No violation of WCAG 2.2 AA on the page as it stands.</summary>
    public async Task ShouldBeAccessible()
    {
        var result = await Page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa") });
        result.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}").ShouldBeEmpty(Page.Url);
        result.Passes.ShouldNotBeEmpty();
    }

    /// <summary>Every request went to the node itself, and the browser had nothing to complain of.</summary>
    public void ShouldHaveStayedHome()
    {
        _requests.ShouldNotBeEmpty();
        _requests.Where(request => request.Authority != Node.Root.Authority && request.Scheme is not ("data" or "blob")).ShouldBeEmpty();
        _complaints.ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
