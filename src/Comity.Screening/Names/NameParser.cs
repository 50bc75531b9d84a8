using System.Collections.Frozen;

namespace Comity.Screening.Names;

/// <summary>What a word does in a name.</summary>
internal enum TokenType
{
    /// <summary>A word that tells names apart.</summary>
    Name,

    /// <summary>One letter.</summary>
    Initial,

    /// <summary>Digits.</summary>
    Number,

    /// <summary>Mr, General, Haji: says little.</summary>
    Title,

    /// <summary>al, de, bin: written or left out at will.</summary>
    Particle,

    /// <summary>A country or a port: behind a company it is often its address.</summary>
    Place,
}

/// <summary>A word of a parsed name.</summary>
/// <param name="Text">Lower-case ASCII for Latin letters, else as written.</param>
internal readonly record struct NameWord(string Text, TokenType Type);

/// <summary>A name cut into words, its legal forms taken out.</summary>
/// <param name="Forms">A bit for each class of legal form that was found.</param>
internal sealed record ParsedName(IReadOnlyList<NameWord> Words, int Forms);

/// <summary>Cuts names into typed words, the same way for lists and queries; queries lose the habits of manifests on top.</summary>
internal static class NameParser
{
    private static readonly FrozenSet<string> AliasMarks = FrozenSet.Create(StringComparer.Ordinal, "aka", "fka", "dba", "nka", "formerly");
    private static readonly FrozenSet<string> AddressMarks = FrozenSet.Create(StringComparer.Ordinal, "room", "rm", "suite", "floor", "flat", "unit", "no", "tel", "fax", "phone", "mobile", "mob", "bldg", "building");
    private static readonly string[] GluedBehind = ["gmbh", "ltda", "ltd", "llc", "corp", "limited", "company"];
    private static readonly string[] GluedBefore = ["ojsc", "pjsc", "jsc", "ooo", "oao", "zao"];
    private static readonly string[] LeadingForms = ["sa", "co", "ag", "bv", "nv"];
    private static readonly string[][] Openings = [["to", "the", "order", "of"], ["to", "order", "of"], ["order", "of"], ["on", "behalf", "of"], ["messrs"], ["m", "s"], ["notify"], ["attn"], ["consignee"], ["shipper"]];
    private static readonly string[] AbdPrefixes = ["abdul", "abdel", "abdal", "abdol", "abdur", "abder", "abdus", "abdes"];
    private static readonly string[] VesselPrefixes = ["mv", "mt", "ss", "lpg", "fv"];

    /// <summary>A listed name.</summary>
    public static ParsedName Listed(string name, ListedKind kind) => Parse(Undotted(name, kind), kind);

    /// <summary>What a query names: usually one name, more with an <c>a/k/a</c> between.</summary>
    public static List<ParsedName> Query(string text, ListedKind kind)
    {
        var names = new List<ParsedName>(1);
        var words = Undotted(text, kind);
        var start = 0;
        for (var i = 0; i <= words.Count; i++)
        {
            // a/k/a has come apart into its letters.
            var letters = i + 2 < words.Count && words[i + 1] == "k" && words[i + 2] == "a" && words[i] is "a" or "f" && i > 0 ? 3 : 0;
            var mark = i < words.Count ? letters > 0 ? letters : i > 0 && AliasMarks.Contains(words[i]) ? 1 : 0 : 0;
            if (i == words.Count || mark > 0)
            {
                var part = WithoutHabits(words.GetRange(start, i - start));
                if (part.Count > 0)
                {
                    names.Add(Parse(part, kind));
                }

                i += Math.Max(mark - 1, 0);
                start = Math.Min(i + 1, words.Count);
            }
        }

        return names;
    }

    private static List<string> Undotted(string text, ListedKind kind)
    {
        var split = WordSplitter.Split(text);
        var words = new List<string>(split.Count);
        foreach (var word in split)
        {
            if (!word.Contains('.', StringComparison.Ordinal))
            {
                words.Add(word);
            }
            else
            {
                words.AddRange(WordSplitter.Undot(word, initials: kind == ListedKind.Person));
            }
        }

        return words;
    }

    private static List<string> WithoutHabits(List<string> words)
    {
        foreach (var opening in Openings)
        {
            if (words.Count > opening.Length && words[0] == opening[0] && words.Take(opening.Length).SequenceEqual(opening, StringComparer.Ordinal))
            {
                words = words[opening.Length..];
            }
        }

        for (var i = 1; i < words.Count; i++)
        {
            var next = i + 1 < words.Count ? words[i + 1] : "";
            if (AddressMarks.Contains(words[i]) && next.Length > 0 && char.IsAsciiDigit(next[0])
                || words[i] == "email"
                || words[i] == "c" && next == "o"
                || words[i] == "po" && next == "box"
                || words[i] == "p" && next == "o" && i + 2 < words.Count && words[i + 2] == "box"
                || words[i] == "care" && next == "of"
                || words[i].Length >= 7 && words[i].All(char.IsAsciiDigit))
            {
                return words[..i];
            }
        }

        return words;
    }

    private static ParsedName Parse(List<string> words, ListedKind kind)
    {
        var typed = new List<NameWord>(words.Count);
        var forms = 0;
        if (kind is ListedKind.Organisation or ListedKind.Other)
        {
            JoinAbbreviations(words);
            JoinPlaces(words);
        }

        for (var i = 0; i < words.Count; i++)
        {
            if (kind is ListedKind.Organisation or ListedKind.Other && Unglued(words[i]) is var (front, back))
            {
                words[i] = front;
                words.Insert(i + 1, back);
            }

            var word = words[i];
            if (kind is ListedKind.Organisation or ListedKind.Other && LegalForms.Match(words, i, out var form) is > 0 and var length && (i > 0 || word.Length > 2 || LeadingForms.Contains(word)) && length < words.Count)
            {
                forms |= 1 << form;
                i += length - 1;
                continue;
            }

            if (kind == ListedKind.Vessel && i == 0 && words.Count > 1 && VesselPrefixes.Contains(word))
            {
                continue;
            }

            Add(typed, word);
        }

        // A name that is nothing but forms is matched by them.
        if (typed.Count == 0)
        {
            words.ForEach(word => Add(typed, word));
        }

        return new ParsedName(typed, forms);
    }

    // HOUSEGMBH, OJSCINVEST: a form that lost its blank.
    private static (string Front, string Back)? Unglued(string word)
    {
        foreach (var form in GluedBehind)
        {
            if (word.Length >= form.Length + 4 && word.EndsWith(form, StringComparison.Ordinal))
            {
                return (word[..^form.Length], form);
            }
        }

        foreach (var form in GluedBefore)
        {
            if (word.Length >= form.Length + 4 && word.StartsWith(form, StringComparison.Ordinal))
            {
                return (form, word[form.Length..]);
            }
        }

        return null;
    }

    // S A and W L L, which came without dots.
    private static void JoinAbbreviations(List<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var end = i;
            while (end < words.Count && words[end].Length == 1)
            {
                end++;
            }

            for (var last = end; last >= i + 2; last--)
            {
                var joined = string.Concat(words.Skip(i).Take(last - i));
                if (LegalForms.IsAbbreviation(joined))
                {
                    words.RemoveRange(i + 1, last - i - 1);
                    words[i] = joined;
                    break;
                }
            }
        }
    }

    // Hong Kong is one place, not two words that tell companies apart.
    private static void JoinPlaces(List<string> words)
    {
        for (var i = 0; i + 1 < words.Count; i++)
        {
            if (NameData.WordTypes.GetValueOrDefault(words[i] + words[i + 1]) == TokenType.Place)
            {
                words[i] += words[i + 1];
                words.RemoveAt(i + 1);
            }
        }
    }

    private static void Add(List<NameWord> typed, string word)
    {
        switch (word.Length > 0 ? Scripts.Of(word[0]) : Script.Other)
        {
            case Script.Latin:
                AddLatin(typed, word);
                break;
            case Script.Arabic:
                AddArabic(typed, word);
                break;
            case Script.Hangul when word.Length <= 3:
                foreach (var syllable in word)
                {
                    typed.Add(new(syllable.ToString(), TokenType.Name));
                }

                break;
            default:
                typed.Add(new(word, TokenType.Name));
                break;
        }
    }

    private static void AddLatin(List<NameWord> typed, string word)
    {
        var type = TypeOf(word);
        if (type != TokenType.Name || !word.StartsWith("abd", StringComparison.Ordinal))
        {
            typed.Add(new(word, type));
            return;
        }

        foreach (var prefix in AbdPrefixes)
        {
            if (word.StartsWith(prefix, StringComparison.Ordinal))
            {
                var rest = word[prefix.Length..];
                if (rest.Length == 0)
                {
                    typed.Add(new("abd", TokenType.Name));
                    return;
                }

                // Abdullah is one word, and Abdullayev its descendant; Abdurahman has lost an r.
                if (rest.Length >= 3 && rest is not ("lah" or "llah" or "lla" or "lahi") && !rest.StartsWith("la", StringComparison.Ordinal))
                {
                    typed.Add(new("abd", TokenType.Name));
                    typed.Add(new(prefix[^1] is 'r' or 's' && rest[0] != prefix[^1] ? prefix[^1] + rest : rest, TokenType.Name));
                    return;
                }
            }
        }

        typed.Add(new(word, type));
    }

    private static void AddArabic(List<NameWord> typed, string word)
    {
        if (word.StartsWith("عبدال", StringComparison.Ordinal) && word.Length > 6)
        {
            typed.Add(new("عبد", TokenType.Name));
            word = word[3..];
        }

        // The article is a particle that Latin spellings write or leave out.
        typed.Add(new(word.Length > 4 && word.StartsWith("ال", StringComparison.Ordinal) && word is not "الله" ? word[2..] : word, word is "بن" or "ابن" or "ال" or "بنت" ? TokenType.Particle : TokenType.Name));
    }

    private static TokenType TypeOf(string word) =>
        word.Length == 1 && char.IsAsciiLetter(word[0]) ? TokenType.Initial
        : SoundFold.IsNumber(word) ? TokenType.Number
        : NameData.WordTypes.GetValueOrDefault(word, TokenType.Name);
}
