using Comity.Formats.Cargo;
using Comity.Formats.Edifact;

namespace Comity.Formats.Cuscar;

/// <summary>Reads the segments that describe a container (EQD and MEA behind it).</summary>
internal static class Equipment
{
    /// <summary>EQD: size-type (C224 8155, or its text 8154), full or empty (8169: 4 empty, 5 full).</summary>
    public static void Describe(CargoReading reading, in EdifactSegment segment, DeclaredContainer container)
    {
        container.SizeType ??= reading.Value(in segment, 3) ?? reading.Value(in segment, 3, 3);
        var status = segment[6, 0];
        if (status.IsEmpty)
        {
            return;
        }

        if (status is [(byte)'4' or (byte)'5'])
        {
            container.Empty ??= CargoSegments.Declare(in segment, status[0] == (byte)'4');
        }
        else if (status is not [>= (byte)'1' and <= (byte)'9'])
        {
            reading.Repair(in segment, "4 empty or 5 full (data element 8169)", "neither full nor empty");
        }
    }

    /// <summary>A mass of the container. One that names the equipment goes before a gross mass, which may be the goods' alone.</summary>
    public static void Measure(CargoReading reading, in EdifactSegment segment, DeclaredContainer container)
    {
        switch (reading.Measure(in segment, out var value))
        {
            case Measured.GrossMass:
                container.GrossMassKg ??= value;
                break;
            case Measured.EquipmentMass:
                container.GrossMassKg = value;
                break;
            case Measured.Tare:
                container.TareKg ??= value;
                break;
        }
    }
}
