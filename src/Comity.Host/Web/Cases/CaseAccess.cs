using Comity.Exchange.Identity;
using Comity.Host.Exchange;

namespace Comity.Host.Web.Cases;

/// <summary>The exchange of the node whose pages are served, opened when its keys are there.</summary>
public sealed class CaseAccess(Node node) : IDisposable
{
    private readonly Lock _gate = new();
    private ExchangeNode? _exchange;

    /// <summary>The exchange; null while the node has no keys.</summary>
    public ExchangeNode? Exchange
    {
        get
        {
            lock (_gate)
            {
                return _exchange ??= NodeKeys.Exist(node.Folder) ? ExchangeNode.Within(node.Folder, node.Store, node.Clock) : null;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _exchange?.Dispose();
}
