namespace Comity.Host.Web.Identity;

/// <summary>Where a page leads back to: an address of this node, whatever was asked.</summary>
internal static class LocalAddress
{
    public static string Of(string? asked) =>
        asked is ['/', ..] and not ['/', '/' or '\\', ..] && Uri.TryCreate(asked, UriKind.Relative, out _) && !asked.Any(char.IsControl) ? asked : "/start";
}
