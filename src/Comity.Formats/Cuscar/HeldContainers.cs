using Comity.Formats.Cargo;
using Comity.Formats.Edifact;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Cuscar;

/// <summary>A container of the message with what the reader must remember of it.</summary>
internal sealed class HeldContainer(DeclaredContainer container)
{
    public DeclaredContainer Container => container;

    /// <summary>Whether it was handed over with a bill.</summary>
    public bool Named { get; set; }

    public bool Repaired { get; set; }

    /// <summary>The bill and goods line that named it last, so that each lists it once.</summary>
    public int BillSerial { get; set; }

    public int BillIndex { get; set; }

    public int LineSerial { get; set; }

    public int Split { get; set; }

    /// <summary>The part of the message that declares it (EQD).</summary>
    public SourcePosition At { get; set; }
}

/// <summary>
/// The containers of a message by number, one object each, so that bills that share a container share the object.
/// When as many are held as may be, further ones are one object for their bill only.
/// </summary>
internal sealed class HeldContainers(CargoReading reading)
{
    private readonly Dictionary<string, HeldContainer> _ofMessage = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HeldContainer> _ofBill = new(StringComparer.Ordinal);

    /// <summary>The containers no bill has named.</summary>
    public IEnumerable<HeldContainer> Unnamed => _ofMessage.Values.Where(held => !held.Named);

    /// <summary>Another bill begins.</summary>
    public void BeginBill() => _ofBill.Clear();

    /// <summary>The container of a number.</summary>
    /// <param name="number">Upper case without spaces.</param>
    /// <param name="segment">Where it is named.</param>
    /// <param name="isHeld">False when it will not be found again by a later bill.</param>
    public HeldContainer Get(string number, in EdifactSegment segment, out bool isHeld)
    {
        isHeld = _ofMessage.TryGetValue(number, out var held);
        if (isHeld || _ofBill.TryGetValue(number, out held))
        {
            return held!;
        }

        held = new HeldContainer(new DeclaredContainer { Number = CargoSegments.Declare(in segment, number) });
        isHeld = _ofMessage.Count < reading.Options.MostHeld;
        if (isHeld)
        {
            _ofMessage.Add(number, held);
        }
        else if (_ofBill.Count < reading.Options.MostHeld)
        {
            _ofBill.Add(number, held);
        }

        return held;
    }
}
