using Comity.Kernel.Assess.Cel;

namespace Comity.Kernel.Tests.Assess.Cel;

/// <summary>Where RE2 differs from .NET's patterns.</summary>
public class Re2Tests
{
    [Theory]
    [InlineData(@"^\d+$", "٣", false)]
    [InlineData(@"^\w+$", "ж", false)]
    [InlineData(@"^\W$", "😀", true)]
    [InlineData(@"^.$", "😀", true)]
    [InlineData("^..$", "😀", false)]
    [InlineData("(?s)^..$", "😀", false)]
    [InlineData(@"^\W\D$", "😀", false)]
    [InlineData(@"^[\x{1}-\x{10FFFF}]{2}$", "😀", false)]
    [InlineData(@"^\pC\pC$", "😀", false)]
    [InlineData(@"^.$", "\n", false)]
    [InlineData(@"(?s)^.$", "\n", true)]
    [InlineData(@"(?s:^.$)", "\n", true)]
    [InlineData("a$", "a\n", false)]
    [InlineData("(?m)a$", "a\nb", true)]
    [InlineData("(?m)^b", "a\nb", true)]
    [InlineData("(?i)bolivia", "BOLIVIA", true)]
    [InlineData("(?i:b)o", "BO", false)]
    [InlineData("^[😀-😂]$", "😁", true)]
    [InlineData("^[😀-😂]$", "😃", false)]
    [InlineData("^[^😀]$", "😁", true)]
    [InlineData("^[^😀]$", "😀", false)]
    [InlineData("^[^a]$", "😀", true)]
    [InlineData("^[^a]{2}$", "😀", false)]
    [InlineData("^[a\uFFFF-\U00010001]$", "\U00010000", true)]
    [InlineData("^[[:alpha:]_]+$", "ab_", true)]
    [InlineData(@"^[\d\s]+$", "1 2", true)]
    [InlineData(@"^[]a]+$", "]a", true)]
    [InlineData(@"^[a-]+$", "a-", true)]
    [InlineData(@"^\pL+$", "жa", true)]
    [InlineData(@"^\p{Lu}\P{Lu}$", "Ab", true)]
    [InlineData(@"^\Qa.b\E$", "a.b", true)]
    [InlineData(@"^\x41\x{1F600}$", "A😀", true)]
    [InlineData("(?P<name>a)b", "ab", true)]
    [InlineData("(?<name>a)b", "ab", true)]
    [InlineData("^a{2,3}?$", "aaa", true)]
    [InlineData("^a{,3}$", "a{,3}", true)]
    [InlineData("^x#y z$", "x#y z", true)]
    [InlineData("a||b", "", true)]
    public void A_pattern_means_what_RE2_means(string pattern, string text, bool expected)
    {
        Re2.TryCompile(pattern, out var regex, out var error).ShouldBeTrue(error);

        regex!.IsMatch(text).ShouldBe(expected);
    }

    [Theory]
    [InlineData("(?<=a)b")]
    [InlineData("(?!a)")]
    [InlineData("(?>a)")]
    [InlineData(@"(a)\1")]
    [InlineData("a**")]
    [InlineData("*a")]
    [InlineData("a{1001}")]
    [InlineData("(a{100}){100}")]
    [InlineData("((a{2,30}){2,30}){2,30}")]
    [InlineData("a{3,2}")]
    [InlineData("[a")]
    [InlineData("[b-a]")]
    [InlineData("[[:nope:]]")]
    [InlineData("a)")]
    [InlineData(@"\")]
    [InlineData(@"\C")]
    [InlineData(@"\p{Greek}")]
    [InlineData(@"[\D]")]
    [InlineData(@"\x{110000}")]
    [InlineData("(?U)a")]
    [InlineData("(?P<a-b>x)")]
    public void What_is_no_RE2_or_too_large_is_refused(string pattern)
    {
        Re2.TryCompile(pattern, out _, out var error).ShouldBeFalse();

        error.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Groups_are_not_nested_without_end() =>
        Re2.TryCompile(new string('(', 400) + new string(')', 400), out _, out _).ShouldBeFalse();

    [Fact]
    public void A_pattern_that_backtracks_elsewhere_ends() =>
        Consignments.Compile("goods.description.matches('^(a+)+$')")
            .Evaluate(Consignments.Record(("goods.description", new string('a', 100_000) + "!"))).Verdict.ShouldBe(Kernel.Assess.Verdict.False);
}
