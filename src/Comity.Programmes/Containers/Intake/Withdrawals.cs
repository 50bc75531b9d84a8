using Comity.Formats.Cargo;
using Comity.Kernel.Account;

namespace Comity.Programmes.Containers.Intake;

/// <summary>
/// Which standing consignments of a manifest a message withdraws, by its function (UN/EDIFACT 1225): those of the bills a
/// deletion or cancellation lists, all of them when a cancellation lists none, and those that a change or replacement
/// no longer declares.
/// </summary>
internal static class Withdrawals
{
    /// <param name="unit">The unit of work of the message.</param>
    /// <param name="documentKey">The manifest.</param>
    /// <param name="function">What the message does.</param>
    /// <param name="bills">Bills the message listed.</param>
    /// <param name="declared">Keys of the consignments the message declared anew.</param>
    /// <returns>The keys of the consignments that are withdrawn.</returns>
    public static IEnumerable<string> Of(
        IUnitOfWork unit, string documentKey, ManifestFunction function, IReadOnlySet<string> bills, IReadOnlySet<string> declared)
    {
        bool Listed(string key) => bills.Contains(ConsignmentKey.BillOf(key));
        bool Redeclared(string key) => declared.Contains(key);

        Func<string, bool>? withdrawn = function switch
        {
            ManifestFunction.Cancel when bills.Count == 0 => _ => true,
            ManifestFunction.Cancel or ManifestFunction.Delete => Listed,
            ManifestFunction.Change => key => Listed(key) && !Redeclared(key),
            ManifestFunction.Replace => key => !Redeclared(key),
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
        System.Globalization.CultureInfo.InvariantCulture, $"{bill}{Separator}{container}{Separator}{occurrence}");

    public static string BillOf(string key) => key[..key.IndexOf(Separator, StringComparison.Ordinal)];
}
