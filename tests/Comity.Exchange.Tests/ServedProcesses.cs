using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Comity.Exchange.Identity;
using Comity.Host.Exchange;

namespace Comity.Exchange.Tests;

/// <summary>Nodes that <c>comity exchange serve</c> serves as processes of their own on this machine, and that can be killed.</summary>
internal sealed class ServedProcesses : IDisposable
{
    private static readonly string Program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Comity.Cli/debug/comity.dll"));
    private readonly string _folder = Directory.CreateTempSubdirectory("comity-process-").FullName;
    private readonly Dictionary<string, Process> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _ports = new(StringComparer.Ordinal);

    public ExchangeNode Make(string name)
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            _ports[name] = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        NodeKeys.Make(Path.Combine(_folder, name), name, name, $"https://127.0.0.1:{_ports[name]}", TimeProvider.System.GetUtcNow());
        return ExchangeNode.Open(Path.Combine(_folder, name), TimeProvider.System);
    }

    public void Serve(string name)
    {
        string[] arguments = [Program, "--data", Path.Combine(_folder, name), "exchange", "serve", "--listen", "127.0.0.1", "--port", _ports[name].ToString(CultureInfo.InvariantCulture)];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        _running[name] = process;
        process.StandardOutput.ReadLine().ShouldNotBeNull($"{name} did not start");
    }

    public void Kill(string name)
    {
        using var process = _running[name];
        process.Kill();
        process.WaitForExit();
        _running.Remove(name);
    }

    public void Dispose()
    {
        foreach (var name in _running.Keys.ToArray())
        {
            Kill(name);
        }

        Directory.Delete(_folder, recursive: true);
    }
}
