using System.Runtime.CompilerServices;

namespace Comity.Host.Tests.Web;

/// <summary>The keys of persons' files are made in a folder of the tests and not in that of whoever runs them.</summary>
internal static class KeysOfTests
{
    [ModuleInitializer]
    internal static void Begin()
    {
        var folder = Directory.CreateTempSubdirectory("comity-keys-").FullName;
        Environment.SetEnvironmentVariable("COMITY_KEYS", folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
