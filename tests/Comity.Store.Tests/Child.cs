using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Comity.Store.Tests;

/// <summary>
/// Another process that works on a node: the test executable itself, told by its environment what to do instead of
/// running tests. It prints lines; killing it is killing a node in the middle of its work.
/// </summary>
internal sealed class Child : IDisposable
{
    private const string Task = "COMITY_TEST_CHILD";
    private const string Folder = "COMITY_TEST_CHILD_FOLDER";

    private readonly Process _process;
    private readonly Task<string> _errors;

    private Child(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a task of <see cref="ChildTasks"/>.</summary>
    /// <param name="task">Its name.</param>
    /// <param name="folder">The node's folder.</param>
    /// <param name="mostFileBlocks">Most blocks of 1,024 bytes a file may grow to (<c>ulimit -f</c>), as on a full disk; null for no limit.</param>
    public static Child Start(string task, string folder, int? mostFileBlocks = null)
    {
        var executable = Path.ChangeExtension(typeof(Child).Assembly.Location, null);
        var start = mostFileBlocks is { } blocks
            ? new ProcessStartInfo("bash", ["-c", $"trap '' XFSZ; ulimit -f {blocks}; exec \"$0\"", executable])
            : new ProcessStartInfo(executable);
        if (mostFileBlocks is not null)
        {
            // The runtime maps its own code through a large file otherwise, and would not start.
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        }

        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment[Task] = task;
        start.Environment[Folder] = folder;
        return new Child(Process.Start(start)!);
    }

    /// <summary>The next line it prints; null at its end.</summary>
    public string? ReadLine() => _process.StandardOutput.ReadLine();

    /// <summary>Waits for a line, which must come.</summary>
    public void Await(string line)
    {
        for (var read = ReadLine(); read != line; read = ReadLine())
        {
            if (read is null)
            {
                throw new InvalidOperationException($"The child ended before '{line}': {_errors.GetAwaiter().GetResult()}");
            }
        }
    }

    /// <summary>Ends it without a chance to tidy up (SIGKILL).</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits for its end and gives its last line and what it wrote to standard error.</summary>
    public (string Last, string Errors) End()
    {
        var last = "";
        for (var line = ReadLine(); line is not null; line = ReadLine())
        {
            last = line;
        }

        _process.WaitForExit();
        return (last, _errors.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    [ModuleInitializer]
    internal static void BecomeChild()
    {
        if (Environment.GetEnvironmentVariable(Task) is { } task)
        {
            ChildTasks.Run(task, Environment.GetEnvironmentVariable(Folder)!);
            Environment.Exit(0);
        }
    }
}
