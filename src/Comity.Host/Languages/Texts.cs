using System.Globalization;
using System.Text.Json;
using Comity.Host.Authority;
using Microsoft.AspNetCore.Http;

namespace Comity.Host.Languages;

/// <summary>A language the pages can be read in.</summary>
/// <param name="Code">Its code (BCP 47).</param>
/// <param name="Name">Its own name.</param>
/// <param name="IsRightToLeft">Whether it is written from right to left.</param>
public sealed record Language(string Code, string Name, bool IsRightToLeft = false);

/// <summary>
/// The texts of pages in the six languages of the United Nations. A text is known by its English wording; a file for each other
/// language holds the rest. What has no translation is shown in English, and a test names it.
/// </summary>
public sealed class Texts(IHttpContextAccessor accessor, Access access, Node node)
{
    private Language? _language;

    /// <summary>The languages, English first.</summary>
    public static IReadOnlyList<Language> All { get; } =
    [
        new("en", "English"), new("ar", "العربية", IsRightToLeft: true), new("zh", "中文"), new("fr", "Français"), new("ru", "Русский"), new("es", "Español"),
    ];

    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> Books = All.Skip(1).ToDictionary(language => language.Code, Read, StringComparer.Ordinal);

    /// <summary>The language of this request: what the account chose, otherwise what the browser asks for, otherwise English.</summary>
    public Language Language => _language ??= Choose(
        access.Session is { } session ? node.Authority.Languages.Of(session.Account.Id) : null,
        accessor.HttpContext?.Request.Headers.AcceptLanguage.ToString());

    /// <summary>A text in the language of this request.</summary>
    /// <param name="english">Its English wording.</param>
    public string this[string english] => In(Language, english);

    /// <summary>A text with what stands in its places.</summary>
    /// <param name="english">Its English wording, with {0} and so on.</param>
    /// <param name="values">What stands there.</param>
    public string Of(string english, params object[] values) => string.Format(CultureInfo.InvariantCulture, this[english], values);

    /// <summary>The texts that a language has.</summary>
    public static IReadOnlyDictionary<string, string> Of(Language language) => Books.GetValueOrDefault(language.Code) ?? new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Chooses a language.</summary>
    /// <param name="chosen">The code the account chose, or null.</param>
    /// <param name="accepted">The browser's Accept-Language, or null.</param>
    public static Language Choose(string? chosen, string? accepted)
    {
        if (Find(chosen) is { } own)
        {
            return own;
        }

        // Best first (RFC 9110, 12.5.4); the part before the hyphen is the language.
        var wishes = (accepted ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(wish => wish.Split(';', StringSplitOptions.TrimEntries))
            .Select(parts => (Code: parts[0].Split('-')[0].ToLowerInvariant(), Quality: Quality(parts)))
            .Where(wish => wish.Quality > 0)
            .OrderByDescending(wish => wish.Quality);
        return wishes.Select(wish => Find(wish.Code)).OfType<Language>().FirstOrDefault() ?? All[0];
    }

    private static Language? Find(string? code) => All.FirstOrDefault(language => language.Code == code);

    private static double Quality(string[] parts) =>
        parts.FirstOrDefault(part => part.StartsWith("q=", StringComparison.OrdinalIgnoreCase)) is not { } q ? 1
        : double.TryParse(q.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quality) ? quality : 0;

    private static string In(Language language, string english) => Of(language).GetValueOrDefault(english, english);

    private static IReadOnlyDictionary<string, string> Read(Language language)
    {
        using var stream = typeof(Texts).Assembly.GetManifestResourceStream($"language.{language.Code}.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
    }
}

/// <summary>A page whose texts are in all languages. Other pages say that they are in English, so that they are read and spoken so.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TranslatedAttribute : Attribute;
