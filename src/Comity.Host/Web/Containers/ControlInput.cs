using System.Globalization;
using Comity.Kernel.Account;
using Comity.Kernel.Subjects;
using Comity.Programmes.Containers.Control;
using Microsoft.AspNetCore.Http;

namespace Comity.Host.Web.Containers;

/// <summary>What stands in the form of a control's result, as it was typed.</summary>
internal sealed record ControlInput
{
    public const int MostItems = 3;
    public const int MostPhotos = 10;
    public const int LongestRemarks = 2000;
    private const int LongestTerm = 80;

    public required string Control { get; init; }

    public bool? Found { get; init; }

    public required IReadOnlyList<(string Commodity, string Quantity, string Unit)> Items { get; init; }

    public string Concealment { get; init; } = "";

    public string Remarks { get; init; } = "";

    public long? Corrects { get; init; }

    /// <summary>Photographs of the corrected entry.</summary>
    public IReadOnlyList<string> KeptPhotos { get; init; } = [];

    /// <summary>The form as it is first shown: empty, or with the entry to be corrected.</summary>
    public static ControlInput First(Decision? decision, StandingControl? corrected) => corrected is { Report: var report }
        ? new ControlInput
        {
            Control = report.Control,
            Found = report.Found,
            Items = Padded(report.Seized.Select(item => (item.Commodity, item.Quantity.ToString(CultureInfo.InvariantCulture), item.Unit))),
            Concealment = report.Concealment,
            Remarks = report.Remarks,
            Corrects = corrected.Entry.Number,
            KeptPhotos = report.Photos,
        }
        : new ControlInput
        {
            Control = decision is null || decision.Action == ControlActions.Release ? ControlActions.Physical : decision.Action,
            Items = Padded([]),
        };

    /// <summary>The form as it was sent.</summary>
    public static ControlInput Of(IFormCollection form, StandingControl? corrected)
    {
        string One(string name) => form[name].ToString().Trim();
        return new ControlInput
        {
            Control = One("control"),
            Found = One("result") switch { "found" => true, "nothing" => false, _ => null },
            Items = [.. Enumerable.Range(0, MostItems).Select(i => (One($"commodity{i}"), One($"quantity{i}"), One($"unit{i}")))],
            Concealment = One("concealment"),
            Remarks = One("remarks"),
            Corrects = long.TryParse(One("corrects"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
            KeptPhotos = corrected?.Report.Photos ?? [],
        };
    }

    /// <summary>The report it makes; photographs are kept on the way.</summary>
    /// <exception cref="ControlRefusedException">Something in it is wrong; the message says what.</exception>
    public ControlReport Report(Officer officer, IReadOnlyList<IFormFile> photos, IRawFiles raw, CancellationToken cancellation)
    {
        var items = Items.Where(item => item.Commodity.Length > 0 || item.Quantity.Length > 0).Select(Item).ToArray();
        if (Found is null)
        {
            throw new ControlRefusedException("Say whether something was found.");
        }

        if (Found == true && items.Length == 0)
        {
            throw new ControlRefusedException("Say what was found: a commodity and its quantity.");
        }

        if (Found == false && items.Length > 0)
        {
            throw new ControlRefusedException("It says that nothing was found, and yet lists a commodity. Clear the one or change the other.");
        }

        if (Remarks.Length > LongestRemarks)
        {
            throw new ControlRefusedException($"The remarks have {Remarks.Length} characters; they may have {LongestRemarks}.");
        }

        var sent = photos.Where(photo => photo.FileName.Length > 0).ToArray();
        if (sent.Length + KeptPhotos.Count > MostPhotos)
        {
            throw new ControlRefusedException($"{sent.Length + KeptPhotos.Count} photographs are too many; an entry takes {MostPhotos}.");
        }

        return new ControlReport
        {
            Control = Control,
            Unit = officer.Unit,
            Seized = items,
            Concealment = Found == true ? Concealment : "",
            Remarks = Remarks,
            Photos = [.. KeptPhotos.Concat(Photographs.Keep(sent, raw, cancellation)).Distinct(StringComparer.Ordinal)],
        };
    }

    private static SeizedItem Item((string Commodity, string Quantity, string Unit) typed)
    {
        if (typed.Commodity.Length is 0 or > LongestTerm || typed.Unit.Length > LongestTerm)
        {
            throw new ControlRefusedException(typed.Commodity.Length == 0 ? $"The quantity {typed.Quantity} has no commodity." : $"A commodity has at most {LongestTerm} characters.");
        }

        return double.TryParse(typed.Quantity, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var quantity)
            ? new SeizedItem(typed.Commodity, quantity, typed.Unit)
            : throw new ControlRefusedException($"'{typed.Quantity}' is not a quantity; write it with digits and a point, such as 1435 or 0.5.");
    }

    private static (string, string, string)[] Padded(IEnumerable<(string, string, string)> items) =>
        [.. items.Concat(Enumerable.Repeat(("", "", SeizureTerms.Units[0]), MostItems)).Take(MostItems)];
}
