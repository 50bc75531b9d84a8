using System.Runtime.CompilerServices;

namespace Comity.Estimation;

/// <summary>Why a model has no usable estimate on a table.</summary>
[Flags]
public enum Obstacles
{
    /// <summary>The estimate exists and is unique.</summary>
    None = 0,

    /// <summary>The likelihood has no maximum: it rises for ever as some parameter runs away.</summary>
    NoMaximum = 1,

    /// <summary>Different parameters give the same likelihood.</summary>
    NotIdentifiable = 2,
}

/// <summary>
/// Does the maximum-likelihood estimate exist, and is it unique (Fienberg and Rinaldo 2012; Chan, Silverman and Vincent 2021)? The answer depends
/// only on which cells are zero. The maximum does not exist exactly when some direction c leaves all cells with cases unchanged (X_w c = 0), lowers
/// no empty cell and changes at least one. One instance for each thread.
/// </summary>
public sealed class Existence
{
    private const double Tolerance = 1e-9;

    private readonly WorkArea? _area;
    private readonly double[][] _design = [];
    private readonly double[] _designCounts = [];
    private readonly double[] _row;
    private readonly double[] _basis;
    private readonly int[] _pivots;
    private readonly bool[] _isPivot;
    private readonly double[] _empty;
    private readonly double[] _tableau;
    private readonly int[] _basic;
    private readonly int _cells;

    /// <summary>For the models a work area uses, one after the other.</summary>
    internal Existence(WorkArea area, int lists)
        : this(1 << lists, 1 << lists) => _area = area;

    /// <summary>For one model given by its design: a row for each cell.</summary>
    internal Existence(double[][] design, double[] counts)
        : this(design.Length, design[0].Length)
    {
        _design = design;
        _designCounts = counts;
    }

    private Existence(int cells, int parameters)
    {
        _cells = cells;
        var widest = Math.Max(cells, parameters);
        _row = new double[widest + 1];
        _basis = new double[parameters * parameters];
        _pivots = new int[parameters];
        _isPivot = new bool[parameters];
        _empty = new double[cells * parameters];
        _tableau = new double[parameters * (cells + 1)];
        _basic = new int[parameters];
    }

    /// <summary>What stands in the way of this model's estimate on this table.</summary>
    public static Obstacles Check(CaptureTable table, HierarchicalModel model)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(model);
        var area = new WorkArea(table.Lists.Count);
        area.Load(table.Counts);
        area.Use(model.Terms);
        return new Existence(area, table.Lists.Count).Check();
    }

    /// <summary>The reason as a sentence; <paramref name="what"/> is the model as it stands in one, such as "model [12,3]".</summary>
    public static string Explain(string what, Obstacles obstacles) => obstacles switch
    {
        Obstacles.NoMaximum => $"The lists overlap too little for {what}: its likelihood has no maximum, any number however large fits better.",
        Obstacles.NotIdentifiable => $"The lists overlap too little for {what}: different hidden numbers fit equally well.",
        _ => $"The lists overlap too little for {what}: its likelihood has no maximum and different hidden numbers fit equally well.",
    };

    /// <summary>The same for the design, or for the model the work area uses at present.</summary>
    internal Obstacles Check()
    {
        var size = _area is null ? _design[0].Length : _area.FiniteCount;
        // Without a case there is not even an intercept.
        if (size == 0)
        {
            return Obstacles.NoMaximum | Obstacles.NotIdentifiable;
        }

        var rank = ReduceCellsWithCases(size);
        if (rank == size)
        {
            return Obstacles.None;
        }

        var free = size - rank;
        var rows = EmptyCells(size, rank, free);
        var obstacles = Rank(rows, free) < free ? Obstacles.NotIdentifiable : Obstacles.None;
        return HasPositiveCombination(rows, free) ? obstacles : obstacles | Obstacles.NoMaximum;
    }

    // Echelon basis of the rows X_w of the cells with cases; each row is reduced by those before it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ReduceCellsWithCases(int size)
    {
        var counts = _area is null ? _designCounts : _area.Counts;
        var row = _row.AsSpan(0, size);
        var rank = 0;
        for (var cell = 0; cell < counts.Length && rank < size; cell++)
        {
            if (counts[cell] == 0)
            {
                continue;
            }

            Row(cell, row);
            rank += InsertRow(row, _basis, size, rank, _pivots) ? 1 : 0;
        }

        return rank;
    }

    // X_w: for a log-linear model 1 for each term within the history.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Row(int cell, Span<double> row)
    {
        if (_area is null)
        {
            _design[cell].CopyTo(row);
            return;
        }

        var terms = _area.FiniteTerms;
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = (terms[i] & cell) == terms[i] ? 1 : 0;
        }
    }

    private static bool InsertRow(Span<double> row, double[] basis, int size, int rank, int[] pivots)
    {
        for (var b = 0; b < rank; b++)
        {
            var factor = row[pivots[b]];
            if (factor == 0)
            {
                continue;
            }

            var other = basis.AsSpan(b * size, size);
            for (var i = 0; i < row.Length; i++)
            {
                row[i] -= factor * other[i];
            }
        }

        var pivot = 0;
        for (var i = 1; i < row.Length; i++)
        {
            pivot = Math.Abs(row[i]) > Math.Abs(row[pivot]) ? i : pivot;
        }

        if (Math.Abs(row[pivot]) < Tolerance)
        {
            return false;
        }

        var inverse = 1 / row[pivot];
        var target = basis.AsSpan(rank * size, size);
        for (var i = 0; i < row.Length; i++)
        {
            target[i] = row[i] * inverse;
        }

        pivots[rank] = pivot;
        return true;
    }

    // G: the kept empty cells in coordinates of the directions that leave all cells with cases unchanged.
    private int EmptyCells(int size, int rank, int free)
    {
        for (var b = rank - 1; b > 0; b--)
        {
            for (var above = 0; above < b; above++)
            {
                var factor = _basis[(above * size) + _pivots[b]];
                for (var i = 0; factor != 0 && i < size; i++)
                {
                    _basis[(above * size) + i] -= factor * _basis[(b * size) + i];
                }
            }
        }

        Array.Clear(_isPivot);
        for (var b = 0; b < rank; b++)
        {
            _isPivot[_pivots[b]] = true;
        }

        var row = _row.AsSpan(0, size);
        var rows = 0;
        for (var cell = 0; cell < _cells; cell++)
        {
            if (_area is null ? _designCounts[cell] > 0 : _area.Counts[cell] > 0 || !_area.IsKept(cell))
            {
                continue;
            }

            Row(cell, row);
            for (int i = 0, f = 0; i < size; i++)
            {
                if (_isPivot[i])
                {
                    continue;
                }

                var value = row[i];
                for (var b = 0; b < rank; b++)
                {
                    value -= row[_pivots[b]] * _basis[(b * size) + i];
                }

                _empty[(rows * free) + f++] = Math.Abs(value) < Tolerance ? 0 : value;
            }

            rows++;
        }

        return rows;
    }

    private int Rank(int rows, int free)
    {
        var rank = 0;
        for (var r = 0; r < rows && rank < free; r++)
        {
            var row = _row.AsSpan(0, free);
            _empty.AsSpan(r * free, free).CopyTo(row);
            rank += InsertRow(row, _basis, free, rank, _pivots) ? 1 : 0;
        }

        return rank;
    }

    // Is there y ≥ 1 with G'y = 0? With y = 1 + u: phase one of the simplex method for G'u = -G'1, u ≥ 0, by Bland's rule.
    private bool HasPositiveCombination(int rows, int free)
    {
        var width = rows + 1;
        for (var f = 0; f < free; f++)
        {
            var right = 0.0;
            for (var r = 0; r < rows; r++)
            {
                right -= _empty[(r * free) + f];
            }

            var sign = right < 0 ? -1 : 1;
            for (var r = 0; r < rows; r++)
            {
                _tableau[(f * width) + r] = sign * _empty[(r * free) + f];
            }

            _tableau[(f * width) + rows] = sign * right;
            _basic[f] = -1;
        }

        while (EnteringColumn(free, rows, width) is var entering and >= 0)
        {
            if (LeavingRow(free, entering, width) is not (var leaving and >= 0))
            {
                break;
            }

            Pivot(free, leaving, entering, width);
        }

        return ArtificialSum(free, rows, width) < Tolerance * Math.Max(1, rows);
    }

    private double ArtificialSum(int free, int column, int width)
    {
        var sum = 0.0;
        for (var f = 0; f < free; f++)
        {
            sum += _basic[f] < 0 ? _tableau[(f * width) + column] : 0;
        }

        return sum;
    }

    private int EnteringColumn(int free, int rows, int width)
    {
        if (ArtificialSum(free, rows, width) < Tolerance)
        {
            return -1;
        }

        for (var column = 0; column < rows; column++)
        {
            if (ArtificialSum(free, column, width) > Tolerance)
            {
                return column;
            }
        }

        return -1;
    }

    private int LeavingRow(int free, int column, int width)
    {
        var leaving = -1;
        var smallest = double.PositiveInfinity;
        for (var f = 0; f < free; f++)
        {
            var value = _tableau[(f * width) + column];
            if (value <= Tolerance)
            {
                continue;
            }

            var ratio = _tableau[(f * width) + width - 1] / value;
            if (ratio < smallest - Tolerance || leaving >= 0 && ratio < smallest + Tolerance && _basic[f] < _basic[leaving])
            {
                smallest = Math.Min(ratio, smallest);
                leaving = f;
            }
        }

        return leaving;
    }

    private void Pivot(int free, int leaving, int entering, int width)
    {
        var pivotRow = _tableau.AsSpan(leaving * width, width);
        var inverse = 1 / pivotRow[entering];
        foreach (ref var value in pivotRow)
        {
            value *= inverse;
        }

        for (var f = 0; f < free; f++)
        {
            var factor = _tableau[(f * width) + entering];
            if (f == leaving || Math.Abs(factor) < Tolerance)
            {
                continue;
            }

            var row = _tableau.AsSpan(f * width, width);
            for (var i = 0; i < width; i++)
            {
                row[i] -= factor * pivotRow[i];
            }
        }

        _basic[leaving] = entering;
    }
}
