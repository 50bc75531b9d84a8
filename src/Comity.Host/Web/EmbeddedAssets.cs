using System.Reflection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Comity.Host.Web;

/// <summary>The files of <c>wwwroot</c>, which travel inside the assembly under their paths.</summary>
internal sealed class EmbeddedAssets(Assembly assembly) : IFileProvider
{
    // A resource has no date of its own; the assembly's stands in, so that browsers can ask whether it changed.
    private readonly DateTimeOffset _built = new(File.GetLastWriteTimeUtc(assembly.Location));

    public IFileInfo GetFileInfo(string subpath)
    {
        var name = "wwwroot" + (subpath.StartsWith('/') ? subpath : "/" + subpath);
        return assembly.GetManifestResourceInfo(name) is null
            ? new NotFoundFileInfo(subpath)
            : new Asset(assembly, name, _built);
    }

    public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    private sealed class Asset(Assembly assembly, string resource, DateTimeOffset built) : IFileInfo
    {
        public bool Exists => true;

        public long Length
        {
            get
            {
                using var stream = CreateReadStream();
                return stream.Length;
            }
        }

        public string? PhysicalPath => null;

        public string Name => Path.GetFileName(resource);

        public DateTimeOffset LastModified => built;

        public bool IsDirectory => false;

        public Stream CreateReadStream() => assembly.GetManifestResourceStream(resource)!;
    }
}
