using Comity.Exchange.Cases;
using Comity.Kernel.Refer;
using Comity.Kernel.Refer.Cases;
using Comity.Kernel.Subjects;
using Microsoft.AspNetCore.Http;

namespace Comity.Host.Web.Cases;

/// <summary>What stands in the form of an entry, as it was typed.</summary>
/// <param name="Text">What it says in words.</param>
/// <param name="Facts">Its facts by name; values of one fact stand on lines of their own.</param>
/// <param name="About">The entry it is about, or empty.</param>
/// <param name="Tlp">Who may see it; null for as the case, or as what it is about.</param>
/// <param name="Named">The members that are named.</param>
/// <param name="H1">Not for court without permission.</param>
/// <param name="H2">Not to be passed on without permission.</param>
internal sealed record EntryInput(string Text, IReadOnlyDictionary<string, string> Facts, string About, Tlp? Tlp, IReadOnlyList<string> Named, bool H1, bool H2)
{
    /// <summary>The form as it is first shown.</summary>
    public static EntryInput First(string about) => new("", new Dictionary<string, string>(StringComparer.Ordinal), about, null, [], false, false);

    /// <summary>The form as it was sent.</summary>
    public static EntryInput Of(IFormCollection form, CaseKind kind) => new(
        form["text"].ToString().Trim(),
        kind.Fields.ToDictionary(field => field.Name, field => form["fact." + field.Name].ToString().Trim(), StringComparer.Ordinal),
        form["about"].ToString(),
        Enum.TryParse<Tlp>(form["tlp"].ToString(), out var tlp) && Enum.IsDefined(tlp) ? tlp : null,
        [.. form["named"].OfType<string>()],
        form["h1"] == "yes",
        form["h2"] == "yes");

    /// <summary>The entry it asks for; a file is kept on the way.</summary>
    public EntryDraft Draft(CaseKind kind, string by, IFormFileCollection files, IRawFiles raw, CancellationToken cancellation) => new(kind.Id, Text, by)
    {
        Facts = kind.Fields.Where(field => Facts.GetValueOrDefault(field.Name, "").Length > 0).ToDictionary(
            field => field.Name,
            IReadOnlyList<string> (field) => field.Many ? Facts[field.Name].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [Facts[field.Name]],
            StringComparer.Ordinal),
        About = About.Length > 0 ? About : null,
        Attachments = kind.HasFile ? [.. files.Where(file => file.Length > 0).Select(file => Keep(file, raw, cancellation))] : [],
        // What is not said is as the case, or as the entry it is about.
        Handling = Tlp is not null || H1 || H2 ? new Handling { Tlp = Tlp ?? Kernel.Refer.Tlp.Clear, Named = Tlp == Kernel.Refer.Tlp.Red ? Named : [], H1 = H1, H2 = H2 } : null,
    };

    private static Attachment Keep(IFormFile file, IRawFiles raw, CancellationToken cancellation)
    {
        using var content = file.OpenReadStream();
        var (sha256, bytes) = raw.Keep(content, cancellation);
        return new Attachment(sha256, bytes, Path.GetFileName(file.FileName), "application/octet-stream");
    }
}
