using Comity.Formats.Cargo;
using Comity.Kernel.Account;

namespace Comity.Programmes.Containers.Intake;

/// <summary>
/// Which standing consignments of a manifest a message withdraws, by its function (UN/EDIFACT 1225): those of the bills a
/// deletion or cancellation lists, all of them when a cancellation lists none, and those that a change or replacement
/// no longer declares. A message that was cut withdraws only what it listed: what it left out may have stood behind the cut.
/// </summary>
internal static class Withdrawals
{
    /// <param name="unit">The unit of work of the message.</param>
    /// <param name="documentKey">The manifest.</param>
    /// <param name="function">What the message does.</param>
    /// <param name="listed">What the message listed (<see cref="ConsignmentKey.Listing"/>).</param>
    /// <param name="declared">Keys of the consignments the message declared anew.</param>
    /// <param name="complete">Whether the message was read to its end.</param>
    /// <returns>The keys of the consignments that are withdrawn.</returns>
    public static IEnumerable<string> Of(
        IUnitOfWork unit, string documentKey, ManifestFunction function, IReadOnlySet<string> listed, IReadOnlySet<string> declared, bool complete)
    {
        bool Listed(string key) => listed.Contains(ConsignmentKey.ListingOf(key));
        bool Redeclared(string key) => declared.Contains(key);

        Func<string, bool>? withdrawn = function switch
        {
            ManifestFunction.Cancel when listed.Count == 0 && complete => _ => true,
            ManifestFunction.Cancel or ManifestFunction.Delete => Listed,
            ManifestFunction.Change when complete => key => Listed(key) && !Redeclared(key),
            ManifestFunction.Replace when complete => key => !Redeclared(key),
            _ => null,
        };
        return withdrawn is null ? [] : unit.Standing(documentKey).Where(withdrawn);
    }
}

/// <summary>
/// What names a consignment within its manifest: bill, container, and an occurrence when a message declares the same
/// two more than once. Nothing is merged, so nothing is lost.
/// </summary>
internal static class ConsignmentKey
{
    private const char Separator = '\u001f';

    public static string Of(string? bill, string? container, int occurrence) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{Clean(bill)}{Separator}{Clean(container)}{Separator}{occurrence}");

    /// <summary>What a message that speaks of a consignment lists: its bill, or without one its container.</summary>
    public static string Listing(string? bill, string? container) => ListingOf(Of(bill, container, 0));

    /// <summary>The listing that a consignment's key belongs to.</summary>
    public static string ListingOf(string key)
    {
        var bill = key.IndexOf(Separator, StringComparison.Ordinal);
        return key[..(bill > 0 ? bill : key.LastIndexOf(Separator))];
    }

    private static string? Clean(string? part) => part?.Replace(Separator, ' ');
}
