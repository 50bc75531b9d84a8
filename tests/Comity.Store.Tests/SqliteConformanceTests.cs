using Comity.Kernel.Account;

namespace Comity.Store.Tests;

/// <summary>A node in a temporary folder.</summary>
public sealed class SqliteNode : IDisposable
{
    private readonly NodeFolder _folder = new();

    public SqliteNode() => Store = _folder.Open();

    public SqliteNodeStore Store { get; private set; }

    public SqliteNodeStore Reopen()
    {
        Store.Dispose();
        return Store = _folder.Open();
    }

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }
}

/// <inheritdoc/>
public sealed class SqliteMessageTests : MessageConformance
{
    private readonly SqliteNode _node = new();

    protected override INodeStore Store => _node.Store;

    protected override INodeStore Reopen() => _node.Reopen();

    protected override void Close() => _node.Dispose();
}

/// <inheritdoc/>
public sealed class SqliteOutcomeTests : OutcomeConformance
{
    private readonly SqliteNode _node = new();

    protected override INodeStore Store => _node.Store;

    protected override void Close() => _node.Dispose();
}

/// <inheritdoc/>
public sealed class SqliteWatchListTests : WatchListConformance
{
    private readonly SqliteNode _node = new();

    protected override INodeStore Store => _node.Store;

    protected override INodeStore Reopen() => _node.Reopen();

    protected override void Close() => _node.Dispose();
}
