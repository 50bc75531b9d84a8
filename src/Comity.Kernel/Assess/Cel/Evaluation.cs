using Comity.Kernel.Subjects;

namespace Comity.Kernel.Assess.Cel;

/// <summary>One evaluation of one condition: where facts come from, the macro variables, and what may still be spent.</summary>
internal sealed class Evaluation
{
    /// <summary>
    /// Steps one evaluation may take: about one per node visited, element compared or eight characters made.
    /// A profile takes tens; the limit bounds the time (well below a second) and the memory (some megabytes) of a hostile one.
    /// </summary>
    public const long Budget = 1_000_000;

    private readonly SubjectRecord? _record;
    private readonly CelValue[] _bindings;
    private long _left;

    public Evaluation(string text, SubjectRecord record, int localCount)
    {
        (Text, _record, _bindings, _left) = (text, record, [], Budget);
        Locals = localCount == 0 ? [] : new CelValue[localCount];
    }

    /// <summary>An evaluation over values rather than a record; a field's ordinal is its position among them.</summary>
    public Evaluation(string text, CelValue[] bindings, int localCount)
    {
        (Text, _bindings, _left) = (text, bindings, Budget);
        Locals = new CelValue[localCount];
    }

    public static CelValue OverBudget => CelValue.Error("the condition takes too much time or memory on this subject");

    /// <summary>The condition's text, for messages.</summary>
    public string Text { get; }

    public CelValue[] Locals { get; }

    public bool IsOverBudget => _left < 0;

    public CelValue Fact(int ordinal) => _record is null ? _bindings[ordinal] : CelValue.OfFact(_record[ordinal], ordinal);

    /// <summary>Takes steps from what is left; false, and everything ends in an error, when there is nothing left.</summary>
    public bool Spend(long steps)
    {
        if (steps > _left)
        {
            _left = -1;
            return false;
        }

        _left -= steps;
        return true;
    }

    /// <summary>Takes the steps for reading or making so many characters or bytes.</summary>
    public bool SpendText(long length) => Spend(1 + (length / 8));
}
