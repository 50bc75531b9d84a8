using Comity.Store.Tests.Backtest;

namespace Comity.Store.Tests;

/// <summary>Like subjects are judged by what is declared of them now.</summary>
public class SimilarTests
{
    [Fact]
    public void Only_the_standing_version_counts()
    {
        var wood = Movements.Record(("text.a", "wood"), ("text.b", "BO"));
        var steel = Movements.Record(("text.a", "steel"));
        using var movements = new Movements(
        [
            Movements.Version(1, 1, 1, wood),
            Movements.Version(2, 2, 1, wood),
            Movements.Version(3, 3, 1, wood),
            Movements.Version(4, 4, 1, steel),
            Movements.Version(5, 2, 2, steel),
            Movements.Version(6, 3, 2, wood, deleted: true),
            Movements.Version(7, 5, 1, Movements.Record(("text.a", "wood"))),
            Movements.Version(8, 4, 2, wood),
        ]);

        movements.History.Similar(wood, 1, [new Likeness("text.a", 1), new Likeness("text.b", 0.5)], 1, 10)
            .ShouldBe([new SimilarSubject(4, 1.5), new SimilarSubject(5, 1)]);
    }
}
