namespace Comity.Programmes.Containers.Reference;

/// <summary>What can be said about an identification number from itself alone.</summary>
public enum NumberJudgement
{
    /// <summary>Form and check digit are right.</summary>
    Valid,

    /// <summary>The form is right, the check digit is not.</summary>
    WrongCheckDigit,

    /// <summary>It does not have the form of such a number.</summary>
    WrongForm,
}

/// <summary>
/// Freight container numbers (ISO 6346): three letters of the owner, U, J or Z, six digits, a check digit.
/// A wrong number is a finding to show; what is declared under it is kept all the same.
/// </summary>
public static class ContainerNumber
{
    private const int Length = 11;

    /// <summary>Upper case without spaces, hyphens, dots and slashes: <c>oolu 429395-9</c> becomes <c>OOLU4293959</c>.</summary>
    public static string Normalise(string number)
    {
        ArgumentNullException.ThrowIfNull(number);
        return string.Create(number.Count(char.IsAsciiLetterOrDigit), number, static (span, source) =>
        {
            var at = 0;
            foreach (var c in source)
            {
                if (char.IsAsciiLetterOrDigit(c))
                {
                    span[at++] = char.ToUpperInvariant(c);
                }
            }
        });
    }

    /// <summary>Judges a number that is already normalised.</summary>
    public static NumberJudgement Judge(ReadOnlySpan<char> number)
    {
        if (number.Length != Length || !HasForm(number[..10]) || !char.IsAsciiDigit(number[10]))
        {
            return NumberJudgement.WrongForm;
        }

        return CheckDigit(number[..10]) == number[10] - '0' ? NumberJudgement.Valid : NumberJudgement.WrongCheckDigit;
    }

    /// <summary>Whether form and check digit are right.</summary>
    public static bool IsValid(ReadOnlySpan<char> number) => Judge(number) == NumberJudgement.Valid;

    /// <summary>
    /// The check digit of the first ten characters: letters count 10 for A upwards leaving out 11, 22 and 33, each
    /// value times 2 to the power of its place, the sum modulo 11, and 10 counts as 0.
    /// </summary>
    /// <returns>0 to 9, or -1 when the ten characters do not have the form.</returns>
    public static int CheckDigit(ReadOnlySpan<char> firstTen)
    {
        if (!HasForm(firstTen))
        {
            return -1;
        }

        var sum = 0;
        for (var i = 0; i < firstTen.Length; i++)
        {
            var value = char.IsAsciiDigit(firstTen[i]) ? firstTen[i] - '0' : LetterValue(firstTen[i]);
            sum += value << i;
        }

        return sum % 11 % 10;
    }

    /// <summary>The owner prefix (four letters), or empty when the number does not have the form.</summary>
    public static string Owner(string number) =>
        number is { Length: >= 10 } && HasForm(number.AsSpan(0, 10)) ? number[..4] : "";

    private static bool HasForm(ReadOnlySpan<char> firstTen)
    {
        if (firstTen.Length != 10 || firstTen[3] is not ('U' or 'J' or 'Z'))
        {
            return false;
        }

        return !firstTen[..3].ContainsAnyExceptInRange('A', 'Z') && !firstTen[4..].ContainsAnyExceptInRange('0', '9');
    }

    private static int LetterValue(char letter)
    {
        var value = letter - 'A' + 10;
        return value + (value > 10 ? 1 : 0) + (letter > 'K' ? 1 : 0) + (letter > 'U' ? 1 : 0);
    }
}
