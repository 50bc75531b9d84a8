using System.CommandLine;

namespace Comity.Cli;

/// <summary>Options that several commands share, so that they read and behave the same.</summary>
internal static class Options
{
    public static Option<string?> Profiles() => new("--profiles")
    {
        Description = "A folder of profile files. Default: the profiles that come with Comity.",
        HelpName = "DIR",
    };

    public static Option<bool> Json(string description) => new("--json") { Description = description };

    public static Option<string> Sender() => new("--sender")
    {
        Description = "Who sent the files, where they do not say so themselves. Chooses the saved column mapping of a table.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "",
    };

    public static Option<string> Unit() => new("--unit")
    {
        Description = "The unit you act for.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Comity.Host.LocalOfficer.UsualUnit,
    };
}
