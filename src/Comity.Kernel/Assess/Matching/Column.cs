using System.Numerics;
using System.Runtime.InteropServices;
using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Matching;

/// <summary>How a column holds its values.</summary>
internal enum ColumnKind : byte
{
    /// <summary>No row has a value.</summary>
    Empty,

    /// <summary>A code for each row; 0 where there is no value.</summary>
    Codes,

    /// <summary>Codes of the elements of each row's list, or of the words of its text.</summary>
    Lists,

    /// <summary>Whole numbers: least value + step × offset; divided by the scale when there is one.</summary>
    Numbers,

    /// <summary>Numbers as they are.</summary>
    Doubles,

    /// <summary>Truth values.</summary>
    Bits,
}

/// <summary>
/// One field of some rows, ready to be searched. Of codes and lists, the local codes 1, 2, … stand for entries of a
/// dictionary; <see cref="Postings"/> lists the rows of each local code.
/// </summary>
internal sealed class Column
{
    public ColumnKind Kind { get; set; }

    public int Rows { get; set; }

    public int NullCount { get; set; }

    /// <summary>Local codes in use, 0 not counted.</summary>
    public int Distinct { get; set; }

    /// <summary>Bytes of a code or offset.</summary>
    public int Width { get; set; }

    /// <summary>Whether a list is a text cut at its spaces.</summary>
    public bool IsTokens { get; set; }

    /// <summary>Of numbers: the value with offset 0. Of doubles: the bits of the least that is not NaN.</summary>
    public long Least { get; set; }

    /// <summary>Of numbers: what one offset is worth.</summary>
    public ulong Step { get; set; }

    /// <summary>Of numbers: the largest offset. Of doubles: the bits of the largest.</summary>
    public ulong Top { get; set; }

    /// <summary>Of numbers that are fractions: what they were multiplied by; otherwise 0.</summary>
    public int Scale { get; set; }

    /// <summary>Rows without a value, a bit for each; empty when there are none, and for codes.</summary>
    public Section<ulong> Nulls { get; set; }

    public Section<ulong> Bits { get; set; }

    /// <summary>Local code − 1 → dictionary entry.</summary>
    public Section<int> Dictionary { get; set; }

    /// <summary>Local code → where its rows begin in the postings; one more than there are codes.</summary>
    public Section<int> Starts { get; set; }

    /// <summary>Rows by local code; empty for codes with few distinct values, which are compared faster.</summary>
    public Section<ushort> Postings { get; set; }

    /// <summary>Of lists: row → where its elements begin; one more than there are rows.</summary>
    public Section<int> ListStarts { get; set; }

    public Section<byte> Values8 { get; set; }

    public Section<ushort> Values16 { get; set; }

    public Section<uint> Values32 { get; set; }

    public Section<ulong> Values64 { get; set; }

    public Section<double> Doubles { get; set; }

    /// <summary>How often a local code occurs.</summary>
    public int CountOf(int local) => Starts.Span[local + 1] - Starts.Span[local];

    /// <summary>The code or offset at a position.</summary>
    public ulong ValueAt(int index) => Width switch
    {
        1 => Values8.Span[index],
        2 => Values16.Span[index],
        4 => Values32.Span[index],
        _ => Values64.Span[index],
    };

    public bool IsNull(int row) => Kind switch
    {
        ColumnKind.Empty => true,
        ColumnKind.Codes => ValueAt(row) == 0,
        _ => NullCount > 0 && (Nulls.Span[row >> 6] >> (row & 63) & 1) != 0,
    };

    public bool BitAt(int row) => (Bits.Span[row >> 6] >> (row & 63) & 1) != 0;

    /// <summary>The whole number at a row.</summary>
    public long WholeAt(int row) => (long)((ulong)Least + (ValueAt(row) * Step));

    public double NumberAt(int row) => Kind == ColumnKind.Doubles ? Doubles.Span[row] : WholeAt(row) / (double)Scale;

    /// <summary>The fact at a row, as a record holds it.</summary>
    public object? FactAt(int row, FactType type, ITextDictionary? dictionary)
    {
        if (IsNull(row))
        {
            return null;
        }

        return type switch
        {
            FactType.Boolean => BitAt(row),
            FactType.Integer => WholeAt(row),
            FactType.Timestamp => new DateTimeOffset(WholeAt(row), TimeSpan.Zero),
            FactType.Number => NumberAt(row),
            FactType.Text when Kind == ColumnKind.Codes => TextOf((int)ValueAt(row), dictionary!),
            FactType.Text => string.Join(' ', Elements(row, dictionary!)),
            _ => Elements(row, dictionary!),
        };
    }

    private string TextOf(int local, ITextDictionary dictionary) => dictionary[Dictionary.Span[local - 1]].ToString();

    private string[] Elements(int row, ITextDictionary dictionary)
    {
        var (start, end) = (ListStarts.Span[row], ListStarts.Span[row + 1]);
        var elements = new string[end - start];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = TextOf((int)ValueAt(start + i), dictionary);
        }

        return elements;
    }

    /// <summary>Writes the text at a row into a buffer, which grows where it must.</summary>
    public ReadOnlySpan<char> TextAt(int row, ITextDictionary dictionary, ref char[] buffer)
    {
        if (Kind == ColumnKind.Codes)
        {
            return dictionary[Dictionary.Span[(int)ValueAt(row) - 1]];
        }

        var length = 0;
        for (int i = ListStarts.Span[row], end = ListStarts.Span[row + 1], first = i; i < end; i++)
        {
            var word = dictionary[Dictionary.Span[(int)ValueAt(i) - 1]];
            if (length + word.Length + 1 > buffer.Length)
            {
                Array.Resize(ref buffer, (int)BitOperations.RoundUpToPowerOf2((uint)(length + word.Length + 1)));
            }

            if (i > first)
            {
                buffer[length++] = ' ';
            }

            word.CopyTo(buffer.AsSpan(length));
            length += word.Length;
        }

        return buffer.AsSpan(0, length);
    }
}

/// <summary>A column's place in a chunk's bytes.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct ColumnHeader
{
    public byte Kind;
    public byte Width;
    public byte IsTokens;
    public byte Unused;
    public int Scale;
    public int NullCount;
    public int Distinct;
    public long Least;
    public ulong Step;
    public ulong Top;
    public long Start;
    public long Length;
    public ulong Checksum;
    public long NullsAt;
    public long DictionaryAt;
    public long StartsAt;
    public long PostingsAt;
    public long PostingCount;
    public long ListStartsAt;
    public long ValuesAt;
    public long ValueCount;
}

/// <summary>The texts that the codes of a field stand for. Entries are only ever added.</summary>
public interface ITextDictionary
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>The text of an entry.</summary>
    ReadOnlySpan<char> this[int entry] { get; }
}
