using Comity.Kernel.Account.Authority;

namespace Comity.Host.Authority;

/// <summary>
/// Who may use a page or an address. Each has at least one rule; what has none is refused, and a test names it.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public abstract class AccessRuleAttribute : Attribute;

/// <summary>
/// Needs a right of the role book: <c>@attribute [May("register", "read")]</c> on a page, <c>.May("register", "export")</c>
/// on an address. A page's forms each have a rule of their own, named by <see cref="Form"/>.
/// </summary>
/// <param name="resource">The resource.</param>
/// <param name="action">The action.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class MayAttribute(string resource, string action) : AccessRuleAttribute
{
    /// <summary>The right that is needed.</summary>
    public Right Right { get; } = new(resource, action);

    /// <summary>
    /// The name of the form the rule is for (<c>@formname</c>), or its beginning and a star where a page has many of a kind;
    /// null for the page or address itself.
    /// </summary>
    public string? Form { get; init; }

    /// <summary>Whether the rule is for a form that was sent.</summary>
    public bool IsFor(string sent) => Form is [.. var beginning, '*'] ? sent.StartsWith(beginning, StringComparison.Ordinal) : string.Equals(Form, sent, StringComparison.Ordinal);

    /// <summary>The parameter of the address whose presence makes a reading a search.</summary>
    public string? SearchBy { get; init; }

    /// <summary>Why it is not audited by itself; null when it is.</summary>
    public string? Unaudited { get; init; }
}

/// <summary>Needs no right, only somebody who is signed in.</summary>
/// <param name="why">Why it needs no right.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SignedInAttribute(string why) : AccessRuleAttribute
{
    /// <summary>Why it needs no right.</summary>
    public string Why { get; } = why;

    /// <summary>Whether it is also for somebody who has a password and must add a second proof before anything else.</summary>
    public bool BeforeSecondFactor { get; init; }
}

/// <summary>Is for everybody who reaches the node.</summary>
/// <param name="why">Why it needs nobody to be signed in.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OpenToAllAttribute(string why) : AccessRuleAttribute
{
    /// <summary>Why it needs nobody to be signed in.</summary>
    public string Why { get; } = why;
}
