namespace Comity.Screening.Names;

/// <summary>A way a word may sound: its fold, and what follows from it.</summary>
internal sealed class WordForm(string fold, bool abjad)
{
    public string Fold { get; } = fold;

    /// <summary>The script left the vowels out.</summary>
    public bool Abjad { get; } = abjad;

    /// <summary>A word of a script that is not romanised matches only itself.</summary>
    public bool Opaque { get; } = !System.Text.Ascii.IsValid(fold);

    public ulong Letters { get; } = TokenDistance.Letters(fold);

    /// <summary>The cost of taking one form for another.</summary>
    public float Cost(WordForm other, float limit) =>
        Opaque || other.Opaque ? Fold == other.Fold ? 0 : TokenDistance.Far
        : TokenDistance.Between(Fold, other.Fold, limit, Abjad || other.Abjad);
}

/// <summary>The forms of a word.</summary>
internal static class WordForms
{
    /// <summary>At least one form; a Latin word has exactly one.</summary>
    public static WordForm[] Of(string text)
    {

        var script = Scripts.Of(text[0]);
        var forms = new List<WordForm>(2);
        foreach (var (latin, abjad) in Romaniser.Romanise(text, script))
        {
            var fold = SoundFold.Fold(latin, abjad);
            if (fold.Length > 0 && !forms.Exists(form => form.Fold == fold))
            {
                forms.Add(new WordForm(fold, abjad));
            }
        }

        return forms.Count > 0 ? [.. forms] : [new WordForm(text, abjad: false)];
    }
}
