using System.Globalization;
using Comity.Kernel.Account;

namespace Comity.Screening.Lists;

/// <summary>
/// When a new version may take the place of the standing one. A list that lost a tenth of its entries overnight is more often a torn
/// file than a change of policy; a person can still say it is one.
/// </summary>
/// <param name="LostShareMost">Largest share of entries and parts that could not be read, 0 to 1.</param>
/// <param name="ShrinkageMost">Largest share of the standing entries, and of their names, that may be gone, 0 to 1.</param>
public sealed record ListLimits(double LostShareMost = 0.01, double ShrinkageMost = 0.10)
{
    /// <summary>Why the list is refused; empty when it may stand.</summary>
    /// <param name="report">What its reading came to.</param>
    /// <param name="standing">The version that stands, or <see langword="null"/> for a first one.</param>
    /// <param name="removed">How many of its entries the new version no longer has.</param>
    /// <param name="names">Names of all entries of the new version: a list whose file of other names was forgotten keeps its entries.</param>
    public IReadOnlyList<string> Refusals(ListReport report, WatchListVersion? standing, long removed, long names)
    {
        ArgumentNullException.ThrowIfNull(report);
        var refusals = new List<string>();
        if (!report.Complete)
        {
            refusals.Add("it was not read to its end");
        }

        if (report.Declared is { } declared && declared != report.Met)
        {
            refusals.Add(string.Create(CultureInfo.InvariantCulture, $"it declares {declared} entries and has {report.Met}"));
        }

        if (report.LostShare > LostShareMost)
        {
            refusals.Add(string.Create(CultureInfo.InvariantCulture, $"{report.LostShare:P1} of it could not be read; the limit is {LostShareMost:P1}"));
        }

        if (standing is { Entities: > 0 and var entities } && (double)removed / entities > ShrinkageMost)
        {
            refusals.Add(string.Create(CultureInfo.InvariantCulture, $"{removed} of {entities} entries are gone ({(double)removed / entities:P1}); the limit is {ShrinkageMost:P1}"));
        }

        if (standing is not null && names < standing.Names * (1 - ShrinkageMost))
        {
            refusals.Add(string.Create(CultureInfo.InvariantCulture, $"it has {names} names, the standing version {standing.Names}; the limit is {ShrinkageMost:P1} fewer"));
        }

        if (report.PublishedOn < standing?.PublishedOn)
        {
            refusals.Add(string.Create(CultureInfo.InvariantCulture, $"it is dated {report.PublishedOn:yyyy-MM-dd}, the standing version {standing!.PublishedOn:yyyy-MM-dd}"));
        }

        return refusals;
    }
}
