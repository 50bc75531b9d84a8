namespace Comity.Kernel.Assess.Cel;

/// <summary>Positions in texts counted in code points, as CEL counts them. A lone surrogate counts as one.</summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i += Width(text, i))
        {
            count++;
        }

        return count;
    }

    /// <summary>The UTF-16 index of a code point, or -1 when the text has fewer.</summary>
    public static int IndexOf(string text, long position)
    {
        if (position < 0)
        {
            return -1;
        }

        var i = 0;
        for (; position > 0 && i < text.Length; position--)
        {
            i += Width(text, i);
        }

        return position == 0 ? i : -1;
    }

    /// <summary>The code point position of a UTF-16 index.</summary>
    public static long PositionOf(string text, int index) => Count(text[..index]);

    /// <summary>UTF-16 units of the code point at an index.</summary>
    public static int Width(string text, int index) =>
        char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]) ? 2 : 1;
}
