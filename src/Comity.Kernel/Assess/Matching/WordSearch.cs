namespace Comity.Kernel.Assess.Matching;

/// <summary>Finds which of many parts a text has in it, in one pass over the text (Aho and Corasick 1975).</summary>
internal sealed class WordSearch
{
    private readonly ushort[] _classes = new ushort[char.MaxValue + 1];
    private readonly int _classCount = 1;
    private readonly int[] _next;
    private readonly int[][] _found;

    public WordSearch(IReadOnlyList<(string Part, int Atom)> parts)
    {
        // Characters in no part are one class, so that the table stays small.
        foreach (var c in parts.SelectMany(p => p.Part))
        {
            if (_classes[c] == 0)
            {
                _classes[c] = (ushort)_classCount++;
            }
        }

        var next = new List<int[]> { Fresh() };
        var found = new List<List<int>> { new() };
        foreach (var (part, atom) in parts)
        {
            var state = 0;
            foreach (var c in part)
            {
                ref var to = ref next[state][_classes[c]];
                if (to < 0)
                {
                    to = next.Count;
                    next.Add(Fresh());
                    found.Add([]);
                }

                state = to;
            }

            found[state].Add(atom);
        }

        Close(next, found);
        _next = [.. next.SelectMany(n => n)];
        _found = [.. found.Select(f => f.ToArray())];
    }

    /// <summary>Appends the atoms of all parts that occur; an atom may come more than once.</summary>
    public void Find(ReadOnlySpan<char> text, List<int> atoms)
    {
        var state = 0;
        atoms.AddRange(_found[0]);
        foreach (var c in text)
        {
            state = _next[(state * _classCount) + _classes[c]];
            if (_found[state].Length > 0 && state != 0)
            {
                atoms.AddRange(_found[state]);
            }
        }
    }

    private int[] Fresh()
    {
        var row = new int[_classCount];
        Array.Fill(row, -1);
        return row;
    }

    // Breadth first: the state of the longest proper suffix is complete before a state is.
    private static void Close(List<int[]> next, List<List<int>> found)
    {
        var suffix = new int[next.Count];
        var queue = new Queue<int>();
        for (var c = 0; c < next[0].Length; c++)
        {
            if (next[0][c] < 0)
            {
                next[0][c] = 0;
            }
            else
            {
                queue.Enqueue(next[0][c]);
            }
        }

        while (queue.TryDequeue(out var state))
        {
            if (suffix[state] != 0)
            {
                found[state].AddRange(found[suffix[state]]);
            }

            for (var c = 0; c < next[state].Length; c++)
            {
                var to = next[state][c];
                if (to < 0)
                {
                    next[state][c] = next[suffix[state]][c];
                }
                else
                {
                    suffix[to] = next[suffix[state]][c];
                    queue.Enqueue(to);
                }
            }
        }
    }
}
