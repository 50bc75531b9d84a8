using Comity.Kernel.Account;
using CsCheck;

namespace Comity.Kernel.Tests.Account;

public sealed class RegisterChainTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<RegisterEntry[]> Chains = Gen
        .Select(Gen.String, Gen.Long.Nullable(), Gen.DateTime, Gen.String, Gen.String)
        .Array[1, 12]
        .Select(parts =>
        {
            var entries = new List<RegisterEntry>();
            foreach (var (kind, subject, at, by, payload) in parts)
            {
                entries.Add(RegisterEntry.After(
                    entries.Count == 0 ? null : entries[^1], kind, subject, new DateTimeOffset(at.Ticks, TimeSpan.Zero), by, null, payload));
            }

            return entries.ToArray();
        });

    [Fact]
    public void An_untouched_chain_holds() => Chains.Sample(entries => RegisterChain.Verify(entries).ShouldBeNull());

    [Fact]
    public void An_empty_register_holds() => RegisterChain.Verify([]).ShouldBeNull();

    [Fact]
    public void Every_edit_is_found_where_it_was_made() => Gen.Select(Chains, Gen.Int[0, 11], Gen.Int[0, 7]).Sample((entries, which, what) =>
    {
        var i = which % entries.Length;
        var e = entries[i];
        entries[i] = what switch
        {
            0 => e with { Kind = e.Kind + "x" },
            1 => e with { SubjectId = e.SubjectId is null ? 0 : null },
            2 => e with { At = e.At.AddTicks(e.At.Ticks > 0 ? -1 : 1) },
            3 => e with { By = "x" + e.By },
            4 => e with { Corrects = 1 },
            5 => e with { Payload = e.Payload + " " },
            6 => e with { PreviousHash = e.Hash },
            _ => e with { Hash = e.PreviousHash },
        };
        RegisterChain.Verify(entries)!.Number.ShouldBe(i + 1);
    });

    [Fact]
    public void Removing_or_swapping_is_found() => Gen.Select(Chains, Gen.Int[0, 11], Gen.Bool).Sample((entries, which, remove) =>
    {
        if (entries.Length < 3)
        {
            return;
        }

        var i = which % (entries.Length - 1);
        var changed = entries.ToList();
        changed.RemoveAt(i);
        if (!remove)
        {
            changed.Insert(i + 1, entries[i]);
        }

        RegisterChain.Verify(changed)!.Number.ShouldBe(i + 1);
    });

    [Fact]
    public void Text_that_moves_from_one_part_to_the_next_changes_the_hash()
    {
        var entry = RegisterEntry.After(null, "ab", 1, Noon, "c", null, "d");
        string.Equals((entry with { Kind = "a", By = "bc" }).ComputeHash(), entry.Hash, StringComparison.Ordinal).ShouldBeFalse();
        string.Equals((entry with { By = "c;1:", Payload = "" }).ComputeHash(), entry.Hash, StringComparison.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public void The_time_is_kept_in_UTC() =>
        RegisterEntry.After(null, "k", null, Noon.ToOffset(TimeSpan.FromHours(-5)), "b", null, "p")
            .ShouldBe(RegisterEntry.After(null, "k", null, Noon, "b", null, "p"));
}
