using System.Globalization;
using System.Runtime.InteropServices;
using Comity.Formats.Cargo;
using Comity.Kernel.Subjects;

namespace Comity.Formats.Cuscar;

/// <summary>
/// One bill of lading being gathered, then turned into consignments: one for each of its containers, or one without.
/// The object is used again for the next bill.
/// </summary>
internal sealed class Bill(CargoReading reading)
{
    /// <summary>When a bill's segments have this many bytes, no further goods lines are held: long texts could fill the memory.</summary>
    private const long MostBytes = 32 << 20;

    private readonly List<DeclaredGoods> _lines = [];
    private readonly List<Split> _splits = [];
    private readonly List<HeldContainer> _containers = [];
    private readonly List<int> _lineSplits = [];
    private int _serial;
    private int _lineSerial;
    private int _split = -1;
    private int _linesBeyond;
    private int _containersBeyond;
    private long _bytes;
    private SourcePosition _first;
    private SourcePosition _last;

    /// <summary>A goods line's part in one container (SGP), with its own figures if it has them.</summary>
    private struct Split
    {
        public int Line;
        public int Container;
        public int Next;
        public Declared<long>? Packages;
        public Declared<double>? GrossMassKg;
        public Declared<double>? VolumeM3;
    }

    /// <summary>Where the bill begins.</summary>
    public SourcePosition First => _first;

    public bool IsOpen { get; private set; }

    /// <summary>The facts of the bill; goods and container are put in when it is handed over.</summary>
    public DeclaredConsignment Facts { get; private set; } = new();

    /// <summary>Whether an RFF named it, rather than CNI.</summary>
    public bool Named { get; set; }

    /// <summary>Whether anything but references was read for it.</summary>
    public bool HasContent { get; set; }

    public bool HasGoods => _lines.Count > 0 || _linesBeyond > 0;

    public HeldContainer? LastContainer { get; private set; }

    public void Open(SourcePosition at)
    {
        IsOpen = true;
        Facts = new DeclaredConsignment();
        Named = false;
        HasContent = false;
        _lines.Clear();
        _splits.Clear();
        _containers.Clear();
        _lineSplits.Clear();
        _serial++;
        _split = -1;
        _linesBeyond = 0;
        _containersBeyond = 0;
        LastContainer = null;
        _first = at;
        _last = at;
        _bytes = 0;
    }

    /// <summary>The bill's part of the file reaches to the end of this segment.</summary>
    public void Extend(SourcePosition at)
    {
        _last = at;
        _bytes += at.Length;
    }

    public void AddLine()
    {
        HasContent = true;
        _split = -1;
        _lineSerial++;
        if (_lines.Count >= reading.Options.MostHeld || _bytes > MostBytes)
        {
            _linesBeyond++;
            return;
        }

        _lines.Add(new DeclaredGoods());
        _lineSplits.Add(0);
    }

    /// <summary>The goods line being read, or null when there is none or too many are held.</summary>
    public DeclaredGoods? Line => _linesBeyond == 0 && _lines.Count > 0 ? _lines[^1] : null;

    /// <summary>Ties a container to the bill and to the goods line being read, if there is one.</summary>
    public void Tie(HeldContainer held, Declared<long>? packages, bool toLine)
    {
        HasContent = true;
        LastContainer = held;
        if (held.BillSerial != _serial)
        {
            if (_containers.Count >= reading.Options.MostHeld)
            {
                _containersBeyond++;
                return;
            }

            held.BillSerial = _serial;
            held.BillIndex = _containers.Count;
            _containers.Add(held);
        }

        if (!toLine || Line is null)
        {
            return;
        }

        if (held.LineSerial == _lineSerial)
        {
            _split = held.Split;
            return;
        }

        held.LineSerial = _lineSerial;
        held.Split = _split = _splits.Count;
        _lineSplits[^1]++;
        _splits.Add(new Split { Line = _lines.Count - 1, Container = held.BillIndex, Next = -1, Packages = packages });
    }

    /// <summary>A mass of the goods line, or of its part in a container when it stands behind SGP and the line has its own.</summary>
    public void AddMass(Declared<double> kilograms)
    {
        if (_split >= 0)
        {
            CollectionsMarshal.AsSpan(_splits)[_split].GrossMassKg ??= kilograms;
        }
        else if (Line is { } line)
        {
            line.GrossMassKg ??= kilograms;
        }
    }

    /// <inheritdoc cref="AddMass"/>
    public void AddVolume(Declared<double> cubicMetres)
    {
        if (_split >= 0)
        {
            CollectionsMarshal.AsSpan(_splits)[_split].VolumeM3 ??= cubicMetres;
        }
        else if (Line is { } line)
        {
            line.VolumeM3 ??= cubicMetres;
        }
    }

    /// <summary>Gives the bill's consignments to the sink and closes it.</summary>
    public void HandOver()
    {
        IsOpen = false;
        ReportBeyond();
        Facts.At = _first with { Length = (int)Math.Min(_last.Offset + _last.Length - _first.Offset, int.MaxValue) };
        Facts.BillContainers = _containers.Count + _containersBeyond;
        Facts.BillGrossMassKg = GrossMass();
        if (_containers.Count == 0)
        {
            Facts.Goods.AddRange(_lines);
            reading.Sink.Consignment(Facts);
            return;
        }

        if (_containers.Count == 1)
        {
            var line = 0;
            foreach (ref readonly var split in CollectionsMarshal.AsSpan(_splits))
            {
                for (; line < split.Line; line++)
                {
                    Facts.Goods.Add(_lines[line]);
                }

                Facts.Goods.Add(Whole(_lines[line++], in split));
            }

            Facts.Goods.AddRange(_lines[line..]);
            Give(Facts, _containers[0]);
            return;
        }

        HandOverEach();
    }

    private void HandOverEach()
    {
        var shared = SharedLines();
        var heads = new int[_containers.Count];
        Array.Fill(heads, -1);
        var splits = CollectionsMarshal.AsSpan(_splits);
        for (var i = splits.Length - 1; i >= 0; i--)
        {
            ref var split = ref splits[i];
            split.Next = heads[split.Container];
            heads[split.Container] = i;
        }

        for (var i = 0; i < _containers.Count; i++)
        {
            var consignment = i == _containers.Count - 1 ? Facts : Copy(Facts);
            for (var s = heads[i]; s >= 0; s = splits[s].Next)
            {
                var line = splits[s].Line;
                consignment.Goods.Add(
                    _lineSplits[line] == 1 ? Whole(_lines[line], in splits[s]) : Part(_lines[line], in splits[s]));
            }

            consignment.Goods.AddRange(shared);
            Give(consignment, _containers[i]);
        }
    }

    private void Give(DeclaredConsignment consignment, HeldContainer held)
    {
        held.Named = true;
        consignment.Container = held.Container;
        consignment.Repaired |= held.Repaired;
        reading.Sink.Consignment(consignment);
    }

    /// <summary>
    /// Lines that name no container in a bill with several: what they are is true of the bill, how much of it lies in
    /// which container is not said. Their product with the containers is bounded, or one small file could fill hours.
    /// </summary>
    private List<DeclaredGoods> SharedLines()
    {
        const int MostSharings = 1 << 24;
        var shared = new List<DeclaredGoods>();
        var most = Math.Max(1, MostSharings / _containers.Count);
        var left = 0;
        for (var i = 0; i < _lines.Count; i++)
        {
            if (_lineSplits[i] > 0)
            {
                continue;
            }

            if (shared.Count < most)
            {
                shared.Add(Part(_lines[i], default));
            }
            else
            {
                left++;
            }
        }

        if (left > 0)
        {
            Quarantine(left, "goods lines without container", most, 0);
        }

        return shared;
    }

    /// <summary>A line that lies in one container only: the line's figures are the container's.</summary>
    private static DeclaredGoods Whole(DeclaredGoods line, in Split split)
    {
        line.Packages ??= split.Packages;
        line.GrossMassKg ??= split.GrossMassKg;
        line.VolumeM3 ??= split.VolumeM3;
        return line;
    }

    private static DeclaredGoods Part(DeclaredGoods line, in Split split)
    {
        var part = new DeclaredGoods
        {
            Description = line.Description,
            PackageType = line.PackageType,
            Marks = line.Marks,
            Packages = split.Packages,
            GrossMassKg = split.GrossMassKg,
            VolumeM3 = split.VolumeM3,
        };
        part.Hs.AddRange(line.Hs);
        part.UnNumbers.AddRange(line.UnNumbers);
        return part;
    }

    /// <summary>The declared mass of the bill, else the sum of its lines; both are compared when both are there.</summary>
    private Declared<double>? GrossMass()
    {
        double sum = 0;
        var (masses, at) = (0, SourcePosition.None);
        var complete = true;
        foreach (var line in _lines)
        {
            complete &= line.GrossMassKg is not null;
            Add(line.GrossMassKg);
        }

        foreach (ref readonly var split in CollectionsMarshal.AsSpan(_splits))
        {
            if (_lines[split.Line].GrossMassKg is null)
            {
                Add(split.GrossMassKg);
            }
        }

        if (Facts.BillGrossMassKg is { } declared)
        {
            if (complete && masses > 0 && Math.Abs(declared.Value - sum) > Math.Max(1, declared.Value * 0.005))
            {
                Facts.Repaired = true;
                reading.Sink.Issue(ReadIssue.Issue(
                    IssueKind.Repair, declared.At, string.Create(CultureInfo.InvariantCulture, $"{declared.Value} kg"),
                    string.Create(CultureInfo.InvariantCulture, $"the sum of the goods lines, {sum} kg"), "the bill's mass as declared"));
            }

            return declared;
        }

        return masses == 0 ? null : new Declared<double>(sum, masses == 1 ? at : SourcePosition.None);

        void Add(Declared<double>? mass)
        {
            if (mass is { } some)
            {
                sum += some.Value;
                masses++;
                at = some.At;
            }
        }
    }

    private void ReportBeyond()
    {
        if (_linesBeyond > 0)
        {
            Quarantine(_linesBeyond, "goods lines", _lines.Count, 0);
        }

        if (_containersBeyond > 0)
        {
            Quarantine(_containersBeyond, "containers", reading.Options.MostHeld, _containersBeyond);
        }
    }

    private void Quarantine(int count, string what, int most, int consignments)
    {
        Facts.Repaired = true;
        reading.Sink.Issue(ReadIssue.Issue(
            IssueKind.Quarantined, _first, string.Create(CultureInfo.InvariantCulture, $"{most + count} {what} in one bill"),
            string.Create(CultureInfo.InvariantCulture, $"at most {most}"), "the first of them", consignments));
    }

    private static DeclaredConsignment Copy(DeclaredConsignment from)
    {
        var copy = new DeclaredConsignment
        {
            BillNumber = from.BillNumber,
            BillKind = from.BillKind,
            BillNature = from.BillNature,
            MasterBill = from.MasterBill,
            BillGrossMassKg = from.BillGrossMassKg,
            BillContainers = from.BillContainers,
            Shipper = from.Shipper,
            Consignee = from.Consignee,
            Notify = from.Notify,
            PlaceOfOrigin = from.PlaceOfOrigin,
            PlaceOfLoading = from.PlaceOfLoading,
            PlaceOfDischarge = from.PlaceOfDischarge,
            PlaceOfDestination = from.PlaceOfDestination,
            PlaceOfDelivery = from.PlaceOfDelivery,
            Value = from.Value,
            Freight = from.Freight,
            FreightPayment = from.FreightPayment,
            Currency = from.Currency,
            At = from.At,
            Repaired = from.Repaired,
        };
        copy.Transhipments.AddRange(from.Transhipments);
        return copy;
    }
}
