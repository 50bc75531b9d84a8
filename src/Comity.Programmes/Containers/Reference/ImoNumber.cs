namespace Comity.Programmes.Containers.Reference;

/// <summary>
/// IMO ship identification numbers: seven digits, the last of which is the last digit of the sum of the first six
/// times 7 to 2. Many real ships are declared with a number that fails: flag it, never reject it.
/// </summary>
public static class ImoNumber
{
    /// <summary>Digits only: <c>IMO 9074729</c> becomes <c>9074729</c>.</summary>
    public static string Normalise(string number)
    {
        ArgumentNullException.ThrowIfNull(number);
        return new string([.. number.Where(char.IsAsciiDigit)]);
    }

    /// <summary>Judges a number of digits only.</summary>
    public static NumberJudgement Judge(ReadOnlySpan<char> number)
    {
        if (number.Length != 7 || number.ContainsAnyExceptInRange('0', '9'))
        {
            return NumberJudgement.WrongForm;
        }

        return CheckDigit(number[..6]) == number[6] - '0' ? NumberJudgement.Valid : NumberJudgement.WrongCheckDigit;
    }

    /// <summary>The seventh digit that belongs to six digits.</summary>
    public static int CheckDigit(ReadOnlySpan<char> firstSix)
    {
        if (firstSix.Length != 6)
        {
            throw new ArgumentException("Six digits expected.", nameof(firstSix));
        }

        var sum = 0;
        for (var i = 0; i < firstSix.Length; i++)
        {
            sum += (firstSix[i] - '0') * (7 - i);
        }

        return sum % 10;
    }
}
