using Comity.Formats.Cargo;

namespace Comity.Formats.Tabular;

/// <summary>The facts of one row under a mapping. A value that cannot be read is left missing and reported.</summary>
internal sealed class RowFacts(BoundColumns columns, TableRow row, Action<ReadIssue> report)
{
    /// <summary>Whether a value had to be repaired or left missing.</summary>
    public bool Repaired { get; private set; }

    public Declared<string>? Text(CargoField field)
    {
        foreach (var (column, _) in columns.ByField[field])
        {
            if (row.Text(column) is { Length: > 0 } text)
            {
                return new(text, row.At);
            }
        }

        return null;
    }

    /// <summary>Texts of all columns of a field, joined.</summary>
    public Declared<string>? Joined(CargoField field, string separator)
    {
        var parts = columns.ByField[field].Select(c => row.Text(c.Column)).Where(t => t.Length > 0).ToArray();
        return parts.Length == 0 ? null : new(string.Join(separator, parts), row.At);
    }

    /// <summary>Every item of every column of a field that holds lists.</summary>
    public IEnumerable<Declared<string>> Items(CargoField field) =>
        from column in columns.ByField[field]
        from item in row.Text(column.Column).Split([',', ';', '/', '|', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        select new Declared<string>(item, row.At);

    public Declared<double>? Number(CargoField field) => Read<double>(field, "a number that is not negative",
        (object? cell, ColumnRule _, out double value) => CellValue.TryNumber(cell, columns.Mapping.DecimalMark, out value));

    public Declared<double>? MassKg(CargoField field) => Read<double>(field, "a mass",
        (object? cell, ColumnRule rule, out double value) => CellValue.TryMassKg(cell, rule.Unit!.Value, columns.Mapping.DecimalMark, out value));

    public Declared<long>? Integer(CargoField field) => Read<long>(field, "a whole number",
        (object? cell, ColumnRule _, out long value) => CellValue.TryInteger(cell, columns.Mapping.DecimalMark, out value));

    public Declared<DateTimeOffset>? Date(CargoField field) => Read<DateTimeOffset>(field, "a date in the mapping's format or starting with the year",
        (object? cell, ColumnRule rule, out DateTimeOffset value) => CellValue.TryDate(cell, rule.DateFormat, out value));

    public List<Declared<string>> HsCodes()
    {
        var codes = new List<Declared<string>>();
        foreach (var (column, rule) in columns.ByField[CargoField.Hs])
        {
            var text = row.Text(column);
            var found = CellValue.HsCodes(text);
            if (text.Length > 0 && found.Count == 0)
            {
                Repair(rule, text, "HS codes of 4 to 12 digits");
            }

            codes.AddRange(found.Select(c => new Declared<string>(c, row.At)));
        }

        return codes;
    }

    /// <summary>
    /// The container. A number that is not one is kept as declared, because a wrong number is itself a finding; words
    /// without a digit, such as <c>BULK</c>, mean that there is none.
    /// </summary>
    public DeclaredContainer? Container()
    {
        if (Text(CargoField.ContainerNumber) is not { } declared)
        {
            return null;
        }

        var number = CellValue.Container(declared.Value);
        if (!CellValue.IsContainer(number))
        {
            var isNumber = number.AsSpan().ContainsAnyInRange('0', '9');
            Repair("container number", declared.Value, "four letters and seven digits", isNumber ? "the number as declared" : "the row as cargo without a container");
            if (!isNumber)
            {
                return null;
            }
        }

        var container = new DeclaredContainer
        {
            Number = new(number, declared.At),
            SizeType = Text(CargoField.ContainerSizeType),
            Empty = Empty(),
            TareKg = MassKg(CargoField.ContainerTare),
            GrossMassKg = MassKg(CargoField.ContainerGrossMass),
        };
        container.Seals.AddRange(Items(CargoField.Seal));
        return container;
    }

    public DeclaredGoods? Goods()
    {
        var goods = new DeclaredGoods
        {
            Description = Joined(CargoField.GoodsDescription, " "),
            Packages = Integer(CargoField.Packages),
            PackageType = Text(CargoField.PackageType),
            GrossMassKg = MassKg(CargoField.GoodsGrossMass),
            VolumeM3 = Number(CargoField.GoodsVolume),
            Marks = Text(CargoField.Marks),
        };
        goods.Hs.AddRange(HsCodes());
        foreach (var un in Items(CargoField.UnNumber))
        {
            var digits = un.Value.StartsWith("UN", StringComparison.OrdinalIgnoreCase) ? un.Value[2..].Trim() : un.Value;
            if (digits.Length == 4 && digits.All(char.IsAsciiDigit))
            {
                goods.UnNumbers.Add(new(digits, un.At));
            }
            else
            {
                Repair("UN number", un.Value, "four digits", "the row without it");
            }
        }

        var empty = goods is { Description: null, Packages: null, PackageType: null, GrossMassKg: null, VolumeM3: null, Marks: null, Hs.Count: 0, UnNumbers.Count: 0 };
        return empty ? null : goods;
    }

    public DeclaredParty? Party(CargoField name, CargoField address, CargoField country, CargoField phone, CargoField code)
    {
        var party = new DeclaredParty
        {
            Name = Text(name),
            Address = Joined(address, ", "),
            Country = Text(country),
            Phone = Text(phone),
            Code = Text(code),
        };
        return party is { Name: null, Address: null, Country: null, Phone: null, Code: null } ? null : party;
    }

    public Declared<string>? FreightPayment() => Coded(CargoField.FreightPayment, "prepaid, collect, third party or elsewhere, or P, C, B, A", DeclaredCodes.FreightPayment);

    public Declared<string>? BillNature() => Coded(CargoField.BillNature, "22, 23, 24, 28 or their names", DeclaredCodes.BillNature);

    public Declared<string>? BillKind() => Coded(CargoField.BillKind, "house, master or simple", DeclaredCodes.BillKind);

    private Declared<bool>? Empty() => Coded(CargoField.ContainerEmpty, "empty or full", text => DeclaredCodes.IsEmpty(text) switch
    {
        true => "empty",
        false => "full",
        null => null,
    }) is { } status ? new(status.Value == "empty", status.At) : null;

    private Declared<string>? Coded(CargoField field, string expected, Func<string, string?> meaning)
    {
        if (Text(field) is not { } declared)
        {
            return null;
        }

        if (meaning(declared.Value) is { } known)
        {
            return new(known, declared.At);
        }

        Repair(field.ToString(), declared.Value, expected, "the row without it");
        return null;
    }

    private delegate bool Reading<T>(object? cell, ColumnRule rule, out T value);

    private Declared<T>? Read<T>(CargoField field, string expected, Reading<T> reading)
    {
        foreach (var (column, rule) in columns.ByField[field])
        {
            var text = row.Text(column);
            if (text.Length == 0)
            {
                continue;
            }

            if (reading(row.Cells[column], rule, out var value))
            {
                return new(value, row.At);
            }

            Repair(rule, text, expected);
        }

        return null;
    }

    private void Repair(ColumnRule rule, string found, string expected) => Repair(rule.Header, found, expected, "the row without it");

    private void Repair(string what, string found, string expected, string saved)
    {
        Repaired = true;
        report(ReadIssue.Issue(IssueKind.Repair, row.At, $"{what}: {found}", expected, saved));
    }
}
