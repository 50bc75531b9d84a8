using System.Text.RegularExpressions;
using Comity.Host.Languages;
using Comity.Host.Tests.Authority;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Comity.Host.Tests.Web;

/// <summary>Six languages: every text that is asked for is there in each, and what is not translated says so.</summary>
public sealed partial class LanguageTests(Browser browser)
{
    [Fact]
    public void Every_text_has_a_translation_in_every_language_and_none_is_left_over()
    {
        var asked = Asked();
        asked.Count.ShouldBeGreaterThan(40);
        foreach (var language in Texts.All.Skip(1))
        {
            var book = Texts.Of(language);
            asked.Except(book.Keys, StringComparer.Ordinal).ShouldBeEmpty($"src/Comity.Host/Languages/{language.Code}.json lacks them");
            book.Where(text => text.Value.Trim().Length == 0).ShouldBeEmpty(language.Code);
            book.Where(text => text.Key.Contains("{0}", StringComparison.Ordinal) != text.Value.Contains("{0}", StringComparison.Ordinal)).ShouldBeEmpty(language.Code);
            book.Keys.Order(StringComparer.Ordinal).ShouldBe(Texts.Of(Texts.All[1]).Keys.Order(StringComparer.Ordinal), language.Code);
        }

        Texts.Of(Texts.All[1]).Keys.Except(asked, StringComparer.Ordinal).ShouldBeEmpty("nothing asks for them any more");
    }

    [Theory]
    [InlineData(null, "de, fr;q=0.5, en;q=0.7", "en")]
    [InlineData(null, "fr-CA,fr;q=0.9", "fr")]
    [InlineData(null, "zh-Hans-CN;q=0.2, ru;q=0.1", "zh")]
    [InlineData(null, "ar;q=0, es", "es")]
    [InlineData(null, ";;;q=x,,", "en")]
    [InlineData("ru", "fr", "ru")]
    [InlineData("tlh", null, "en")]
    public void The_account_chooses_before_the_browser_and_the_browser_before_the_node(string? chosen, string? accepted, string code) =>
        Texts.Choose(chosen, accepted).Code.ShouldBe(code);

    [Fact]
    public async Task Signing_in_is_in_the_language_the_browser_asks_for()
    {
        await using var served = await ServedNode.Start();
        foreach (var language in Texts.All)
        {
            using var stranger = served.Stranger();
            stranger.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language.Code);
            var page = await stranger.Read("/sign-in");
            page.ShouldContain($"<html lang=\"{language.Code}\" dir=\"{(language.IsRightToLeft ? "rtl" : "ltr")}\">");
            if (language.Code is "ar" or "zh" or "ru")
            {
                // Whatever is still English would be read out letter by letter.
                var said = Tag().Replace(page[page.IndexOf("<main", StringComparison.Ordinal)..page.IndexOf("</main>", StringComparison.Ordinal)], " ");
                Latin().Matches(System.Net.WebUtility.HtmlDecode(said)).Select(match => match.Value).ShouldBeEmpty(language.Code);
            }
        }
    }

    [Fact]
    public async Task An_officer_reads_from_right_to_left_and_what_is_English_says_so()
    {
        await using var served = await ServedNode.Start();
        served.ImportMonth(60);
        await using var visit = await browser.Open(served);
        await visit.Go("/account");
        await visit.Page.GetByLabel("Language").SelectOptionAsync("ar");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Use this language" }).ClickAsync();
        await visit.Go("/waiting");
        await Assertions.Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "في انتظارك" })).ToBeVisibleAsync();
        (await visit.Page.Locator("main").GetAttributeAsync("lang")).ShouldBeNull();
        await visit.ShouldBeAccessible();
        await visit.Go("/");
        await Assertions.Expect(visit.Page.Locator("main")).ToHaveAttributeAsync("lang", "en");
        await Assertions.Expect(visit.Page.GetByText("هذه الصفحة بالإنجليزية.")).ToBeVisibleAsync();
        await visit.ShouldBeAccessible();
        (await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_document_names_the_pages_that_are_translated()
    {
        await using var served = await ServedNode.Start();
        var pages = served.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<TranslatedAttribute>() is not null).Select(endpoint => $"`/{endpoint.RoutePattern.RawText!.TrimStart('/')}`").Order(StringComparer.Ordinal);
        var document = await File.ReadAllTextAsync(MatrixTests.InRepository("docs/languages.md"), TestContext.Current.CancellationToken);
        Quoted().Matches(document.Split("<!-- translated -->")[1]).Select(match => match.Value).Order(StringComparer.Ordinal).ShouldBe(pages);
    }

    private static HashSet<string> Asked()
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(MatrixTests.InRepository("src/Comity.Host/Web"), "*", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            var pattern = Path.GetFileName(file) switch { "MainMenu.cs" => MenuText(), "Waiting.cs" => WaitingText(), _ => AskedText() };
            asked.UnionWith(pattern.Matches(text).Select(match => match.Groups["text"].Value));
        }

        return asked;
    }

    [GeneratedRegex("""\bT(\.Of\(|\[)"(?<text>[^"]+)"[\],]""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex AskedText();

    [GeneratedRegex("""new\("/[^"]*", "(?<text>[^"]+)",""", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex MenuText();

    [GeneratedRegex("""
        "(?<text>[^"]+)", "/
        """, RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex WaitingText();

    [GeneratedRegex("<[^>]*>", RegexOptions.None, 5000)]
    private static partial Regex Tag();

    [GeneratedRegex("[A-Za-z]{4,}", RegexOptions.None, 5000)]
    private static partial Regex Latin();

    [GeneratedRegex("`/[^`]*`", RegexOptions.None, 5000)]
    private static partial Regex Quoted();
}
