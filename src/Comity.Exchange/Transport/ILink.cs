using Comity.Exchange.Identity;
using Comity.Kernel.Refer;

namespace Comity.Exchange.Transport;

/// <summary>A partner could not be reached or could not take a bundle now.</summary>
/// <param name="message">What went wrong.</param>
/// <param name="retryAfter">When the partner asked to be tried again, or null.</param>
public sealed class LinkException(string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>When the partner asked to be tried again, or null.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}

/// <summary>Carries a bundle to a partner and its answer back. It may lose, double, delay or damage both.</summary>
public interface ILink
{
    /// <summary>Sends a bundle.</summary>
    /// <returns>The bundle with the receipts.</returns>
    /// <exception cref="LinkException">It did not arrive, or the partner cannot take it now.</exception>
    Task<string> Send(Partner partner, NodeCard card, string bundle, CancellationToken cancellation);
}
