namespace Comity.Formats.Edifact;

/// <summary>
/// The six service characters of an interchange (ISO 9735, service string advice UNA). A release or repetition
/// character that is not in use equals <see cref="Terminator"/>, so that it never matches a byte of a value.
/// </summary>
public readonly record struct EdifactDelimiters(
    byte Component, byte Element, byte DecimalMark, byte Release, byte Repetition, byte Terminator)
{
    /// <summary>Bytes of a service string advice, its tag included.</summary>
    internal const int AdviceLength = 9;

    /// <summary>The characters in force when no UNA is given.</summary>
    public static EdifactDelimiters Default { get; } =
        new((byte)':', (byte)'+', (byte)'.', (byte)'?', (byte)'\'', (byte)'\'');

    /// <summary>Whether values may hold released (escaped) characters.</summary>
    public bool HasRelease => Release != Terminator;

    /// <summary>Reads a UNA. False when the bytes are not one: letters or digits, or two equal separators.</summary>
    internal static bool TryReadAdvice(ReadOnlySpan<byte> bytes, out EdifactDelimiters delimiters)
    {
        delimiters = Default;
        if (bytes.Length < AdviceLength || !bytes.StartsWith("UNA"u8))
        {
            return false;
        }

        foreach (var b in bytes[3..AdviceLength])
        {
            if (IsWord(b))
            {
                return false;
            }
        }

        var (component, element, terminator) = (bytes[3], bytes[4], bytes[8]);
        if (component == element || component == terminator || element == terminator)
        {
            return false;
        }

        var release = bytes[6] is (byte)' ' || bytes[6] == component || bytes[6] == element ? terminator : bytes[6];
        var repetition = bytes[7] is (byte)' ' || bytes[7] == component || bytes[7] == element || bytes[7] == release
            ? terminator
            : bytes[7];
        delimiters = new EdifactDelimiters(component, element, bytes[5], release, repetition, terminator);
        return true;
    }

    /// <summary>
    /// Finds the characters a UNB (or a UNH that opens a file) really uses. They agree with the declared ones unless
    /// the declaration is wrong or missing.
    /// </summary>
    /// <param name="text">The bytes from the segment's tag on, as many as can be looked at.</param>
    /// <param name="declared">What UNA says, or the defaults.</param>
    internal static EdifactDelimiters Observe(ReadOnlySpan<byte> text, EdifactDelimiters declared)
    {
        if (text.Length < 5 || !IsSeparator(text[3]))
        {
            return declared;
        }

        var element = text[3];
        var isHeader = text.StartsWith("UNB"u8);
        var component = ObservedComponent(text, element, isHeader, declared.Component);
        var terminator = ObservedTerminator(text, element, component, isHeader, declared.Terminator);
        if (element == declared.Element && component == declared.Component && terminator == declared.Terminator)
        {
            // Repetition is a service character from syntax version 4 on; before, it is an ordinary character.
            return isHeader && !SyntaxHasRepetition(text, element, component)
                ? declared with { Repetition = terminator }
                : declared;
        }

        var release = declared.HasRelease ? declared.Release : terminator;
        if (release == element || release == component)
        {
            release = terminator;
        }

        return new EdifactDelimiters(component, element, declared.DecimalMark, release, terminator, terminator);
    }

    /// <summary>Whether the bytes begin with a UNB of any delimiters: the mark by which a lost place is found again.</summary>
    internal static bool IsInterchangeStart(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 9 && bytes.StartsWith("UNB"u8) && IsSeparator(bytes[3]) && bytes[4..].StartsWith("UNO"u8)
        && bytes[7] is >= (byte)'A' and <= (byte)'Z' && IsSeparator(bytes[8]);

    private static byte ObservedComponent(ReadOnlySpan<byte> text, byte element, bool isHeader, byte declared)
    {
        // UNB+UNOA:1+ has it after the syntax identifier; UNH+reference+TYPE:D: after the second element's first word.
        var from = 4;
        if (!isHeader)
        {
            var second = text[4..].IndexOf(element);
            if (second < 0)
            {
                return declared;
            }

            from = 4 + second + 1;
        }

        for (var i = from; i < text.Length; i++)
        {
            if (!IsWord(text[i]))
            {
                return text[i] == element || !IsSeparator(text[i]) ? declared : text[i];
            }
        }

        return declared;
    }

    private static byte ObservedTerminator(
        ReadOnlySpan<byte> text, byte element, byte component, bool isHeader, byte declared)
    {
        for (var i = 4; i + 3 < text.Length; i++)
        {
            if (text[i + 3] != element || !StartsNext(text[i..], isHeader))
            {
                continue;
            }

            var last = i - 1;
            while (last > 4 && IsBlank(text[last]))
            {
                last--;
            }

            if (text[last] == declared)
            {
                return declared;
            }

            if (IsSeparator(text[last]) && text[last] != element && text[last] != component)
            {
                return text[last];
            }

            // No separator but a line end: the line end is the terminator, unless only this segment lost its own.
            if (last < i - 1 && IsWord(text[last]) && text.IndexOf(declared) < 0)
            {
                return text[i - 1];
            }
        }

        return declared == element || declared == component ? Default.Terminator : declared;
    }

    private static bool StartsNext(ReadOnlySpan<byte> text, bool isHeader) =>
        isHeader ? text.StartsWith("UNH"u8) || text.StartsWith("UNG"u8) || text.StartsWith("UNZ"u8) : text.StartsWith("BGM"u8);

    private static bool SyntaxHasRepetition(ReadOnlySpan<byte> text, byte element, byte component)
    {
        var end = text[4..].IndexOf(element);
        var version = end < 0 ? -1 : text.Slice(4, end).IndexOf(component);
        return version >= 0 && 4 + version + 1 < text.Length && text[4 + version + 1] is >= (byte)'4' and <= (byte)'9';
    }

    internal static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t' or 0;

    private static bool IsWord(byte b) =>
        b is (>= (byte)'0' and <= (byte)'9') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'a' and <= (byte)'z') or >= 0x80;

    // 0x1C to 0x1F are the information separators of character set level B.
    private static bool IsSeparator(byte b) => b is > 0x20 or (>= 0x1C and <= 0x1F) && !IsWord(b);
}
