using Microsoft.AspNetCore.Builder;

namespace Comity.Host.Authority;

/// <summary>Rules for addresses that are no pages.</summary>
public static class RuleExtensions
{
    /// <summary>The address needs a right of the role book.</summary>
    /// <param name="endpoint">The address.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="action">The action.</param>
    /// <param name="unaudited">Why it is not audited by itself; null when it is.</param>
    /// <param name="searchBy">The parameter of the address whose presence makes a reading a search.</param>
    public static TBuilder May<TBuilder>(this TBuilder endpoint, string resource, string action, string? unaudited = null, string? searchBy = null)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new MayAttribute(resource, action) { Unaudited = unaudited, SearchBy = searchBy });

    /// <summary>The address needs somebody who is signed in.</summary>
    public static TBuilder SignedIn<TBuilder>(this TBuilder endpoint, string why, bool beforeSecondFactor = false)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new SignedInAttribute(why) { BeforeSecondFactor = beforeSecondFactor });

    /// <summary>The address is for everybody who reaches the node.</summary>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder endpoint, string why)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new OpenToAllAttribute(why));
}
