namespace Comity.Screening.Evaluation;

/// <summary>An example to learn from.</summary>
/// <param name="Weight">How much it counts.</param>
internal sealed record Example(float[] Features, bool Positive, double Weight);

/// <summary>Logistic regression by Newton steps, with a ridge and with signs the weights may not leave.</summary>
internal static class LogisticFit
{
    private const int MostSteps = 60;
    private const double Ridge = 0.3;

    /// <summary>The weights. A feature whose weight would take the wrong sign gets none, and the others are fitted anew.</summary>
    public static float[] Fit(IReadOnlyList<Example> examples, ReadOnlySpan<int> signs)
    {
        var free = new bool[signs.Length];
        for (var i = 0; i < free.Length; i++)
        {
            free[i] = examples.Any(example => example.Features[i] != 0);
        }

        while (true)
        {
            var weights = Newton(examples, free);
            var wrong = -1;
            var most = 1e-9;
            for (var i = 0; i < weights.Length; i++)
            {
                if (free[i] && signs[i] != 0 && -weights[i] * signs[i] > most)
                {
                    (wrong, most) = (i, -weights[i] * signs[i]);
                }
            }

            if (wrong < 0)
            {
                return [.. weights.Select(weight => (float)weight)];
            }

            free[wrong] = false;
        }
    }

    private static double[] Newton(IReadOnlyList<Example> examples, bool[] free)
    {
        int[] columns = [.. Enumerable.Range(0, free.Length).Where(i => free[i])];
        var size = columns.Length;
        var weights = new double[free.Length];
        for (var step = 0; step < MostSteps; step++)
        {
            var gradient = new double[size];
            var curvature = new double[size, size];
            foreach (var example in examples)
            {
                var sum = 0.0;
                foreach (var column in columns)
                {
                    sum += weights[column] * example.Features[column];
                }

                var probability = 1 / (1 + Math.Exp(-sum));
                var residual = example.Weight * ((example.Positive ? 1 : 0) - probability);
                var bend = example.Weight * Math.Max(probability * (1 - probability), 1e-9);
                for (var i = 0; i < size; i++)
                {
                    var value = example.Features[columns[i]];
                    if (value != 0)
                    {
                        gradient[i] += residual * value;
                        for (var j = 0; j <= i; j++)
                        {
                            curvature[i, j] += bend * value * example.Features[columns[j]];
                        }
                    }
                }
            }

            for (var i = 0; i < size; i++)
            {
                // The bias is not held back.
                var ridge = columns[i] == 0 ? 1e-6 : Ridge;
                gradient[i] -= ridge * weights[columns[i]];
                curvature[i, i] += ridge;
            }

            var change = Solve(curvature, gradient);
            var largest = change.Max(Math.Abs);
            // Far from the optimum a full step overshoots.
            var length = largest > 4 ? 4 / largest : 1;
            for (var i = 0; i < size; i++)
            {
                weights[columns[i]] += length * change[i];
            }

            if (largest < 1e-6)
            {
                break;
            }
        }

        return weights;
    }

    // Cholesky; the ridge keeps the matrix positive definite.
    private static double[] Solve(double[,] lower, double[] right)
    {
        var size = right.Length;
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = lower[i, j];
                for (var k = 0; k < j; k++)
                {
                    sum -= lower[i, k] * lower[j, k];
                }

                lower[i, j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / lower[j, j];
            }
        }

        var solution = new double[size];
        for (var i = 0; i < size; i++)
        {
            var sum = right[i];
            for (var k = 0; k < i; k++)
            {
                sum -= lower[i, k] * solution[k];
            }

            solution[i] = sum / lower[i, i];
        }

        for (var i = size - 1; i >= 0; i--)
        {
            var sum = solution[i];
            for (var k = i + 1; k < size; k++)
            {
                sum -= lower[k, i] * solution[k];
            }

            solution[i] = sum / lower[i, i];
        }

        return solution;
    }
}
