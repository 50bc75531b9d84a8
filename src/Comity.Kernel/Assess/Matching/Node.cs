using Comity.Kernel.Assess.Cel;

namespace Comity.Kernel.Assess.Matching;

/// <summary>A condition in negation normal form: and, or, and predicates that may be negated.</summary>
internal abstract record Node;

/// <summary>All terms hold.</summary>
internal sealed record AllOf(Node[] Terms) : Node;

/// <summary>Some term holds.</summary>
internal sealed record AnyOf(Node[] Terms) : Node;

/// <summary>Always true or always false.</summary>
internal sealed record Constant(bool Value) : Node;

/// <summary>An atom, or its negation.</summary>
/// <param name="Atom">What makes it true.</param>
/// <param name="IsNegated">Whether it is the negation.</param>
/// <param name="Fails">What makes it an error, or <see langword="null"/> when nothing does.</param>
internal sealed record Literal(Atom Atom, bool IsNegated, Atom? Fails = null) : Node;

/// <summary>A part that only the interpreter can decide: it may be anything.</summary>
internal sealed record Residual(Expr Expr) : Node;
