using Comity.Formats.Profiles;
using Comity.Kernel.Assess;
using Comity.Programmes.Containers.Subject;

namespace Comity.Programmes.Tests.Containers.Profiles;

/// <summary>The profiles that lie beside the executable, as an authority gets them.</summary>
internal static class ShippedProfiles
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "profiles", "containers");

    public static ProfileCheckReport Report { get; } = ProfileCheck.Run(Folder, ConsignmentSchema.Schema);

    public static IReadOnlyList<Profile> All { get; } = [.. Report.Profiles.Select(p => p.Profile)];
}
