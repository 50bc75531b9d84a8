namespace Comity.Cli;

/// <summary>What the command's exit code says.</summary>
internal static class Exit
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>A check found something.</summary>
    public const int Findings = 1;

    /// <summary>The command line, or a file the user wrote, cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>Done, but part of the data could not be read; it is listed.</summary>
    public const int BadData = 3;

    /// <summary>Something that is needed is not available now.</summary>
    public const int Unavailable = 4;
}
