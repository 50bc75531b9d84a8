using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace Comity.Screening.Index;

/// <summary>A model file that cannot be used: which line, what stands there, what was expected.</summary>
public sealed class NameModelException(string message) : Exception(message);

/// <summary>
/// What each sign of a match weighs, and what a sum of weights has meant: a logistic model for persons and one for everything else,
/// each with a table that turns its score into a probability. A small text file that can be reviewed line by line.
/// </summary>
public sealed class NameModel
{
    private static readonly Lazy<NameModel> Built = new(() =>
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("names/model.tsv")
            ?? throw new InvalidOperationException("The model was not built in.");
        using var reader = new StreamReader(stream);
        return Read(reader);
    });

    internal NameModel(float[] person, float[] other, Calibration personCalibration, Calibration otherCalibration)
    {
        (Person, Other, PersonCalibration, OtherCalibration) = (person, other, personCalibration, otherCalibration);
    }

    /// <summary>The model that comes with Comity.</summary>
    public static NameModel Shipped => Built.Value;

    internal float[] Person { get; }

    internal float[] Other { get; }

    internal Calibration PersonCalibration { get; }

    internal Calibration OtherCalibration { get; }

    internal float Score(ReadOnlySpan<float> features, bool person)
    {
        ReadOnlySpan<float> weights = person ? Person : Other;
        var sums = Vector4.Zero;
        var i = 0;
        for (; i + 4 <= weights.Length; i += 4)
        {
            sums += new Vector4(weights[i..]) * new Vector4(features[i..]);
        }

        var sum = Vector4.Sum(sums);
        for (; i < weights.Length; i++)
        {
            sum += weights[i] * features[i];
        }

        return sum;
    }

    internal double Probability(double score, bool person) => (person ? PersonCalibration : OtherCalibration).Probability(score);

    /// <summary>Reads a model file.</summary>
    /// <exception cref="NameModelException">A line cannot be used, or a feature is missing.</exception>
    public static NameModel Read(TextReader text)
    {
        var weights = new float[2][] { new float[Features.Count], new float[Features.Count] };
        var seen = new bool[Features.Count];
        var knots = new List<(double, double)>[] { [], [] };
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var columns = line.Split('\t');
            var feature = Array.FindIndex(Features.All, candidate => candidate.Name == columns[0]);
            if (columns.Length != 3 || feature < 0 && columns[0] is not ("calibration_person" or "calibration_other")
                || !double.TryParse(columns[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var first)
                || !double.TryParse(columns[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var second))
            {
                throw new NameModelException($"Line {number} of the model is '{line}'; expected a feature or a calibration and two numbers, with tabs between.");
            }

            if (feature < 0)
            {
                knots[columns[0] == "calibration_person" ? 0 : 1].Add((first, second));
                continue;
            }

            (weights[0][feature], weights[1][feature], seen[feature]) = ((float)first, (float)second, true);
        }

        if (Array.IndexOf(seen, false) is >= 0 and var missing)
        {
            throw new NameModelException($"The model has no line for {Features.All[missing].Name}.");
        }

        return new NameModel(weights[0], weights[1], new Calibration(knots[0]), new Calibration(knots[1]));
    }

    /// <summary>Writes the model so that <see cref="Read"/> gives the same one.</summary>
    public void Write(TextWriter text, string comment)
    {
        text.Write("# " + comment + "\n# feature\tweight for persons\tweight for others\n");
        for (var i = 0; i < Features.Count; i++)
        {
            text.Write(string.Create(CultureInfo.InvariantCulture, $"{Features.All[i].Name}\t{Person[i]:0.####}\t{Other[i]:0.####}\n"));
        }

        text.Write("# calibration\tscore\tprobability\n");
        foreach (var (name, calibration) in new[] { ("calibration_person", PersonCalibration), ("calibration_other", OtherCalibration) })
        {
            foreach (var (score, probability) in calibration.Knots)
            {
                text.Write(string.Create(CultureInfo.InvariantCulture, $"{name}\t{score:0.####}\t{probability:0.#####}\n"));
            }
        }
    }
}

/// <summary>A score's meaning: straight lines between knots that never fall.</summary>
/// <param name="Knots">Score and probability, both rising. With none the score is taken as log-odds.</param>
internal sealed record Calibration(IReadOnlyList<(double Score, double Probability)> Knots)
{
    public double Probability(double score)
    {
        if (Knots.Count == 0)
        {
            return 1 / (1 + Math.Exp(-score));
        }

        var above = 0;
        while (above < Knots.Count && Knots[above].Score <= score)
        {
            above++;
        }

        if (above == 0 || above == Knots.Count)
        {
            return Knots[Math.Min(above, Knots.Count - 1)].Probability;
        }

        var (low, high) = (Knots[above - 1], Knots[above]);
        return low.Probability + (high.Probability - low.Probability) * (score - low.Score) / (high.Score - low.Score);
    }
}
