using System.Text;
using Comity.Kernel.Account;

namespace Comity.Kernel.Tests.Account;

/// <summary>What is sealed opens with its key, at its place, unchanged; not otherwise.</summary>
public sealed class PersonCipherTests
{
    private static readonly PersonKey First = new(1, [.. Enumerable.Repeat((byte)7, 32)]);
    private static readonly PersonKey Second = new(2, [.. Enumerable.Repeat((byte)9, 32)]);
    private static readonly byte[] Entry = Encoding.UTF8.GetBytes("Synthetic Person");

    [Fact]
    public void An_entry_opens_at_its_place()
    {
        var box = new PersonCipher([First]).Seal("victims", "V-1", 3, Entry);
        box.AsSpan().IndexOf(Entry).ShouldBe(-1);
        new PersonCipher([First]).Open("victims", "V-1", 3, box).ShouldBe(Entry);
    }

    [Theory]
    [InlineData("custody", "V-1", 3)]
    [InlineData("victims", "V-2", 3)]
    [InlineData("victims", "V-1", 4)]
    public void An_entry_does_not_open_elsewhere(string programme, string number, int place)
    {
        var cipher = new PersonCipher([First]);
        var box = cipher.Seal("victims", "V-1", 3, Entry);
        Should.Throw<CannotOpenException>(() => cipher.Open(programme, number, place, box)).Message.ShouldContain("changed or moved");
    }

    [Fact]
    public void An_entry_that_was_changed_anywhere_or_cut_does_not_open()
    {
        var cipher = new PersonCipher([First]);
        var box = cipher.Seal("victims", "V-1", 3, Entry);
        for (var i = 0; i < box.Length; i++)
        {
            var changed = box.ToArray();
            changed[i] ^= 1;
            Should.Throw<CannotOpenException>(() => cipher.Open("victims", "V-1", 3, changed));
            Should.Throw<CannotOpenException>(() => cipher.Open("victims", "V-1", 3, box.AsSpan(0, i)));
        }
    }

    [Fact]
    public void The_newest_key_seals_and_the_earlier_ones_open()
    {
        var old = new PersonCipher([First]).Seal("victims", "V-1", 1, Entry);
        var both = new PersonCipher([Second, First]);
        both.Open("victims", "V-1", 1, old).ShouldBe(Entry);
        var fresh = both.Seal("victims", "V-1", 1, Entry);
        new PersonCipher([Second]).Open("victims", "V-1", 1, fresh).ShouldBe(Entry);
        Should.Throw<CannotOpenException>(() => new PersonCipher([First]).Open("victims", "V-1", 1, fresh)).Message.ShouldContain("key 2");
    }
}
